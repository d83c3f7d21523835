/**
 * What newcomers stumbled over on Home, in the built page: the way of the Tab key, what badges tell, estimates that are
 * too young, sticks that are not there, gaps, and text that must fit at every size.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import { launchBrowser } from './browser.ts';
import { FakeHost } from './fixtures/fake-host.ts';
import { reading, SAMPLE_NOW_MS, sampleFrame, sampleHistory, sampleSticks } from './fixtures/sample-frame.ts';
import { HomePage } from './pages/home-page.ts';
import { SettingsPage } from './pages/settings-page.ts';
import { openWatchedPage, type WatchedPage } from './watched-page.ts';

const RENDERER_DIR = join(import.meta.dirname, '../../out/renderer');
const MINUTE_MS = 60_000;
/** Where in the day of the sample nothing is recorded: 10.85 h of 24 ago. */
const GAP_AT = 1 - 10.85 / 24;

const SIZES = [
  [1280, 800],
  [1100, 700],
  [1000, 700],
  [900, 600],
] as const;

let browser: Browser;
let host: FakeHost;
let watched: WatchedPage;
let page: Page;
let home: HomePage;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);

afterAll(() => browser.close());

beforeEach(async () => {
  host = new FakeHost(RENDERER_DIR);
  watched = await openWatchedPage(browser, { colorScheme: 'light' });
  page = watched.page;
  home = new HomePage(page);
});

afterEach(async () => {
  await watched.close();
  await host.stop();
  expect(watched.complaints).toEqual([]);
});

async function open(): Promise<void> {
  await page.goto(await host.start());
  await home.waitForState('Mining');
  await home.chart.waitFor();
}

describe('the Tab key', () => {
  test('goes as the eye does: down, and from left to right within a row', async () => {
    await open();
    const places = await tabThrough('Chart options');
    const names = places.map(({ name }) => name);
    expect(names[0]).toBe('Skip to content');
    expect(names.indexOf('Pause')).toBeLessThan(names.indexOf('measured: how Hashrate is known'));
    const rows = places.filter(({ name }) => /^(?:Hashrate,|Power$|24h$|Chart options$)/.test(name));
    expect(rows.map(({ x }) => x)).toEqual(rows.map(({ x }) => x).sort((a, b) => a - b));
    expect(rows.map(({ name }) => name)).toContain('24h');
  });

  test('stops once at the ranges, on the one that is shown, and arrows change it', async () => {
    const fresh = (range: Parameters<typeof sampleHistory>[0]) => {
      const history = sampleHistory(range);
      const points = history.points.filter(({ startMs }) => startMs > SAMPLE_NOW_MS - 20 * MINUTE_MS);
      return { ...history, points };
    };
    host.history = fresh;
    await open();
    await page.getByRole('radio', { name: '1h', exact: true, checked: true }).waitFor();
    const names = (await tabThrough('Chart options')).map(({ name }) => name);
    expect(names.filter((name) => /^\d+[hd]$/.test(name))).toEqual(['1h']);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('radio', { name: '6h', exact: true, checked: true }).waitFor();
    expect(await focusedName()).toBe('6h');
  });

  test('the range picked last is there after a reload, and asked for at once', async () => {
    await open();
    await home.showRange('7d');
    await page.getByRole('heading', { name: 'Last 7 days' }).waitFor();
    const asked: number[] = [];
    host.history = (range) => {
      asked.push(range.toMs - range.fromMs);
      return sampleHistory(range);
    };
    await page.reload();
    await page.getByRole('heading', { name: 'Last 7 days' }).waitFor();
    await home.chart.waitFor();
    expect(new Set(asked)).toEqual(new Set([7 * 24 * 60 * MINUTE_MS]));
  });
});

describe('a badge', () => {
  test('tells the formula with its inputs, by keyboard too', async () => {
    await open();
    const badge = page.getByRole('button', { name: /how Power is known$/ });
    await page.getByRole('button', { name: /^Hashrate / }).focus();
    await page.keyboard.press('Tab');
    expect(await focusedName()).toBe(await badge.getAttribute('aria-label'));
    await page.getByText('30.1 W × 1 h × €0.30 per kWh = 0.904 ct an hour').waitFor();
    await page.getByText('You typed the price on').waitFor();
  });

  test('says of a price of the demo that nobody typed it', async () => {
    host.demo = true;
    await open();
    await page.getByRole('button', { name: /how Power is known$/ }).hover();
    await page.getByText('The price is an example of the demo.').waitFor();
    await new SettingsPage(page).open();
    expect(await page.getByText('An example of the demo.').count()).toBe(2);
    expect(await page.getByText('Typed on').count()).toBe(0);
  });
});

