/** The demo's card in a real Chromium: by what a user reads and does, with keys alone where that is the question. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { FakeHost } from './fixtures/fake-host.ts';
import { SettingsPage } from './pages/settings-page.ts';
import { openWatchedPage, seriousFindings, type WatchedPage } from './watched-page.ts';

const RENDERER_DIR = join(import.meta.dirname, '../../out/renderer');

let browser: Browser;
let host: FakeHost;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);

afterAll(() => browser.close());

beforeEach(async () => {
  host = new FakeHost(RENDERER_DIR);
  watched = await openWatchedPage(browser, { colorScheme: 'light' });
  page = watched.page;
});

afterEach(async () => {
  await watched.close();
  await host.stop();
  expect(watched.complaints).toEqual([]);
});

test('is reached from Home, shows each stick with the faults it can have, and is kept to 900 by 600', async () => {
  host.demo = true;
  await page.setViewportSize({ width: 900, height: 600 });
  await page.goto(await host.start());
  await page.getByRole('button', { name: 'Change the demo' }).click();
  await page.getByRole('heading', { name: 'Demo sticks' }).waitFor();
  const [first, second] = await page.locator('summary').all();
  await first?.click();
  await second?.click();
  expect(await page.getByLabel('Its chips say nothing').isChecked()).toBe(true);
  expect(await page.getByLabel('It gets too hot').count()).toBe(1);
  expect(await page.getByLabel('One of its chips is missing').count()).toBe(0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await seriousFindings(page)).toEqual([]);
});

test('changes faults and sticks by keys alone', async () => {
  host.demo = true;
  await page.goto(await host.start());
  await page.getByRole('button', { name: 'Change the demo' }).press('Enter');
  await page.locator('summary').first().press('Enter');
  const noise = page.getByLabel('Garbage on its cable');
  // Not before it is there to be seen: a key that comes earlier is for nobody.
  await noise.waitFor();
  await noise.press('Space');
  await expect.poll(() => host.asked.length).toBe(1);
  await page.getByLabel('Model').focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await expect.poll(() => host.asked.length).toBe(2);
  await page.getByRole('button', { name: 'Remove Compac A1' }).press('Enter');
  await expect.poll(() => host.asked.length).toBe(3);
  expect(host.asked).toEqual([
    { name: 'setDemoFault', input: { stickId: 'serial:demo-1', fault: 'noise', active: true } },
    { name: 'setDemoSticks', input: { models: ['compac-f', 'compac-a1', 'compac-a1'] } },
    { name: 'setDemoSticks', input: { models: ['compac-f'] } },
  ]);
});

test('is not there outside the demo', async () => {
  await page.goto(await host.start());
  await new SettingsPage(page).open();
  await page.getByRole('heading', { name: 'Pool', exact: true }).waitFor();
  expect(await page.getByRole('heading', { name: 'Demo sticks' }).count()).toBe(0);
});
