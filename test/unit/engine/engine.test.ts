import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { Engine } from '../../../electron/engine/engine.ts';
import type { LedgerEntry } from '../../../electron/ledger/entries.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { recordingLedger } from '../../doubles/recording-ledger.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { FakeSource, FakeStick, NO_METERS, NO_TWIN } from './fake-parts.ts';
import { jobWith } from './jobs.ts';

const IDENTITY = {
  id: StickId.parse('serial:a'),
  model: 'compac-f',
  modelName: 'Compac F',
  path: '/dev/ttyUSB0',
  serialNumber: 'a',
  location: null,
  hubId: null,
  isTwin: false,
  simulated: false,
};
const POOL = { id: 'pool', url: 'stratum+tcp://127.0.0.1:3333', user: 'me', hasPassword: false };
const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  pools: [POOL],
  pricePerKwh: '0.30',
  pricePerKwhTypedAtMs: 1,
  btcPrice: '60000',
  btcPriceTypedAtMs: 1,
};

let clock: ManualClock;
let engine: Engine;
let sources: FakeSource[];
let sticks: FakeStick[];
let entries: LedgerEntry[];
/** What the source would ask the pool for now. */
let suggestion: () => number;

beforeEach(async () => {
  clock = new ManualClock();
  sources = [];
  sticks = [];
  entries = [];
  engine = new Engine(
    {
      chain: { kind: 'practice', bits: 26 },
      clock,
      log: silentLogger(),
      random: () => 0.5,
      timeZone: 'Europe/Berlin',
      ledger: recordingLedger(entries),
      power: NO_METERS,
      makeTwin: NO_TWIN,
      newShareId: () => 'share',
      makeStick: () => {
        const stick = new FakeStick();
        sticks.push(stick);
        stick.started.resolve();
        return stick;
      },
      makeSource: (_setting, suggest) => {
        suggestion = suggest;
        const source = new FakeSource();
        sources.push(source);
        return source;
      },
    },
    SETTINGS,
  );
  await engine.start();
  engine.stickArrived(IDENTITY);
  await clock.advance(0);
});

const frame = () => engine.frame(1, []);
const latestSource = (): FakeSource => sources.at(-1) ?? new FakeSource();
const latestStick = (): FakeStick => sticks.at(-1) ?? new FakeStick();

async function mine(): Promise<void> {
  latestSource().announce(jobWith({ coinbase1Hex: coinbaseAtHeight925000() }));
  latestStick().goTo('mining');
  await clock.advance(1000);
}

describe('the pool', () => {
  test('two changes at once leave one live source', async () => {
    void engine.reconnectPool();
    void engine.reconnectPool();
    await clock.advance(0);
    await mine();
    expect(latestStick().feed).not.toBeNull();
    expect(frame().pool).not.toBeNull();
  });

  test('another user name connects anew; a new price does not', async () => {
    engine.apply({ ...SETTINGS, pricePerKwh: '0.40' });
    await clock.advance(0);
    expect(sources).toHaveLength(1);
    engine.apply({ ...SETTINGS, pools: [{ ...POOL, user: 'you' }] });
    await clock.advance(0);
    expect(sources).toHaveLength(2);
  });

  test('is asked for shares that fit the sticks plugged in, before they are up and after', async () => {
    const before = suggestion();
    engine.stickArrived({ ...IDENTITY, id: StickId.parse('serial:b'), model: 'r909' });
    latestStick().expectedHs = null;
    // Catalogue: 6 x 672 x 450 MHz. Fifteen seconds a share, 2^32 hashes each at difficulty 1.
    const r909 = (1.8144e12 * 15) / 2 ** 32;
    expect(suggestion() - before).toBeCloseTo(r909, -0.5);
    engine.stickLeft(StickId.parse('serial:b'));
    await clock.advance(1000);
    expect(suggestion()).toBe(before);
  });

  test('without a pool the sticks wait and the frame says so', async () => {
    engine.apply({ ...SETTINGS, pools: [] });
    await clock.advance(1000);
    expect(frame()).toMatchObject({ pool: null, run: { state: 'noPool' } });
    expect(latestStick().feed).toBeNull();
  });
});

