/**
 * The built page in a real Chromium, under the strict policy, against a host that makes everything up: every
 * state a screen can be in, by what a user reads and does. Colours and sizes are looked at, not tested.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import { launchBrowser } from './browser.ts';
import { FakeHost } from './fixtures/fake-host.ts';
import { reading, SAMPLE_NOW_MS, sampleFrame, sampleStick, sampleSticks } from './fixtures/sample-frame.ts';
import { HomePage } from './pages/home-page.ts';
import { SettingsPage } from './pages/settings-page.ts';
import { openWatchedPage, seriousFindings, type WatchedPage } from './watched-page.ts';

const RENDERER_DIR = join(import.meta.dirname, '../../out/renderer');

let browser: Browser;
let host: FakeHost;
let watched: WatchedPage;
let page: Page;
let home: HomePage;
let settings: SettingsPage;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);

afterAll(() => browser.close());

beforeEach(async () => {
  host = new FakeHost(RENDERER_DIR);
  watched = await openWatchedPage(browser, { colorScheme: 'light' });
  page = watched.page;
  home = new HomePage(page);
  settings = new SettingsPage(page);
});

afterEach(async () => {
  await watched.close();
  await host.stop();
  expect(watched.complaints).toEqual([]);
});

async function open(): Promise<void> {
  await page.goto(await host.start());
}

describe('Home', () => {
  test('answers first: verdict, four numbers, chart, sticks, status', async () => {
    await open();
    await home.waitForState('Mining');
    expect(await home.verdict.textContent()).toBe('All three sticks are mining');
    expect(await home.verdictLine.textContent()).toContain('1 in 8.7 million');
    expect(await home.number('Hashrate').textContent()).toContain('952');
    expect(await home.number('net').textContent()).toContain('−€0.10');
    expect(await home.sticks.count()).toBe(3);
    expect(await home.status.textContent()).toContain('public-pool.io');
    await home.chart.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate(() => location.hash)).toBe('#/');
  });

  test('is there in a browser whose language is no language tag', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true }),
    );
    await open();
    await page.getByRole('heading', { name: 'All three sticks are mining' }).waitFor();
  });

  test('a number shows and copies all its digits', async () => {
    await open();
    expect(await home.exact('electricity')).toBe('€0.11104231');
    await home.number('Power').click();
    await page.getByText('Copied').waitFor();
  });

  test('pauses and runs at once, without asking', async () => {
    await open();
    await home.waitForState('Mining');
    await home.pauseButton.click();
    await expect.poll(() => host.asked).toEqual([{ name: 'pause', input: { untilMs: null } }]);
    await home.pauseFor('Pause 1 hour');
    await expect
      .poll(() => host.asked.at(-1))
      .toEqual({ name: 'pause', input: { untilMs: SAMPLE_NOW_MS + 3_600_000 } });
    host.show(
      sampleFrame(SAMPLE_NOW_MS, {
        run: {
          state: 'paused',
          paused: true,
          pausedSinceMs: SAMPLE_NOW_MS - 60_000,
          pausedUntilMs: SAMPLE_NOW_MS + 3_600_000,
        },
      }),
    );
    await home.waitForState('Paused');
    expect(await home.verdict.textContent()).toBe('Paused until 15:20');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('p');
    await expect.poll(() => host.asked.at(-1)?.name).toBe('resume');
  });

  test('says what is wrong, puts the stick that needs help first, and tries again when told', async () => {
    const [first, ...others] = sampleSticks(SAMPLE_NOW_MS);
    const bench = sampleStick(SAMPLE_NOW_MS, {
      ...first,
      name: 'Bench',
      health: 'needsHelp',
      cause: { code: 'noChips', params: {} },
    });
    host.frame = helpFrame([...others, bench]);
    await open();
    await page.getByText('Bench has power, but no chip answers.').waitFor();
    expect(await home.sticks.first().textContent()).toContain('Bench');
    expect(await home.status.textContent()).toContain('1 needs help');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => host.asked.at(-1)).toEqual({ name: 'retryStick', input: { stickId: bench.id } });
  });

  test('a name from a USB device is text', async () => {
    const name = '<img src=x onerror="document.title=1">';
    host.frame = sampleFrame(SAMPLE_NOW_MS, { sticks: [sampleStick(SAMPLE_NOW_MS, { name })] });
    await open();
    await page.getByRole('heading', { name }).waitFor();
    expect(await page.title()).toBe('Hashwatt');
  });

  test('a message of the pool is text, and goes when it was read', async () => {
    const { pool } = sampleFrame();
    if (pool === null) throw new Error('the sample has a pool');
    host.frame = sampleFrame(SAMPLE_NOW_MS, { pool: { ...pool, message: '<b>Maintenance</b> at 8' } });
    await open();
    await page.getByText('<b>Maintenance</b> at 8').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('<b>Maintenance</b> at 8').waitFor({ state: 'detached' });
  });

  test('without sticks and pool it says what to do and offers the demo', async () => {
    host.frame = emptyFrame();
    await open();
    await page.getByRole('button', { name: 'Try with demo sticks' }).waitFor();
    expect(await page.getByRole('button', { name: 'Open Settings' }).isVisible()).toBe(true);
    expect(await page.getByText('no price set').count()).toBeGreaterThan(0);
    expect(await seriousFindings(page)).toEqual([]);
    host.frame = sampleFrame();
    await page.getByRole('button', { name: 'Try with demo sticks' }).click();
    await home.status.getByText('Demo', { exact: true }).waitFor();
    expect(await home.verdictLine.textContent()).toContain('nothing here is earned or paid');
  });

  test('the chart can be walked by keyboard and read as a table', async () => {
    await open();
    await home.chart.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.getByText('5 min mean').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('5 min mean').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Chart options' }).click();
    await page.getByRole('menuitem', { name: 'View as table' }).click();
    expect(await page.getByRole('row').count()).toBeGreaterThan(200);
    expect(await seriousFindings(page)).toEqual([]);
    await home.showRange('7d');
    await page.getByRole('table', { name: 'Last 7 days' }).waitFor();
  });
});

describe('a host that goes quiet', () => {
  test('values grow old, then unknown, and come back', async () => {
    await open();
    await home.waitForState('Mining');
    await home.stick('Compac A2').getByText('Stale').waitFor({ timeout: 10_000 });
    await home.waitForState('Not connected', 20_000);
    expect(await home.verdict.textContent()).toBe('The miner does not answer');
    host.show(sampleFrame());
    await home.waitForState('Mining');
  });

  test('the page connects again by itself after a restart', async () => {
    await open();
    await home.waitForState('Mining');
    host.frame = sampleFrame(SAMPLE_NOW_MS, {
      run: { state: 'noPool', paused: false, pausedSinceMs: null, pausedUntilMs: null },
    });
    host.disconnect();
    await home.waitForState('No pool');
  });

  test('a page without the key says where to get it', async () => {
    const address = await host.start();
    await page.goto(address.replace(/#.*/, ''));
    await page.getByRole('heading', { name: 'This page needs its key' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(address);
    await home.waitForState('Mining');
  });

  test('a page too many says so, and goes on once another one is closed', async () => {
    host.isFull = true;
    await open();
    await page.getByRole('heading', { name: 'Too many pages of Hashwatt are open' }).waitFor();
    expect(await page.getByText('Close another tab or window').isVisible()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    host.isFull = false;
    await home.waitForState('Mining');
  });

  test('a host of another version asks for a reload', async () => {
    host.contractVersion += 1;
    await open();
    await page.getByRole('heading', { name: 'Hashwatt was updated' }).waitFor();
  });
});