test('an estimate that is too young is being measured, and nothing is made of it', async () => {
  const { fleet, outlook, ...rest } = sampleFrame();
  const young = reading<never>(null, 'measured', SAMPLE_NOW_MS, 'measuring');
  const estimate = { hashrateHs: young, lowHs: null, highHs: null, windowMs: 3_000 };
  host.frame = {
    ...rest,
    sticks: rest.sticks.map((stick) => ({ ...stick, hashrate: estimate, expectedSatsPerDay: young })),
    fleet: { ...fleet, hashrate: estimate, efficiencyJth: young, netPerHour: young },
    outlook: { ...outlook, blockChancePerDay: young, expectedSatsPerDay: young, netPerDay: young },
  };
  await open();
  expect(await page.getByText('measuring…').count()).toBe(4);
  expect(await home.status.textContent()).toContain('– GH/s');
  expect(await home.verdictLine.textContent()).not.toContain('chance');
});

test('a stick that is not there has no hashrate, not even zero', async () => {
  const [first, second, third] = sampleSticks(SAMPLE_NOW_MS);
  host.frame = sampleFrame(SAMPLE_NOW_MS, {
    sticks: [
      { ...first, health: 'lost' },
      { ...second, health: 'needsHelp', cause: { code: 'portMissing', params: {} } },
      { ...third, health: 'paused' },
    ],
  });
  await open();
  const rate = (name: string) => home.stick(name).locator('b').first().textContent();
  expect([await rate('Compac A2'), await rate('Compac F'), await rate('NewPac')]).toEqual(['–', '–', '0']);
});

test('the hatch is explained beside the chart and under the cross-hair', async () => {
  await open();
  await page.getByRole('button', { name: 'no data' }).hover();
  const why = page.getByText('Hashwatt was off, the computer slept or no stick was plugged in.', {
    exact: false,
  });
  await why.waitFor();
  await page.mouse.move(0, 0);
  await why.waitFor({ state: 'detached' });
  const plot = await home.chart.boundingBox();
  if (plot === null) throw new Error('the chart has no place');
  await page.mouse.move(plot.x + 46 + (plot.width - 50) * GAP_AT, plot.y + plot.height / 2);
  await why.waitFor();
});

test('the tooltip of the chart holds its text and stays in the chart, at both edges', async () => {
  host.history = (range) => {
    const history = sampleHistory(range);
    const points = history.points.map((point) => ({
      ...point,
      hashrateHs: 1.2345e12,
      lowHs: 1e12,
      highHs: 2e12,
    }));
    return { ...history, points };
  };
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await open();
    const plot = await home.chart.boundingBox();
    if (plot === null) throw new Error('the chart has no place');
    for (const part of [0.01, 0.49, 0.51, 0.99]) {
      await page.mouse.move(plot.x + 46 + (plot.width - 50) * part, plot.y + plot.height / 2);
      const tooltip = home.chart.locator('dl').locator('..');
      const box = await tooltip.boundingBox();
      if (box === null) throw new Error('the tooltip has no place');
      expect(box.x).toBeGreaterThanOrEqual(plot.x);
      expect(box.x + box.width).toBeLessThanOrEqual(plot.x + plot.width);
      expect(box.y + box.height).toBeLessThanOrEqual(plot.y + plot.height);
      expect(await tooltip.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      expect(await tooltip.getByText('1.23 ± 0.500 TH/s').isVisible()).toBe(true);
    }
  }
});

test.each(SIZES)('at %d x %d no text is cut or runs out of its card', async (width, height) => {
  await page.setViewportSize({ width, height });
  host.frame = longFrame();
  await open();
  expect(await page.evaluate(textsThatDoNotFit)).toEqual([]);
});

test.each(SIZES)(
  'at %d x %d the chart stays where it is, whatever the numbers say',
  async (width, height) => {
    await page.setViewportSize({ width, height });
    await open();
    const tops: (number | undefined)[] = [];
    for (const [index, frame] of [sampleFrame(), longFrame(), wideFrame(), refusedFrame()].entries()) {
      // A count of its own says that the page has come to this frame.
      const accepted = 5_001 + index;
      host.show({ ...frame, today: { ...frame.today, shares: { ...frame.today.shares, accepted } } });
      const count = home.number('Shares today').filter({ hasText: `5,00${index + 1}` });
      await count.waitFor();
      tops.push((await home.chart.boundingBox())?.y);
    }
    expect(new Set(tops).size).toBe(1);
  },
);

