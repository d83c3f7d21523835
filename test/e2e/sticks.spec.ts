/** The Sticks screen in a real Chromium against a host that makes everything up: by what a user reads and does. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StickId } from '../../electron/contract/units.ts';
import { launchBrowser } from './browser.ts';
import { FakeHost } from './fixtures/fake-host.ts';
import { SAMPLE_NOW_MS, sampleFrame } from './fixtures/sample-frame.ts';
import { deskFrame, everyStateFrame, SAMPLE_DEVICES } from './fixtures/sample-sticks.ts';
import { SticksPage } from './pages/sticks-page.ts';
import { openWatchedPage, seriousFindings, type WatchedPage } from './watched-page.ts';

const RENDERER_DIR = join(import.meta.dirname, '../../out/renderer');
const A2 = 'serial:A2-0001';

let browser: Browser;
let host: FakeHost;
let watched: WatchedPage;
let page: Page;
let sticks: SticksPage;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);

afterAll(() => browser.close());

beforeEach(async () => {
  host = new FakeHost(RENDERER_DIR);
  host.frame = deskFrame();
  watched = await openWatchedPage(browser, { colorScheme: 'light' });
  page = watched.page;
  sticks = new SticksPage(page);
});

afterEach(async () => {
  await watched.close();
  await host.stop();
  expect(watched.complaints).toEqual([]);
});

async function open(): Promise<void> {
  await page.goto(await host.start());
  await sticks.open();
}

const lastAsked = () => host.asked.at(-1);

describe('the tiles', () => {
  test('answer which stick needs somebody, and put it first', async () => {
    await open();
    expect(await sticks.title.textContent()).toBe('One stick needs you');
    expect(await sticks.line.textContent()).toBe(
      'Three are mining at 952 GH/s. Bench A2 waits for you: no chip answers.',
    );
    expect(await sticks.tiles.first().textContent()).toContain('Bench A2');
    await page.getByRole('link', { name: 'Sticks, 1 needs help' }).waitFor();
    // A frame that is some seconds old greys its numbers.
    host.show(deskFrame());
    const mining = await sticks.tile('Compac A2').textContent();
    for (const words of [
      '611',
      'of 614 GH/s',
      '11 W',
      'measured',
      '52 °C',
      '300 MHz',
      '0.03% errors',
      'up 3 d',
    ])
      expect(mining).toContain(words);
    await page.getByRole('img', { name: 'Compac A2, last 24 hours' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('tell all nine states apart, in the order of need', async () => {
    host.frame = everyStateFrame();
    await open();
    const words = await sticks.tiles.evaluateAll((tiles) =>
      tiles.map(({ textContent }) => textContent ?? ''),
    );
    const order = [
      'Needs help',
      'Stalled',
      'Lost',
      'Cooling',
      'New',
      'Ramping',
      'Tuning',
      'Mining',
      'Paused',
    ];
    expect(words.map((tile) => order.find((word) => tile.includes(word)))).toEqual(order);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('say what is not right with a stick that mines on, and the drawer says what to do', async () => {
    const subject = { kind: 'stick', id: A2 } as const;
    const params = { chips: 1, expected: 2 };
    const fault = {
      code: 'chipsMissing',
      severity: 'warn',
      subject,
      params,
      sinceMs: SAMPLE_NOW_MS,
    } as const;
    host.frame = deskFrame({ faults: [fault] });
    await open();
    await sticks.tile('Compac A2').getByText('Not all chips answer').waitFor();
    await sticks.show('Compac A2');
    await sticks.drawer.getByText('1 of 2 chips of Compac A2 answer.').waitFor();
  });

  test('without a stick say what to do', async () => {
    host.frame = sampleFrame(SAMPLE_NOW_MS, { sticks: [] });
    await open();
    expect(await sticks.title.textContent()).toBe('No stick found yet');
    await page.getByText('Many cables only charge', { exact: false }).waitFor();
    await sticks.button('Try with demo sticks').click();
    await expect.poll(lastAsked).toEqual({ name: 'switchDemo', input: { demo: true } });
  });
});

describe('the hub', () => {
  test('shows what is left and what the still one wants', async () => {
    await open();
    await page.getByText('5.9 W left. Bench A2 wants about 11 W at 300 MHz.').waitFor();
    const ports = page.getByRole('list', { name: 'Ports of Desk hub' }).getByRole('listitem');
    expect(await ports.allTextContents()).toEqual([
      'Compac A211 W',
      'Compac F13 W',
      'NewPac6 W',
      'Bench A2stopped',
      '5, free',
      '6, free',
      '7, free',
    ]);
    await sticks.button('Edit').click();
    await page.getByLabel('What its power supply gives').fill('60');
    await sticks.button('Save').click();
    await expect
      .poll(lastAsked)
      .toEqual({ name: 'patchSettings', input: { hubs: { '1-1.4': { name: 'Desk hub', ratedW: 60 } } } });
  });
});

describe('devices that do not mine', () => {
  beforeEach(() => {
    host.devices = SAMPLE_DEVICES;
    host.report = {
      text: 'idVendor 10c4\nserial <serial number>',
      redacted: [{ code: 'serialNumber', count: 1 }],
    };
  });

  test('are listed with what to do; fine sticks are not', async () => {
    await open();
    const list = page.getByRole('list', { name: 'USB devices' });
    await list.getByText('sudo usermod -aG dialout "$USER"').waitFor();
    expect(await list.getByText('ea60').count()).toBeGreaterThan(0);
    expect(await list.getByRole('heading', { name: 'Compac A2' }).count()).toBe(0);
    await list.getByRole('button', { name: 'Copy command' }).click();
    await list.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('a report shows everything it tells before it is copied', async () => {
    await open();
    await sticks.button('Report it').click();
    await expect.poll(() => page.getByLabel('Text of the report').inputValue()).toContain('idVendor 10c4');
    await page.getByText('Taken out: 1 serial number.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const saved = page.waitForEvent('download');
    await sticks.button('Save as file').click();
    expect((await saved).suggestedFilename()).toBe('hashwatt-device.txt');
  });

  test('a port is attached only as a model that was named', async () => {
    await open();
    await sticks.button('Attach it').click();
    await sticks.button('Attach').click();
    await page.getByText('Choose a model from the list.').waitFor();
    await page.getByLabel('Model', { exact: true }).fill('Compac F');
    await page.getByRole('option', { name: 'GekkoScience Compac F' }).click();
    await sticks.button('Attach').click();
    await expect.poll(lastAsked).toEqual({
      name: 'patchSettings',
      input: { attachedSticks: [{ model: 'compac-f', path: '/dev/ttyUSB7' }] },
    });
  });
});

describe('the drawer', () => {
  test.each(['Overview', 'Chart', 'Tuning', 'Power', 'Passport', 'Log'] as const)(
    '%s can be read by everybody',
    async (tab) => {
      await open();
      await sticks.show('Compac A2', tab);
      await page.waitForTimeout(300);
      expect(await seriousFindings(page)).toEqual([]);
    },
  );

  test('takes the focus, keeps its address and gives the focus back on Escape', async () => {
    await open();
    await page.getByRole('button', { name: 'Compac F', exact: true }).focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Compac F');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
    await sticks.pickTab('Power');
    expect(new URL(page.url()).hash).toBe('#/sticks/serial:F-0001/power');
    await page.keyboard.press('Escape');
    await sticks.drawer.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Compac F');
  });

  test('blinks by button and by key, but not from a field', async () => {
    await open();
    await sticks.show('Compac A2');
    await sticks.drawer.getByRole('button', { name: 'Blink' }).click();
    await expect.poll(lastAsked).toEqual({ name: 'blinkStick', input: { stickId: A2 } });
    host.asked.length = 0;
    await page.keyboard.press('b');
    await expect.poll(lastAsked).toEqual({ name: 'blinkStick', input: { stickId: A2 } });
    host.refused.set('blinkStick', 'cannotBlink');
    await page.keyboard.press('b');
    await page.getByRole('alert').getByText('This stick cannot show which one it is.').waitFor();
    host.asked.length = 0;
    await sticks.pickTab('Tuning');
    await page.getByLabel('Clock', { exact: true }).press('b');
    expect(host.asked).toEqual([]);
  });

  test('renames, and takes a note', async () => {
    await open();
    await sticks.show('Compac A2');
    await sticks.button('Rename').click();
    await page.getByLabel('Name', { exact: true }).fill('Window sill');
    await page.getByLabel('Note', { exact: true }).fill('new fan');
    await sticks.button('Save').click();
    await expect.poll(lastAsked).toEqual({
      name: 'patchSettings',
      input: { sticks: { [A2]: { name: 'Window sill', note: 'new fan' } } },
    });
  });

  test('says what a starved port can do, and does it', async () => {
    await open();
    await sticks.show('Bench A2', 'Power');
    await page.getByRole('img', { name: /4\.53 V at 250 MHz/ }).waitFor();
    await sticks.button('Run at 200 MHz').click();
    await expect
      .poll(() => host.asked)
      .toEqual([
        { name: 'patchSettings', input: { sticks: { 'serial:A2-0002': { targetFrequencyMhz: 200 } } } },
        { name: 'retryStick', input: { stickId: 'serial:A2-0002' } },
      ]);
  });

  test('asks for more voltage twice', async () => {
    await open();
    await sticks.show('Bench A2', 'Tuning');
    await page.getByLabel('Core voltage').fill('1300');
    await page.getByText('A number of mV from 1,000 to 1,250.').waitFor();
    await page.getByLabel('Core voltage').fill('1200');
    expect(await sticks.button('Apply').isDisabled()).toBe(true);
    await page.getByLabel('Type the voltage again').fill('1200');
    await sticks.button('Apply').click();
    await expect
      .poll(lastAsked)
      .toEqual({ name: 'patchSettings', input: { sticks: { 'serial:A2-0002': { targetCoreMv: 1_200 } } } });
  });

  test('measures, shows the curve and uses its best point', async () => {
    await open();
    await sticks.show('Compac A2', 'Tuning');
    await page.getByRole('img', { name: 'Energy for each hash over the clock' }).waitFor();
    await page.getByText('Best point: 250 MHz at 1,150 mV', { exact: false }).waitFor();
    await page.getByText('B is better: 250 MHz at 1,150 mV over 300 MHz at 1,150 mV.').waitFor();
    await sticks.button('Use 250 MHz at 1,150 mV').click();
    await expect.poll(lastAsked).toEqual({ name: 'applyTuning', input: { stickId: A2, runId: 'run-1' } });
    await page.getByLabel('Most left over').check();
    await page.getByLabel(/^Dry run/).check();
    await sticks.button('Start the dry run').click();
    await expect.poll(lastAsked).toEqual({
      name: 'startTuning',
      input: { stickId: A2, goal: 'mostNet', dryRun: true },
    });
  });

  test('calibrates against a meter and says why it cannot', async () => {
    host.refused.set('calibrateStick', 'notHashing');
    await open();
    await sticks.show('Compac A2', 'Power');
    await page.getByLabel('Watts at the wall').fill('14,2');
    await sticks.button('Calibrate').click();
    await page.getByRole('alert').getByText('It has to be mining', { exact: false }).waitFor();
    expect(lastAsked()).toEqual({ name: 'calibrateStick', input: { stickId: A2, wallW: 14.2 } });
  });

  test('gives the passport along', async () => {
    await open();
    await sticks.show('Compac A2', 'Passport');
    await page.getByText('20.9 kWh').or(page.getByText('21 kWh')).waitFor();
    const saved = page.waitForEvent('download');
    await sticks.button('Export as CSV').click();
    expect((await saved).suggestedFilename()).toBe('hashwatt-compac-a2-a2-0001.csv');
  });

  test('tells what happened, newest first', async () => {
    await open();
    await sticks.show('Compac A2', 'Log');
    const events = page.getByRole('list', { name: /^Events of/ }).getByRole('listitem');
    await events.first().waitFor();
    expect(await events.first().textContent()).toContain('Needs help: No chip answers');
  });

  test('forgets a stick that is away, when held or asked twice', async () => {
    host.frame = everyStateFrame();
    await open();
    await sticks.show('The mining one');
    expect(await sticks.button('Forget').count()).toBe(0);
    await page.keyboard.press('Escape');
    await sticks.show('The lost one');
    await sticks.button('Forget').click();
    const hold = sticks.button('Hold to forget');
    await hold.press('Enter');
    expect(host.asked).toEqual([]);
    await hold.press('Enter');
    await expect.poll(lastAsked).toEqual({
      name: 'forgetStick',
      input: { stickId: everyStateFrame().sticks.find(({ health }) => health === 'lost')?.id },
    });
    await sticks.drawer.waitFor({ state: 'detached' });
  });
});

test('several are changed at once, after showing what changes, and back', async () => {
  const a2 = StickId.parse(A2);
  host.settings = { ...host.settings, sticks: { [a2]: { targetFrequencyMhz: 300 } } };
  await open();
  await sticks.button('Select').click();
  await page.getByLabel('Select Compac A2').check();
  await page.getByLabel('Select NewPac').check();
  await page.getByPlaceholder('Clock').fill('900');
  await page.getByText('A number of MHz that each of them can run at: 100 to 800.').waitFor();
  await page.getByPlaceholder('Clock').fill('250');
  await sticks.button('Set clock').click();
  await page.getByText('Change 2 sticks?').waitFor();
  expect(host.asked).toEqual([]);
  expect(await seriousFindings(page)).toEqual([]);
  await sticks.button('Change').click();
  await expect.poll(lastAsked).toEqual({
    name: 'patchSettings',
    input: {
      sticks: { [A2]: { targetFrequencyMhz: 250 }, 'serial:NP-0001': { targetFrequencyMhz: 250 } },
    },
  });
  await sticks.button('Undo').click();
  const none = { profile: null, targetCoreMv: null };
  await expect.poll(lastAsked).toEqual({
    name: 'patchSettings',
    input: {
      sticks: {
        [A2]: { ...none, targetFrequencyMhz: 300 },
        'serial:NP-0001': { ...none, targetFrequencyMhz: null },
      },
    },
  });
});

test('900 x 600, dark: nothing is cut off at the side, and the drawer stands over the tiles', async () => {
  await watched.close();
  watched = await openWatchedPage(browser, {
    colorScheme: 'dark',
    viewport: { width: 900, height: 600 },
    reducedMotion: 'reduce',
  });
  page = watched.page;
  sticks = new SticksPage(page);
  await open();
  const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(await isWide()).toBe(false);
  await sticks.show('Compac A2', 'Tuning');
  expect(await isWide()).toBe(false);
  const box = await sticks.drawer.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(900);
  expect(await seriousFindings(page)).toEqual([]);
});
