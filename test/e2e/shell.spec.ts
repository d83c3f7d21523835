/**
 * The built desktop app (main, preload, page, host) under the strict Electron double in a real Chromium: what
 * the shell does, and the rows of docs/security.md that can be seen without Electron's own binary.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeElectron } from '../doubles/fake-electron.ts';
import { launchBrowser } from './browser.ts';

const MAIN = new URL('../../out/main/main.js', import.meta.url);
const LIMIT = { timeout: 15_000, interval: 50 };

let browser: Browser;
let dataDir: string;
let electron: FakeElectron;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hashwatt-shell-'));
  electron = new FakeElectron(browser);
});
afterEach(async () => {
  await electron.dispose();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Page> {
  await electron.run(MAIN, ['--', '--demo', '--data-dir', dataDir]);
  return electron.window.webContents.page;
}

/** The page says "Demo" only once it has the host's hello and a frame. */
async function startConnected(): Promise<Page> {
  const page = await start();
  await page.getByText('Demo').first().waitFor(LIMIT);
  return page;
}

/** Runs page code and gives what it returns, undefined where it throws. */
async function attempt<T>(page: Page, code: () => T | Promise<T>): Promise<T | string> {
  return await page.evaluate(code).catch((error: Error) => `threw: ${error.message.split('\n')[0]}`);
}

describe('what the shell does', () => {
  test('opens one sandboxed window on the page, which reaches the host', async () => {
    await startConnected();
    expect(electron.app.isSandboxed).toBe(true);
    expect(electron.windows).toHaveLength(1);
    expect(electron.window.isShown).toBe(true);
    expect(electron.violations).toEqual([]);
  });

  test('a reloaded page gets a new port', async () => {
    const page = await startConnected();
    await page.evaluate(() => location.reload());
    await page.waitForLoadState('load');
    await page.getByText('Demo').first().waitFor(LIMIT);
  });

  test('a crashed page is loaded again and reaches the host', async () => {
    await startConnected();
    await electron.window.webContents.crash();
    const { webContents } = electron.window;
    await vi.waitFor(() => expect(webContents.loads).toBe(2), LIMIT);
    await vi.waitFor(
      async () => expect(await webContents.page.getByText('Demo').count()).toBeGreaterThan(0),
      LIMIT,
    );
  });

  test('a host that dies is started again and the same page goes on', async () => {
    const page = await startConnected();
    await electron.hosts[0]?.worker.terminate();
    await vi.waitFor(() => expect(electron.hosts).toHaveLength(2), LIMIT);
    await vi.waitFor(() => expect(electron.tray.toolTip).not.toContain('not running'), LIMIT);
    await page.getByText('Demo').first().waitFor(LIMIT);
    expect(electron.window.webContents.loads).toBe(1);
  });

  test('the tray pauses and resumes', async () => {
    await startConnected();
    await vi.waitFor(() => electron.tray.choose('Pause'), LIMIT);
    await vi.waitFor(() => expect(electron.tray.toolTip).toBe('Hashwatt: Paused'), LIMIT);
    electron.tray.choose('Resume');
    await vi.waitFor(() => expect(electron.tray.toolTip).not.toContain('Paused'), LIMIT);
  });

  test('closing the window keeps mining; the tray and a second start show it', async () => {
    await startConnected();
    electron.window.ask('close');
    expect(electron.window.isShown).toBe(false);
    electron.tray.choose('Show Hashwatt');
    expect(electron.window.isShown).toBe(true);
    electron.window.hide();
    electron.app.emit('second-instance');
    expect(electron.window.isShown).toBe(true);
    expect(electron.app.exitCode).toBeNull();
  });

  test('quitting parks the host first, ends with 0, and the window is remembered', async () => {
    await startConnected();
    const host = electron.hosts[0];
    electron.tray.choose('Quit');
    electron.app.quit();
    await electron.app.ended;
    expect(electron.app.exitCode).toBe(0);
    expect(host?.pid).toBeUndefined();
    expect(host?.wasKilled).toBe(false);
    expect(electron.tray.isDestroyed()).toBe(true);
    const remembered = JSON.parse(await readFile(join(dataDir, 'window.json'), 'utf8'));
    expect(remembered).toEqual({ bounds: { x: 10, y: 20, width: 1000, height: 700 }, isMaximized: false });
  });

  test('a second start opens nothing and ends', async () => {
    electron.hasLock = false;
    await electron.run(MAIN, ['--', '--data-dir', dataDir]);
    expect(electron.app.exitCode).toBe(0);
    expect(electron.windows).toEqual([]);
    expect(electron.hosts).toEqual([]);
  });
});

