/** What the Sticks screen says, in every state a stick can be in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StickId } from '../../../electron/contract/units.ts';
import { eventSentence } from '../../../renderer/text/event-text.ts';
import { createFormat } from '../../../renderer/text/format.ts';
import { hubBudget, portsOf } from '../../../renderer/text/hub-budget.ts';
import { passportCsv, passportFileName } from '../../../renderer/text/passport-file.ts';
import { heldPoint, isStarved } from '../../../renderer/text/ramp.ts';
import { compareRates } from '../../../renderer/text/rates.ts';
import { isMeasuring, secondLine, shownHs } from '../../../renderer/text/stick-lines.ts';
import { sticksVerdict } from '../../../renderer/text/sticks-verdict.ts';
import { bestOf, curveOf, newestRun } from '../../../renderer/text/tune-text.ts';
import { reading, SAMPLE_NOW_MS, sampleFrame } from '../../e2e/fixtures/sample-frame.ts';
import {
  benchStick,
  DESK_HUB,
  deskFrame,
  everyStateFrame,
  SAMPLE_PASSPORT,
  SAMPLE_TUNING,
} from '../../e2e/fixtures/sample-sticks.ts';
import { english } from './english.ts';

const text = english();
const format = createFormat('en-GB', 'Europe/Berlin');
const stateOf = (health: string) => {
  const stick = everyStateFrame().sticks.find((one) => one.health === health);
  if (stick === undefined) throw new Error(`no ${health} stick`);
  return stick;
};
const say = (frame: ReturnType<typeof sampleFrame>) => {
  const { title, lines } = sticksVerdict(frame, text, format);
  return [text(title.id, title.values), ...lines.map(({ id, values }) => text.rich(id, values))];
};

describe('the verdict', () => {
  test('names the stick that needs somebody, and why', () => {
    expect(say(deskFrame())).toEqual([
      'One stick needs you',
      'Three are mining at 952 GH/s.',
      'Bench A2 waits for you: no chip answers.',
    ]);
  });

  test.each([
    ['stalled', 'One stick has stalled', 'Hashwatt is restarting The stalled one.'],
    ['lost', 'One stick is away', 'The lost one goes on by itself when it is plugged in again.'],
    [
      'cooling',
      'One stick is cooling down',
      'The cooling one goes on at full speed when it has cooled down.',
    ],
  ])('of a %s stick', (health, title, why) => {
    const said = say(sampleFrame(SAMPLE_NOW_MS, { sticks: [stateOf('mining'), stateOf(health)] }));
    expect(said[0]).toBe(title);
    expect(said.at(-1)).toBe(why);
  });

  test('is calm when all is well, when paused and when there is none', () => {
    expect(say(sampleFrame())).toEqual([
      'No stick needs you',
      'Three are mining at 952 GH/s.',
      'That is 99% of what is expected.',
    ]);
    const run = { state: 'paused', paused: true, pausedSinceMs: 1, pausedUntilMs: null } as const;
    expect(say(sampleFrame(SAMPLE_NOW_MS, { run }))[1]).toBe('Paused by you. The sticks are ready.');
    expect(say(sampleFrame(SAMPLE_NOW_MS, { sticks: [] }))[0]).toBe('No stick found yet');
  });
});

test.each([
  ['new', 'It starts by itself'],
  ['ramping', '150 of 300 MHz, 4.92 V'],
  ['tuning', 'Step 4 of 12, 22 min left'],
  ['cooling', '78 °C, slowed until 65 °C'],
  ['paused', 'Ready to run'],
  ['stalled', 'No nonce for 61 s, restarting chip'],
  ['lost', 'Waiting for it to come back'],
  ['needsHelp', 'No chip answers'],
])('the second line of a %s stick', (health, words) => {
  const line = secondLine(stateOf(health), SAMPLE_NOW_MS, format);
  expect(line === null ? null : text(line.id, line.values)).toBe(words);
});

test('a stick that mines has its numbers there', () => {
  expect(secondLine(stateOf('mining'), SAMPLE_NOW_MS, format)).toBeNull();
});

test('a hashrate is never the last one known', () => {
  for (const health of ['stalled', 'paused', 'needsHelp']) expect(shownHs(stateOf(health), false)).toBe(0);
  for (const health of ['lost', 'new']) expect(shownHs(stateOf(health), false)).toBeNull();
  expect(shownHs(stateOf('mining'), false)).toBeGreaterThan(6e11);
  expect(shownHs(stateOf('mining'), true)).toBeNull();
  const stopped = { ...stateOf('cooling'), cause: { code: 'overheated', params: {} } };
  expect(shownHs(stateOf('cooling'), false)).toBeGreaterThan(0);
  expect(shownHs(stopped, false)).toBe(0);
  const said = secondLine(stopped, SAMPLE_NOW_MS, format);
  expect(said === null ? '' : text(said.id, said.values)).toBe('78 °C, stopped until it is cooler');
  const early = { ...stateOf('mining') };
  const hashrateHs = reading<number>(null, 'measured', SAMPLE_NOW_MS, 'measuring');
  expect(isMeasuring({ ...early, hashrate: { ...early.hashrate, hashrateHs } }, false)).toBe(true);
  expect(isMeasuring(early, false)).toBe(false);
});

describe('a hub', () => {
  test('has what its supply gives, less what its sticks draw, and knows what a still one would want', () => {
    const { leftW, wanting } = hubBudget(DESK_HUB, deskFrame().sticks);
    expect(leftW).toBeCloseTo(5.9);
    expect(wanting).toEqual({ name: 'Bench A2', watts: 11.24, frequencyMhz: 300 });
  });

  test('says nothing of what is not known', () => {
    expect(hubBudget({ ...DESK_HUB, ratedW: null }, deskFrame().sticks).leftW).toBeNull();
    const powerW = reading<number>(null, 'measured', SAMPLE_NOW_MS, 'partUnknown');
    expect(hubBudget({ ...DESK_HUB, powerW }, deskFrame().sticks).leftW).toBeNull();
    expect(hubBudget(DESK_HUB, [benchStick()]).wanting).toBeNull();
  });

  test('lists each port once, free ones only where all places are known', () => {
    expect(portsOf(DESK_HUB).map(({ port }) => port)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const unplaced = { portCount: 4, sticks: [{ stickId: StickId.parse('serial:x'), port: null }] };
    expect(portsOf(unplaced)).toEqual(unplaced.sticks);
  });
});

describe('a ramp', () => {
  test('that sagged names the last clock the port held', () => {
    expect(isStarved(benchStick())).toBe(true);
    expect(heldPoint(benchStick())).toMatchObject({ frequencyMhz: 200, inputV: 4.63 });
  });

  test('of a stick with a supply of its own is never held against a USB port', () => {
    const rampPoints = [{ frequencyMhz: 100, inputV: 12.1, atMs: 1 }];
    expect(isStarved({ rampPoints })).toBe(false);
    expect(isStarved({ rampPoints: [] })).toBe(false);
  });

  test('the clock to fall back to is below every one that sagged', () => {
    const point = fc.record({
      frequencyMhz: fc.integer({ min: 1, max: 900 }),
      inputV: fc.double({ min: 3, max: 5.4, noNaN: true }),
      atMs: fc.nat(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(point, { selector: ({ frequencyMhz }) => frequencyMhz }), (rampPoints) => {
        const held = heldPoint({ rampPoints });
        const low = rampPoints.filter(({ inputV }) => inputV < 4.6);
        return held === null || low.every(({ frequencyMhz }) => frequencyMhz > held.frequencyMhz);
      }),
    );
  });
});

test('two hashrates agree while their intervals overlap', () => {
  const chip = { lowHs: 90, highHs: 110 };
  expect(compareRates(chip, { lowHs: 100, highHs: 130 })).toBe('agree');
  expect(compareRates(chip, { lowHs: 50, highHs: 89 })).toBe('less');
  expect(compareRates(chip, { lowHs: 111, highHs: 130 })).toBe('more');
  expect(compareRates(chip, { lowHs: null, highHs: null })).toBe('wait');
});

describe('a curve', () => {
  const [run] = SAMPLE_TUNING.runs;
  if (run === undefined) throw new Error('no run');

  test('is J/TH by clock, its interval that of the hashrate turned over', () => {
    const { isEfficiency, points } = curveOf(run);
    expect(isEfficiency).toBe(true);
    expect(points.map(({ frequencyMhz }) => frequencyMhz)).toEqual([150, 200, 250, 300, 350, 400]);
    for (const { low, value, high } of points) expect(low < value && value < high).toBe(true);
    expect(points.filter(({ isBest }) => isBest)).toMatchObject([{ frequencyMhz: 250 }]);
    expect(points.at(-1)?.isGood).toBe(false);
    expect(bestOf(run)?.powerW).toBe(9.4);
  });

  test('is hashrate where no watts are known', () => {
    const measured = run.measured.map((one) => ({ ...one, powerW: null, efficiencyJth: null }));
    const { isEfficiency, points } = curveOf({ ...run, measured });
    expect(isEfficiency).toBe(false);
    expect(points[0]?.value).toBeCloseTo(307.2);
  });

  test('of runs the newest is shown', () => {
    expect(newestRun([{ startedAtMs: 3 }, { startedAtMs: 9 }, { startedAtMs: 5 }])?.startedAtMs).toBe(9);
    expect(newestRun([])).toBeNull();
  });
});

describe('a passport file', () => {
  test('is a table with a cell for each column', () => {
    const [head = '', row = '', end] = passportCsv([SAMPLE_PASSPORT]).split('\r\n');
    expect(head.split(',')).toHaveLength(row.split(',').length);
    expect(row).toContain('2196.71');
    expect(end).toBe('');
  });

  test('a name is never a formula, nor does it break its cell', () => {
    const csv = passportCsv([{ ...SAMPLE_PASSPORT, name: '=HYPERLINK("x",1)' }]);
    expect(csv).toContain(`"'=HYPERLINK(""x"",1)"`);
  });

  test('has a name that every file system takes', () => {
    const odd = { ...SAMPLE_PASSPORT, stickId: StickId.parse('path:usb/1-1.4:1.0 ../x') };
    expect(passportFileName(odd, 'csv')).toMatch(/^[\w-]+\.csv$/);
    expect(passportFileName(SAMPLE_PASSPORT, 'json')).toBe('hashwatt-compac-a2-a2-0001.json');
  });
});

test('events are told in words, unknown ones by their code', () => {
  const event = (code: string, params: Record<string, string>) =>
    eventSentence({ id: 1, atMs: 1, code, subject: 'stick:x', params }, text);
  expect(event('stickHealth', { health: 'mining', code: '' })).toBe('Mining');
  expect(event('stickHealth', { health: 'needsHelp', code: 'noChips' })).toBe('Needs help: No chip answers');
  expect(event('brandNew', {})).toBe('Something happened (brandNew)');
});
