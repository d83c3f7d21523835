/** The program as a newcomer meets it: the headless host as a process, its own page in a real Chromium, the demo. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { HeadlessChild } from '../doubles/headless-child.ts';
import { launchBrowser } from './browser.ts';
import { HomePage, type NumberLabel } from './pages/home-page.ts';
import { SettingsPage } from './pages/settings-page.ts';
import { openWatchedPage, seriousFindings, type WatchedPage } from './watched-page.ts';

/** From the page opening to shares and growing numbers: the README's promise to a newcomer. */
const FIRST_SHARES_LIMIT_MS = 15_000;
const GROWING: readonly NumberLabel[] = ['electricity', 'expected', 'Shares today'];

let browser: Browser;
let dataDir: string;
let host: HeadlessChild;
let watched: WatchedPage;
let page: Page;
let home: HomePage;
let settings: SettingsPage;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close());

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hashwatt-e2e-'));
  host = startHost();
  watched = await openWatchedPage(browser);
  page = watched.page;
  home = new HomePage(page);
  settings = new SettingsPage(page);
  await page.goto(await host.url());
});

afterEach(async () => {
  await watched.close();
  await host.kill();
  await rm(dataDir, { recursive: true, force: true });
  expect(watched.complaints).toEqual([]);
});

/** On a fresh data folder without any wish this is the demo. */
function startHost(listen = '127.0.0.1:0'): HeadlessChild {
  const child = new HeadlessChild(['--data-dir', dataDir, '--listen', listen]);
  onTestFinished(() => child.kill());
  return child;
}

/** The digits of an exact figure, whatever its unit and its signs for thousands. */
const amountOf = (text: string): number => Number(text.replace(/[^\d.]/g, ''));

async function amounts(): Promise<number[]> {
  const found: number[] = [];
  for (const label of GROWING) found.push(amountOf(await home.exact(label)));
  return found;
}

async function costPerDay(): Promise<number> {
  const text = (await home.verdictLine.textContent()) ?? '';
  return Number(/cost €([\d.]+)/.exec(text)?.[1]);
}

test('a fresh start mines the demo: shares and numbers grow, and every number says where it comes from', async () => {
  await home.number('Shares today').filter({ hasText: /[1-9]/ }).waitFor({ timeout: FIRST_SHARES_LIMIT_MS });
  await home.number('electricity').waitFor({ timeout: FIRST_SHARES_LIMIT_MS });
  expect(await home.sticks.count()).toBe(3);
  await home.status.getByText('Demo', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'modelled: how Power is known' }).waitFor();
  const before = await amounts();
  await vi.waitFor(
    async () => {
      const later = await amounts();
      for (const [index, amount] of later.entries())
        expect(amount).toBeGreaterThan(before[index] ?? Infinity);
    },
    { timeout: FIRST_SHARES_LIMIT_MS, interval: 500 },
  );
});

test('a day costs watts x 24 h x tariff, and a new tariff counts at once', async () => {
  await home.waitForState('Mining');
  await settings.open();
  await settings.field('Price of a kilowatt hour').fill('3.00');
  await settings.save('Electricity and money');
  await settings.waitUntilSaved('Electricity and money');
  await page.getByRole('link', { name: 'Home' }).click();
  await home.status.getByText('€3.00 per kWh').waitFor();
  await vi.waitFor(
    async () => {
      const watts = amountOf(await home.exact('Power'));
      // The page says cents, and the clock may step between the two looks: within one percent.
      expect((await costPerDay()) / ((watts * 24 * 3) / 1000)).toBeCloseTo(1, 2);
    },
    { timeout: 10_000, interval: 500 },
  );
});

test('it pauses and runs by menu and by key', async () => {
  await home.waitForState('Mining');
  await home.pauseFor('Pause 1 hour');
  await home.waitForState('Paused');
  await home.pauseButton.click();
  await home.waitForState('Mining');
  await page.keyboard.press('p');
  await home.waitForState('Paused');
  await page.keyboard.press('p');
  await home.waitForState('Mining');
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
});

test('the screens are without serious findings, and fit a small window, in light and in dark', async () => {
  await home.waitForState('Mining');
  await page.setViewportSize({ width: 900, height: 600 });
  await settings.open();
  await settings.chooseTheme('Light');
  await page.locator('html[data-theme="light"]').waitFor();
  expect(await findings()).toEqual([]);
  await settings.chooseTheme('Dark');
  await page.locator('html[data-theme="dark"]').waitFor();
  await page.getByRole('link', { name: 'Home' }).click();
  await home.sticks.first().waitFor();
  expect(await findings()).toEqual([]);
});

test('a stopped host is told of; started again, the page goes on with the history of before', async () => {
  await home.number('Shares today').filter({ hasText: /[1-9]/ }).waitFor({ timeout: FIRST_SHARES_LIMIT_MS });
  const before = await amounts();
  const { host: address } = new URL(page.url());
  expect(await host.end('SIGTERM')).toMatchObject({ code: 0 });
  await page.getByText('Hashwatt’s miner does not answer.').waitFor({ timeout: 20_000 });
  host = startHost(address);
  await home.waitForState('Mining');
  const after = await amounts();
  for (const [index, amount] of after.entries())
    expect(amount).toBeGreaterThanOrEqual(before[index] ?? Infinity);
});

/** What axe calls serious, and whether the page is wider than the window. */
async function findings(): Promise<readonly string[]> {
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  return [...(await seriousFindings(page)), ...(isTooWide ? ['wider than the window'] : [])];
}