describe('time', () => {
  test('energy is watts over time, in the ledger and in the frame alike', async () => {
    await mine();
    await clock.advance(600_000);
    const minutes = entries.flatMap((entry) => (entry.kind === 'minute' ? [entry] : []));
    const recordedWh = minutes.reduce((sum, entry) => sum + (entry.energyWh ?? 0), 0);
    const powerW = frame().fleet.powerW.value ?? 0;
    expect(recordedWh).toBeCloseTo(powerW / 6, 1);
    expect(frame().today.energyWh.value).toBeCloseTo(recordedWh, 2);
  });

  test('what the user paused hashes at zero, also where the estimate was still too young to be shown', async () => {
    await mine();
    await clock.advance(5_000);
    expect(frame().fleet.hashrate.hashrateHs).toMatchObject({ value: null, reason: 'measuring' });
    engine.pause(null);
    expect(frame().fleet.hashrate.hashrateHs.value).toBe(0);
    expect(frame().sticks[0]?.hashrate.hashrateHs.value).toBe(0);
    expect(frame().outlook.netPerDay.value).not.toBeNull();
  });

  test('a pause with an end ends by itself; paused time is counted as such', async () => {
    await mine();
    engine.pause(clock.nowMs() + 60_000);
    expect(frame().run).toMatchObject({
      state: 'paused',
      paused: true,
      pausedUntilMs: clock.nowMs() + 60_000,
    });
    await clock.advance(61_000);
    expect(frame().run.state).toBe('mining');
    const pausedMs = entries.reduce((sum, entry) => sum + (entry.kind === 'minute' ? entry.pausedMs : 0), 0);
    expect(pausedMs).toBeGreaterThan(58_000);
    expect(pausedMs).toBeLessThan(62_000);
  });

  test('at local midnight the day begins at zero', async () => {
    await mine();
    await clock.advance(10 * 3_600_000);
    expect(frame().today.startMs).toBe(Date.UTC(2026, 10, 24, 23));
    const wh = frame().today.energyWh.value ?? 0;
    expect(wh).toBeLessThan((frame().fleet.powerW.value ?? 0) * 1.4);
  });

  test.each(['goesOn', 'standsStill'] as const)(
    'a computer that slept without saying so gets its ports and pool anew: monotonic clock %s',
    async (monotonic) => {
      await mine();
      const { length } = sticks;
      clock.sleep(3_600_000, monotonic);
      await clock.advance(2000);
      expect(sticks.length).toBe(length + 1);
      expect(sources.length).toBe(2);
      expect(entries).toContainEqual(expect.objectContaining({ kind: 'event', code: 'woke' }));
    },
  );

  test.each([3_600_000, -3_600_000])(
    'a wall clock set by %i ms is no sleep: mining goes on and is accounted for',
    async (stepMs) => {
      await mine();
      const { length } = sticks;
      const covered = () =>
        entries.reduce((sum, entry) => sum + (entry.kind === 'minute' ? entry.coveredMs : 0), 0);
      const before = covered();
      clock.setWall(clock.nowMs() + stepMs);
      await clock.advance(10_000);
      expect(sticks.length).toBe(length);
      expect(sources.length).toBe(1);
      expect(entries).not.toContainEqual(expect.objectContaining({ code: 'woke' }));
      await engine.stop();
      expect(covered() - before).toBeGreaterThanOrEqual(10_000);
    },
  );
});

describe('suspend', () => {
  test('releases every port and the pool, and comes back with what was plugged in meanwhile', async () => {
    await engine.suspend();
    expect(latestStick().stops).toBeGreaterThan(0);
    engine.stickArrived({ ...IDENTITY, id: StickId.parse('serial:b') });
    await clock.advance(60_000);
    expect(sticks).toHaveLength(1);
    expect(frame().pool).toBeNull();
    engine.wake();
    await clock.advance(0);
    expect(sticks).toHaveLength(3);
    expect(sources).toHaveLength(2);
  });
});

test('stop leaves no timer', async () => {
  await mine();
  await engine.stop();
  expect(clock.armed).toBe(0);
});

/** Version 1, one input, null prevout, a script that pushes the height (BIP 34) and room for more. */
function coinbaseAtHeight925000(): string {
  return `0100000001${'00'.repeat(32)}ffffffff1003481d0e${'00'.repeat(2)}`;
}
