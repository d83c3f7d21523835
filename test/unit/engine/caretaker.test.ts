/** The caretaker inside the engine: what happens to a stick that is silent, hot, starved, or falls with others. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { Engine } from '../../../electron/engine/engine.ts';
import type { StickIdentity } from '../../../electron/engine/stick-slot.ts';
import type { LedgerEntry } from '../../../electron/ledger/entries.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { recordingLedger } from '../../doubles/recording-ledger.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { FakeSource, FakeStick, NO_METERS, NO_TWIN } from './fake-parts.ts';
import { jobWith } from './jobs.ts';

const POOL = { id: 'pool', url: 'stratum+tcp://127.0.0.1:3333', user: 'me', hasPassword: false };
const SETTINGS: Settings = { ...DEFAULT_SETTINGS, pools: [POOL] };
const idOf = (name: string): StickId => StickId.parse(`serial:${name}`);

/** An engine with sticks that do as they are told, mining. */
async function mining(...names: readonly string[]) {
  const clock = new ManualClock();
  const entries: LedgerEntry[] = [];
  const made = new Map<string, FakeStick[]>();
  const asked: (number | undefined)[] = [];
  const source = new FakeSource();
  const engine = new Engine(
    {
      chain: { kind: 'practice', bits: 26 },
      clock,
      log: silentLogger(),
      random: () => 0.5,
      timeZone: 'UTC',
      ledger: recordingLedger(entries),
      newShareId: () => 'share',
      makeStick: (identity, mhz) => {
        const stick = new FakeStick(identity.id);
        asked.push(mhz);
        if (mhz !== undefined) stick.clocksAsked.push(mhz);
        stick.started.resolve();
        stick.goTo('mining');
        made.set(identity.id, [...(made.get(identity.id) ?? []), stick]);
        return stick;
      },
      makeSource: () => source,
      power: NO_METERS,
      makeTwin: NO_TWIN,
    },
    SETTINGS,
  );
  await engine.start();
  const arrive = (name: string): void => {
    const identity: StickIdentity = {
      id: idOf(name),
      model: 'compac-f',
      modelName: 'Compac F',
      path: `/dev/${name}`,
      serialNumber: name,
      location: `1-1.${names.indexOf(name) + 1}`,
      hubId: '1-1',
      isTwin: false,
      simulated: false,
    };
    engine.stickArrived(identity);
  };
  for (const name of names) arrive(name);
  source.announce(jobWith({}));
  await clock.advance(1000);
  const stickOf = (name: string): FakeStick => made.get(idOf(name))?.at(-1) ?? new FakeStick();
  const frame = () => engine.frame(1, []);
  const stateOf = (name: string) => {
    const found = frame().sticks.find(({ id }) => id === idOf(name));
    if (found === undefined) throw new Error(`no stick ${name}`);
    return found;
  };
  const codes = (code: string) =>
    entries.flatMap((entry) => (entry.kind === 'event' && entry.code === code ? [entry] : []));
  let saidAtMs = 0;
  const say = (name: string, values: { tempC?: number | null; inputV?: number | null }): void => {
    saidAtMs += 1;
    stickOf(name).telemetry = {
      atMs: saidAtMs,
      tempC: null,
      inputV: null,
      inputA: null,
      powerW: null,
      coreMv: null,
      fanRpm: null,
      ...values,
    };
  };
  return { clock, engine, made, asked, arrive, stickOf, frame, stateOf, codes, say, entries };
}