describe('Settings', () => {
  test('refuses what cannot be, with a sentence at the field', async () => {
    await open();
    await settings.open();
    await settings.field('Address of the pool').fill('public-pool.io');
    await settings.save('Pool');
    await page.getByText('The port is missing').waitFor();
    await settings.field('Price of a kilowatt hour').fill('cheap');
    await settings.save('Electricity and money');
    await page.getByText('A number such as 0.30 or 60000, without a currency sign.').waitFor();
    expect(host.asked).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('takes a price with a comma and sends only what changed', async () => {
    await open();
    await settings.open();
    await settings.field('Price of a kilowatt hour').fill('0,34');
    await settings.save('Electricity and money');
    await settings.waitUntilSaved('Electricity and money');
    expect(host.asked).toEqual([{ name: 'patchSettings', input: { pricePerKwh: '0.34' } }]);
    expect(await settings.field('Price of a kilowatt hour').inputValue()).toBe('0.34');
  });

  test('asks again before rewards go somewhere else', async () => {
    await open();
    await settings.open();
    await settings.field('User').fill('bc1qother.desk');
    await settings.save('Pool');
    await settings.confirmation.getByText('bc1qexample.desk').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await settings.confirmation.getByRole('button', { name: 'Keep the old one' }).click();
    await settings.confirmation.waitFor({ state: 'detached' });
    expect(host.asked).toEqual([]);
    await settings.save('Pool');
    await settings.confirmation.getByRole('button', { name: 'Use the new one' }).click();
    await settings.waitUntilSaved('Pool');
    expect(host.asked).toEqual([
      { name: 'patchSettings', input: { pools: [expect.objectContaining({ user: 'bc1qother.desk' })] } },
    ]);
  });

  test('a password goes in and never comes out', async () => {
    await open();
    await settings.open();
    await settings.field('Password').fill('hunter2');
    await settings.save('Pool');
    await settings.waitUntilSaved('Pool');
    expect(host.asked).toEqual([{ name: 'setPoolPassword', input: { poolId: 'main', password: 'hunter2' } }]);
    expect(await settings.field('Password').inputValue()).toBe('');
    expect(await page.content()).not.toContain('hunter2');
  });

  test('says when somebody else changed the settings, and keeps what was typed', async () => {
    await open();
    await settings.open();
    await settings.field('Price of a kilowatt hour').fill('0.40');
    host.settings = { ...host.settings, btcPrice: '70000' };
    host.revision += 1;
    await settings.save('Electricity and money');
    await page.getByText('changed somewhere else meanwhile').waitFor();
    await expect.poll(() => settings.field('Price of one bitcoin').inputValue()).toBe('70000');
    expect(await settings.field('Price of a kilowatt hour').inputValue()).toBe('0.40');
    await settings.save('Electricity and money');
    await settings.waitUntilSaved('Electricity and money');
    expect(host.settings.pricePerKwh).toBe('0.40');
  });

  test('the theme is taken at once and kept', async () => {
    await open();
    await settings.open();
    await settings.chooseTheme('Dark');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await expect.poll(() => host.settings.theme).toBe('dark');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('a stick gets another name', async () => {
    await open();
    await settings.open();
    await settings.field('Name').fill('Desk');
    await settings.save('Sticks');
    await settings.waitUntilSaved('Sticks');
    expect(host.asked).toEqual([
      { name: 'patchSettings', input: { sticks: { 'serial:A2-0001': { name: 'Desk' } } } },
    ]);
  });
});

test('keys lead to the screens and list themselves', async () => {
  await open();
  await home.waitForState('Mining');
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await page.keyboard.press('Control+1');
  await home.chart.waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test.each([
  ['dark', 900, 600],
  ['light', 640, 400],
] as const)(
  '%s at %d x %d nothing is cut off sideways and contrast holds',
  async (colorScheme, width, height) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await open();
    await home.waitForState('Mining');
    await home.chart.waitFor();
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await seriousFindings(page)).toEqual([]);
    await settings.open();
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await seriousFindings(page)).toEqual([]);
  },
);

function helpFrame(sticks: MinerFrame['sticks']): MinerFrame {
  const subject = {
    kind: 'stick',
    id: sticks.find(({ health }) => health === 'needsHelp')?.id ?? '',
  } as const;
  return sampleFrame(SAMPLE_NOW_MS, {
    run: { state: 'needsHelp', paused: false, pausedSinceMs: null, pausedUntilMs: null },
    sticks,
    faults: [{ code: 'noChips', severity: 'fault', subject, params: {}, sinceMs: SAMPLE_NOW_MS }],
  });
}

function emptyFrame(): MinerFrame {
  const { fleet, today, outlook, ...frame } = sampleFrame();
  const unknown = (reason: string) => reading<never>(null, 'modelled', SAMPLE_NOW_MS, reason);
  return {
    ...frame,
    run: { state: 'noSticks', paused: false, pausedSinceMs: null, pausedUntilMs: null },
    sticks: [],
    pool: null,
    fleet: {
      ...fleet,
      powerW: unknown('noSticks'),
      efficiencyJth: unknown('noPower'),
      netPerHour: unknown('noTariff'),
    },
    today: { ...today, cost: unknown('noTariff'), net: unknown('noTariff') },
    outlook: { ...outlook, costPerDay: unknown('noTariff'), pricePerKwh: unknown('noTariff') },
  };
}