describe('docs/security.md, row by row', () => {
  test('1: nothing but the bundle is asked for', async () => {
    await startConnected();
    expect(electron.requested.filter((url) => !url.startsWith('app://bundle/'))).toEqual([]);
    expect(electron.requested.length).toBeGreaterThan(1);
    for (const url of [
      'https://outside.example/',
      'http://127.0.0.1:7340/',
      'file:///etc/passwd',
      'app://other/',
    ]) {
      expect(electron.session.cancels(url), url).toBe(true);
    }
    expect(electron.session.cancels('app://bundle/index.html')).toBe(false);
  });

  test('2, 3 and 20: no Node, no Electron and nothing of the preload in the page', async () => {
    const page = await start();
    const found = await page.evaluate(() =>
      [
        'require',
        'process',
        'module',
        'exports',
        'Buffer',
        'global',
        'ipcRenderer',
        'electron',
        'toMain',
        'deliver',
      ].filter((name) => name in globalThis),
    );
    expect(found).toEqual([]);
  });

  test('5: permissions and devices are refused', async () => {
    const page = await start();
    expect(await page.evaluate(() => Notification.requestPermission())).not.toBe('granted');
    const names = ['geolocation', 'notifications', 'midi', 'clipboard-read', 'camera'];
    const states = await page.evaluate(
      async (asked) =>
        await Promise.all(
          asked.map(
            async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
          ),
        ),
      names,
    );
    expect(states).toEqual(names.map(() => 'denied'));
    expect(
      await attempt(
        page,
        () =>
          new Promise((resolve) =>
            navigator.geolocation.getCurrentPosition(
              () => resolve('found'),
              (error) => resolve(error.code),
            ),
          ),
      ),
    ).toBe(1);
    for (const kind of ['serial', 'hid', 'usb', 'bluetooth']) {
      expect(electron.session.devicePermission?.({ deviceType: kind, origin: 'app://bundle' })).toBe(false);
    }
    for (const permission of ['serial', 'hid', 'usb', 'media', 'fullscreen', 'openExternal', 'unknown']) {
      expect(electron.session.grants(permission), permission).toBe(false);
    }
  });

  test('7: the policy blocks inline script, eval and everything from outside', async () => {
    const page = await start();
    const outcome = await page.evaluate(async () => {
      const blocked: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      document.body.append(script);
      const image = new Image();
      image.src = 'https://outside.example/pixel.png';
      document.body.append(image);
      const frame = document.createElement('iframe');
      frame.src = 'https://outside.example/';
      document.body.append(frame);
      const hasFetched = await fetch('https://outside.example/').then(
        () => true,
        () => false,
      );
      const timer = setTimeout as unknown as (code: string) => void;
      timer('window.ranEval = true');
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { blocked, hasFetched, hasRun: 'ranInline' in window || 'ranEval' in window };
    });
    expect(outcome.hasRun).toBe(false);
    expect(outcome.hasFetched).toBe(false);
    for (const directive of ['script-src-elem', 'script-src', 'img-src', 'frame-src', 'connect-src']) {
      expect(outcome.blocked).toContain(directive);
    }
    expect(electron.leaked).toEqual([]);
  });

  test('12: no webview is ever attached', async () => {
    await start();
    expect(electron.window.webContents.ask('will-attach-webview', {}, {})).toBe(false);
  });

  test('13: the page cannot be led away, only reloaded', async () => {
    const page = await start();
    for (const target of [
      'https://outside.example/',
      'app://other/index.html',
      'file:///etc/passwd',
      '/assets/',
    ]) {
      await page.evaluate((url) => {
        location.href = url;
      }, target);
      await page.waitForTimeout(100);
      expect(electron.window.webContents.getURL().split('#')[0]).toBe('app://bundle/index.html');
    }
    expect(electron.leaked).toEqual([]);
    for (const event of ['will-redirect', 'will-navigate', 'will-frame-navigate']) {
      expect(electron.window.webContents.askWith(event, { url: 'https://x.example/' })).toBe(false);
    }
  });

  test('14 and 15: no window is opened and nothing is handed to the system', async () => {
    const page = await start();
    const targets = [
      'https://outside.example/',
      'file:///etc/passwd',
      'smb://host/share',
      'ms-settings:',
      'about:blank',
    ];
    for (const url of targets) {
      expect(await page.evaluate((target) => window.open(target), url), url).toBeNull();
    }
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://outside.example/link';
      link.target = '_blank';
      document.body.append(link);
      link.click();
    });
    expect(electron.window.webContents.askedToOpen).toEqual([...targets, 'https://outside.example/link']);
    expect(electron.context?.pages()).toHaveLength(1);
    // `shell` of the double has no member at all: a call of openExternal would have thrown.
    expect(electron.violations).toEqual([]);
  });

  test('17: a port is given to our own page in the top frame alone', async () => {
    await startConnected();
    // One with the page, one with a host that was ready later, or both in one: all of them are through by now.
    const { delivered } = electron.window.webContents;
    expect(delivered).toBeGreaterThanOrEqual(1);
    electron.window.webContents.pretendUrl = 'https://outside.example/';
    electron.window.webContents.emit('did-finish-load');
    expect(electron.window.webContents.delivered).toBe(delivered);
  });

  test('18: only files of the bundle are served', async () => {
    await start();
    expect(electron.scheme).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } });
    const outside = [
      'app://bundle/../package.json',
      'app://bundle/..%2f..%2fpackage.json',
      'app://bundle/%2e%2e/%2e%2e/package.json',
      'app://bundle/..%5c..%5cpackage.json',
      'app://bundle/%252e%252e/package.json',
      'app://bundle/index.html%00.js',
      'app://bundle//etc/passwd',
      'app://bundle/',
      'app://other/index.html',
      'app://bundle.evil/index.html',
    ];
    for (const url of outside) expect((await electron.session.serve(url)).status, url).toBe(404);
    expect((await electron.session.serve('app://bundle/index.html', 'POST')).status).toBe(404);
    const page = await electron.session.serve('app://bundle/index.html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