describe('a silent stick', () => {
  test('gets each step in turn, each an event, and at last asks for help', async () => {
    const { clock, made, stickOf, stateOf, codes } = await mining('a');
    const first = stickOf('a');
    await clock.advance(11_000);
    expect(first.pulls).toBe(1);
    expect(stateOf('a')).toMatchObject({ health: 'stalled', recovery: { step: 'newWork' } });
    await clock.advance(11_000);
    expect(first.chipResets).toBe(1);
    await clock.advance(12_000);
    expect(made.get(idOf('a'))).toHaveLength(2);
    expect(first.stops).toBe(1);
    await clock.advance(25_000);
    expect(stickOf('a').clocksAsked).toEqual([200, 190, 180]);
    await clock.advance(12_000);
    expect(stateOf('a')).toMatchObject({ health: 'needsHelp', cause: { code: 'silentForGood' } });
    await clock.advance(300_000);
    expect(stateOf('a').health).toBe('needsHelp');
    expect(codes('recoveryStep').map(({ params }) => params.step)).toEqual([
      'newWork',
      'chipReset',
      'reopen',
      'lowerClock',
      'lowerClock',
      'needsHelp',
    ]);
  });

  test('is left alone while the user has paused', async () => {
    const { clock, engine, stickOf, codes } = await mining('a');
    engine.pause(null);
    await clock.advance(600_000);
    expect(codes('recoveryStep')).toEqual([]);
    expect(stickOf('a').chipResets).toBe(0);
  });
});

describe('heat', () => {
  test('slows, stops, and lets go on after the dwell', async () => {
    const { clock, say, stickOf, stateOf, codes } = await mining('a');
    const stay = async (tempC: number, seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second += 1) {
        say('a', { tempC });
        await clock.advance(1000);
      }
    };
    await stay(78, 2);
    expect(stateOf('a')).toMatchObject({
      health: 'cooling',
      cause: { code: 'slowedByHeat' },
      targetFrequencyMhz: 190,
    });
    await stay(92, 1);
    expect(stickOf('a').feed).toBeNull();
    expect(stateOf('a')).toMatchObject({ health: 'cooling', cause: { code: 'overheated' } });
    await stay(60, 118);
    expect(stickOf('a').feed).toBeNull();
    await stay(60, 4);
    expect(stickOf('a').feed).not.toBeNull();
    expect(codes('overheated')).toHaveLength(1);
    expect(codes('cooledDown')).toHaveLength(1);
  });

  test('a sensor that lies is lost: start clock and a warning', async () => {
    const { clock, engine, say, stateOf, frame } = await mining('a');
    engine.apply({ ...SETTINGS, sticks: { [idOf('a')]: { targetFrequencyMhz: 400 } } });
    say('a', { tempC: 50 });
    await clock.advance(1000);
    expect(stateOf('a').targetFrequencyMhz).toBe(400);
    for (let second = 0; second < 8; second += 1) {
      say('a', { tempC: second % 2 === 0 ? 0 : 255 });
      await clock.advance(1000);
    }
    expect(stateOf('a')).toMatchObject({ targetFrequencyMhz: 200, tempC: { value: null } });
    expect(frame().faults.map(({ code }) => code)).toContain('telemetryLost');
  });
});