test('what there is no room for is left out whole, and the rest can be read', async () => {
  await page.setViewportSize({ width: 900, height: 600 });
  await open();
  const isSeen = (text: string) =>
    page.getByText(text).evaluate((element) => {
      const line = element.closest('p')?.getBoundingClientRect();
      const { top, bottom } = element.getBoundingClientRect();
      return line !== undefined && top >= line.top && bottom <= line.bottom;
    });
  expect([await isSeen('99% of expected'), await isSeen('± 11 over 1 h')]).toEqual([true, false]);
  expect([await isSeen('last 21 s ago'), await isSeen('normal up to 3 min')]).toEqual([true, false]);
  await page.setViewportSize({ width: 1280, height: 800 });
  expect([await isSeen('99% of expected'), await isSeen('± 11 over 1 h')]).toEqual([true, true]);
});

/** Names and left edges of what Tab reaches, up to and including `last`. */
async function tabThrough(last: string): Promise<readonly { readonly name: string; readonly x: number }[]> {
  const places: { name: string; x: number }[] = [];
  for (let presses = 0; presses < 60 && places.at(-1)?.name !== last; presses += 1) {
    await page.keyboard.press('Tab');
    const x = await page.evaluate(() => document.activeElement?.getBoundingClientRect().x ?? 0);
    places.push({ name: await focusedName(), x });
  }
  return places;
}

function focusedName(): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    return focused?.getAttribute('aria-label') ?? focused?.textContent ?? '';
  });
}

/** The first minute of the demo: sums under a coin are written with the most digits. */
function longFrame(): MinerFrame {
  const { fleet, today, ...rest } = sampleFrame();
  const cents = (amount: string) => reading({ amount, currency: 'EUR' }, 'modelled', SAMPLE_NOW_MS);
  return {
    ...rest,
    fleet: {
      ...fleet,
      hashrate: {
        hashrateHs: reading(2.16e12, 'measured', SAMPLE_NOW_MS),
        lowHs: 1.97e12,
        highHs: 2.35e12,
        windowMs: 59 * MINUTE_MS,
      },
      expectedHs: reading(1.96e12, 'modelled', SAMPLE_NOW_MS),
    },
    today: {
      ...today,
      cost: cents('0.000491'),
      expectedSats: reading('0.0745', 'modelled', SAMPLE_NOW_MS),
      expectedValue: cents('0.0000447'),
      net: cents('-0.000446'),
    },
  };
}

/** What made a second line: a wide interval, a tiny one, sums of many digits. */
function wideFrame(): MinerFrame {
  const { fleet, today, ...rest } = longFrame();
  const euros = (amount: string) => reading({ amount, currency: 'EUR' }, 'modelled', SAMPLE_NOW_MS);
  return {
    ...rest,
    fleet: {
      ...fleet,
      hashrate: { ...fleet.hashrate, lowHs: 2.1503e12, highHs: 2.1697e12 },
      efficiencyJth: reading(120, 'modelled', SAMPLE_NOW_MS),
      costPerHour: euros('0.1234'),
    },
    today: {
      ...today,
      cost: euros('10.02'),
      expectedSats: reading('1215', 'modelled', SAMPLE_NOW_MS),
      expectedValue: euros('0.73'),
      net: euros('-9.29'),
    },
  };
}

function refusedFrame(): MinerFrame {
  const { today, pool, ...rest } = wideFrame();
  if (pool === null) throw new Error('the sample has a pool');
  return {
    ...rest,
    today: { ...today, shares: { ...today.shares, rejected: 1_234 } },
    pool: {
      ...pool,
      lastShareAtMs: SAMPLE_NOW_MS - 59 * MINUTE_MS,
      normalShareGapMs: reading(59 * MINUTE_MS, 'modelled', SAMPLE_NOW_MS),
    },
  };
}

/**
 * Runs in the page: texts outside of the nearest box with a border, or clipped by a box that hides what is over. A text
 * that stands wholly above or below such a box is left out on purpose.
 */
function textsThatDoNotFit(): readonly string[] {
  const found: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    const faults: string[] = [];
    for (let box = node.parentElement; box !== null && text.width > 0; box = box.parentElement) {
      const style = getComputedStyle(box);
      // For readers only, and never seen.
      if (style.clipPath !== 'none') break;
      const { left, right, top, bottom } = box.getBoundingClientRect();
      if (style.overflowY === 'hidden' && (text.bottom <= top || text.top >= bottom)) {
        faults.length = 0;
        break;
      }
      const isBox = style.overflowX === 'hidden' || Number.parseFloat(style.borderLeftWidth) > 0;
      if (!isBox || (text.left >= left - 0.5 && text.right <= right + 0.5)) continue;
      faults.push(node.textContent ?? '');
      if (style.overflowX !== 'hidden') break;
    }
    found.push(...faults.slice(0, 1));
  }
  return found;
}
