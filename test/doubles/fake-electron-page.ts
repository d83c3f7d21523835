/**
 * The window side of the Electron double: one page of a real Chromium that stands for a BrowserWindow's
 * renderer. `app://bundle` is served at `https://bundle.app` (Chromium cannot open `app:`) and reported as
 * `app://bundle`; the preload runs in an isolated world of its own, as in a sandboxed renderer.
 */
import { readFileSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import type { BrowserContext, CDPSession, Page, Request as PageRequest, Route } from 'playwright-core';

const SHOWN = 'https://bundle.app';
const REAL = 'app://bundle';
const WORLD = 'preload';
/** Chromium's names of permissions, and Electron's. */
const PERMISSIONS = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
  camera: 'media',
};

/** Run in the browser as they stand: the world of a sandboxed preload, and the page's own `window.open`. */
const WORLD_SCRIPT = readFileSync(new URL('./fake-electron-world.js', import.meta.url), 'utf8');
const PAGE_SCRIPT = readFileSync(new URL('./fake-electron-window-open.js', import.meta.url), 'utf8');

export const toReal = (url: string) => (url.startsWith(`${SHOWN}/`) ? REAL + url.slice(SHOWN.length) : url);
const toShown = (url: string) => (url.startsWith(`${REAL}/`) ? SHOWN + url.slice(REAL.length) : url);

/** What the page asks of its webContents. */
export interface PageOwner {
  readonly preload: string;
  /** Asked for each navigation that main did not start; false cancels it. */
  mayNavigate(url: string, isMainFrame: boolean): boolean;
  mayOpenWindow(url: string): boolean;
  /** The answer of the app's protocol handler, or null when the request was refused. */
  fetch(url: string, method: string): Promise<Response | null>;
  onLoad(): void;
  onCrash(): void;
  onViolation(what: string): void;
}

export class FakePage {
  readonly page: Page;
  readonly #owner: PageOwner;
  readonly #cdp: CDPSession;
  readonly #ports = new Map<number, MessagePort>();
  /** A navigation that main started and that needs no permission. */
  #expected: string | null = null;
  #world: number | null = null;
  #portCount = 0;

  private constructor(page: Page, cdp: CDPSession, owner: PageOwner) {
    this.page = page;
    this.#cdp = cdp;
    this.#owner = owner;
  }

  static async open(context: BrowserContext, owner: PageOwner): Promise<FakePage> {
    const page = await context.newPage();
    const self = new FakePage(page, await context.newCDPSession(page), owner);
    await self.#prepare();
    return self;
  }

  /** Grants what the app's handlers grant, by Electron's names, and has Chromium deny the rest. */
  async setPermissions(isGranted: (permission: string) => boolean): Promise<void> {
    const granted = Object.entries(PERMISSIONS).filter(([, electronName]) => isGranted(electronName));
    const names = granted.map(([name]) => name);
    await this.page.context().grantPermissions(names, { origin: SHOWN });
  }

  async load(url: string): Promise<void> {
    this.#expected = url;
    await this.page.goto(toShown(url), { timeout: 20_000 });
  }

  async reload(): Promise<void> {
    this.#expected = toReal(this.page.url());
    await this.page.reload({ timeout: 20_000 });
  }

  /** Delivers an IPC message with its ports to the preload. */
  async deliver(channel: string, message: unknown, transfer: readonly MessagePort[]): Promise<void> {
    const ids = transfer.map((port) => {
      this.#portCount += 1;
      const id = this.#portCount;
      this.#ports.set(id, port);
      return id;
    });
    await this.#toWorld({ channel, message: structuredClone(message), ids });
    for (const id of ids) {
      const port = this.#ports.get(id);
      port?.on('message', (data) => void this.#toWorld({ port: id, data }));
      port?.on('close', () => void this.#toWorld({ closed: id }));
    }
  }

  async #prepare(): Promise<void> {
    const { page } = this;
    page.on('load', () => this.#owner.onLoad());
    page.on('crash', () => this.#owner.onCrash());
    await page.route('**/*', (route, request) => this.#onRequest(route, request));
    await page.addInitScript(PAGE_SCRIPT);
    this.#cdp.on('Runtime.bindingCalled', ({ payload }) => this.#fromWorld(JSON.parse(payload)));
    this.#cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD && context.auxData?.frameId === this.#mainFrameId) this.#world = context.id;
    });
    this.#cdp.on('Runtime.executionContextsCleared', () => this.#dropPorts());
    const { frameTree } = await this.#cdp.send('Page.getFrameTree');
    this.#mainFrameId = frameTree.frame.id;
    await this.#cdp.send('Page.enable');
    await this.#cdp.send('Runtime.enable');
    await this.#cdp.send('Runtime.addBinding', { name: 'toMain', executionContextName: WORLD });
    const source = `${WORLD_SCRIPT}\nsandboxedWorld(function (require, exports, module, process) {${this.#owner.preload}\n});`;
    await this.#cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
  }
  #mainFrameId = '';

  async #onRequest(route: Route, request: PageRequest): Promise<void> {
    const url = toReal(request.url());
    if (url.startsWith(`${REAL}/__window-open?`)) {
      const asked = decodeURIComponent(url.slice(url.indexOf('?') + 1));
      return await route.fulfill({ body: this.#owner.mayOpenWindow(asked) ? 'allow' : 'deny' });
    }
    if (request.isNavigationRequest() && !this.#mayNavigate(url, request))
      return await route.abort('aborted');
    const response = await this.#owner.fetch(url, request.method());
    if (response === null) return await route.abort('blockedbyclient');
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  #mayNavigate(url: string, request: PageRequest): boolean {
    const isMainFrame = request.frame() === this.page.mainFrame();
    const isExpected = isMainFrame && url.split('#')[0] === this.#expected?.split('#')[0];
    this.#expected = null;
    return isExpected || this.#owner.mayNavigate(url, isMainFrame);
  }

  #fromWorld(message: { port?: number; data?: unknown; closed?: number; violation?: string }): void {
    if (message.violation !== undefined) this.#owner.onViolation(message.violation);
    else if (message.closed !== undefined) this.#ports.get(message.closed)?.close();
    else if (message.port !== undefined) this.#ports.get(message.port)?.postMessage(message.data);
  }

  /** A page that is gone takes its ports with it. */
  #dropPorts(): void {
    this.#world = null;
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  async #toWorld(message: object): Promise<void> {
    if (this.#world === null) return;
    const expression = `deliver(${JSON.stringify(JSON.stringify(message))})`;
    // The page may go away at any moment, as a renderer may.
    await this.#cdp.send('Runtime.evaluate', { contextId: this.#world, expression }).catch(() => {});
  }
}