describe('power', () => {
  test('a port that sags brings the clock back to where it held, until the user chooses anew', async () => {
    const { clock, engine, say, stickOf, stateOf, frame } = await mining('a');
    engine.apply({ ...SETTINGS, sticks: { [idOf('a')]: { targetFrequencyMhz: 400 } } });
    for (const [mhz, inputV] of [
      [200, 5],
      [300, 4.8],
      [400, 4.5],
      [400, 4.5],
    ] as const) {
      stickOf('a').frequencyMhz = mhz;
      say('a', { inputV });
      await clock.advance(1000);
    }
    expect(stateOf('a').targetFrequencyMhz).toBe(300);
    expect(stateOf('a').rampPoints).toHaveLength(3);
    expect(frame().faults).toContainEqual(
      expect.objectContaining({
        code: 'usbPowerSags',
        params: { fromV: '5.00', toV: '4.50', mhz: 400, lastGoodMhz: 300 },
      }),
    );
    engine.apply({ ...SETTINGS, sticks: { [idOf('a')]: { targetFrequencyMhz: 350 } } });
    expect(stateOf('a').targetFrequencyMhz).toBe(350);
  });

  test('a port that holds at no clock stops the stick', async () => {
    const { clock, say, stickOf, stateOf } = await mining('a');
    for (let second = 0; second < 2; second += 1) {
      say('a', { inputV: 4.4 });
      await clock.advance(1000);
    }
    expect(stickOf('a').feed).toBeNull();
    expect(stateOf('a')).toMatchObject({ health: 'needsHelp', cause: { code: 'usbPowerSags' } });
  });

  test('sticks of a hub that fall at once come back one by one, slower, and the hub is named', async () => {
    const { clock, engine, made, arrive, frame, codes } = await mining('a', 'b', 'c');
    engine.apply({ ...SETTINGS, hubs: { '1-1': { name: 'Desk hub' } } });
    for (const name of ['a', 'b', 'c']) engine.stickLeft(idOf(name));
    await clock.advance(1000);
    for (const name of ['a', 'b', 'c']) arrive(name);
    const up = () => ['a', 'b', 'c'].map((name) => made.get(idOf(name))?.length);
    expect(up()).toEqual([2, 1, 1]);
    await clock.advance(1600);
    expect(up()).toEqual([2, 2, 1]);
    await clock.advance(1600);
    expect(up()).toEqual([2, 2, 2]);
    expect(frame().sticks.map(({ targetFrequencyMhz }) => targetFrequencyMhz)).toEqual([170, 170, 170]);
    expect(codes('hubBrownOut').at(-1)?.params).toEqual({ hub: 'Desk hub', count: 3 });
    expect(frame().faults.map(({ code }) => code)).toContain('hubBrownOut');
    expect(frame().hubs).toMatchObject([
      { id: '1-1', name: 'Desk hub', sticks: [{ port: 1 }, { port: 2 }, { port: 3 }] },
    ]);
  });
});

test('no sequence of events leaves a stick above its limit, or feeds one that is too hot', async () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('temp' as const), tempC: fc.constantFrom(0, 30, 60, 70, 80, 95, 255) }),
    fc.record({ kind: fc.constant('volt' as const), inputV: fc.constantFrom(0, 4.3, 4.7, 5, 12) }),
    fc.record({ kind: fc.constant('wish' as const), mhz: fc.constantFrom(0, 100, 400, 700, 2000) }),
    fc.record({ kind: fc.constant('expert' as const), on: fc.boolean() }),
    fc.constantFrom(
      { kind: 'retry' as const },
      { kind: 'replug' as const },
      { kind: 'fail' as const },
      { kind: 'pause' as const },
      { kind: 'wait' as const },
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
      const { clock, engine, arrive, stickOf, stateOf, say } = await mining('a');
      let settings = SETTINGS;
      for (const what of events) {
        if (what.kind === 'temp') say('a', { tempC: what.tempC });
        if (what.kind === 'volt') say('a', { inputV: what.inputV, tempC: 50 });
        if (what.kind === 'wish')
          settings = { ...settings, sticks: { [idOf('a')]: { targetFrequencyMhz: what.mhz } } };
        if (what.kind === 'expert') settings = { ...settings, expertMode: what.on };
        engine.apply(settings);
        if (what.kind === 'retry') engine.retryStick(idOf('a'));
        if (what.kind === 'fail') stickOf('a').failWith('portFailed');
        if (what.kind === 'pause') engine.pause(null);
        if (what.kind === 'wait') engine.resume();
        if (what.kind === 'replug') {
          engine.stickLeft(idOf('a'));
          arrive('a');
        }
        await clock.advance(what.kind === 'wait' ? 15_000 : 1000);
        const limit = settings.expertMode ? 800 : 600;
        expect(stickOf('a').clocksAsked.at(-1)).toBeLessThanOrEqual(limit);
        if (stateOf('a').cause?.code === 'overheated') expect(stickOf('a').feed).toBeNull();
      }
      await engine.stop();
    }),
    { numRuns: 40 },
  );
}, 60_000);
