import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HistoryPoint } from '../../../electron/contract/history.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../../../electron/core/hashrate.ts';
import type { Ledger, LedgerHealth } from '../../../electron/ledger/entries.ts';
import { powerLineId } from '../../../electron/ledger/entries.ts';
import { startLedger } from '../../../electron/ledger/ledger.ts';
import type { Request } from '../../../electron/ledger/messages.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';
import { type Fate, type FaultyThreads, faultyThreads } from './faulty-thread.ts';
import { DAY_START_MS, eventEntry, MINUTE_MS, minuteEntry, shareEntry } from './ledger-entries.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DAY_END_MS = DAY_START_MS + 86_400_000;

interface Bench {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  readonly threads: FaultyThreads;
  readonly health: LedgerHealth[];
  readonly lines: LoggedLine[];
  readonly path: string;
  /** Moves time and waits for the threads, so that what is due has happened. */
  readonly pass: (ms: number) => Promise<void>;
}

async function bench(fateOf: (request: Request) => Fate = () => 'answer'): Promise<Bench> {
  const folder = temporaryFolder();
  const clock = new ManualClock(DAY_START_MS);
  const threads = faultyThreads(folder, fateOf);
  const lines: LoggedLine[] = [];
  const ledger = await startLedger({
    path: folder.path,
    clock,
    log: silentLogger(lines),
    spawn: threads.spawn,
  });
  const health: LedgerHealth[] = [];
  ledger.onHealth((next) => health.push(next));
  onTestFinished(async () => void (await ledger.close()));
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    await threads.idle();
  };
  return { ledger, clock, threads, health, lines, path: folder.path, pass };
}

function stored(path: string): { minutes: number; nonces: number; shares: number; events: number } {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const value = (sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);
    return {
      minutes: value('SELECT count(*) FROM minutes'),
      nonces: value('SELECT sum(nonces) FROM minutes'),
      shares: value('SELECT count(*) FROM shares'),
      events: value('SELECT count(*) FROM events'),
    };
  } finally {
    db.close();
  }
}

const writes = (threads: FaultyThreads): number =>
  threads.requests.filter((request) => request.kind === 'write').length;

describe('recording', () => {
  it('commits within a second, many entries in one batch', async () => {
    const { ledger, threads, path, pass } = await bench();
    for (let n = 0; n < 10; n += 1) {
      ledger.record(minuteEntry({ coveredMs: 100 }));
      ledger.record(shareEntry({ shareId: `share-${n}` }));
    }
    ledger.record(eventEntry());
    expect(writes(threads)).toBe(0);
    await pass(999);
    expect(writes(threads)).toBe(1);
    expect(stored(path)).toEqual({ minutes: 1, nonces: 160, shares: 10, events: 1 });
    expect(ledger.health).toEqual({ kind: 'ok' });
  });

  it('does not wait when much has gathered', async () => {
    const { ledger, path, pass } = await bench();
    for (let n = 0; n < 1_000; n += 1) ledger.record(shareEntry({ shareId: `share-${n}` }));
    await pass(0);
    expect(stored(path).shares).toBe(1_000);
  });

  it('commits a share and its sums together, also when the share fills the batch', async () => {
    const { ledger, threads, pass } = await bench();
    for (let n = 0; n < 499; n += 1) ledger.record(eventEntry({ atMs: DAY_START_MS + n }));
    ledger.record(shareEntry());
    ledger.record(minuteEntry());
    await pass(700);
    const batches = threads.requests.flatMap((request) => (request.kind === 'write' ? [request.batch] : []));
    expect(batches.map(({ shares, minutes }) => [shares.length, minutes.length])).toEqual([[1, 1]]);
  });

  it('leaves out an entry whose number is none, and keeps the rest', async () => {
    const { ledger, lines, path } = await bench();
    ledger.record(minuteEntry({ energyWh: Number.NaN }));
    ledger.record(shareEntry({ shareDifficulty: Number.POSITIVE_INFINITY }));
    ledger.record(minuteEntry({ nonces: 0.5 }));
    ledger.record(minuteEntry());
    await ledger.flush();
    expect(stored(path)).toMatchObject({ shares: 0 });
    expect(lines.filter((line) => line.level === 'error').length).toBeGreaterThanOrEqual(2);
  });

  it('answers questions with everything recorded before them', async () => {
    const { ledger } = await bench();
    ledger.record(minuteEntry({ energyWh: 0.25 }));
    ledger.record(eventEntry());
    const [totals, events, points] = await Promise.all([
      ledger.totals(DAY_START_MS, DAY_END_MS),
      ledger.events(DAY_START_MS, DAY_END_MS, 10),
      ledger.points(DAY_START_MS, DAY_END_MS, MINUTE_MS),
    ]);
    expect(totals).toMatchObject([{ energyWh: 0.25, coveredMs: MINUTE_MS, accepted: 2, rejected: 1 }]);
    expect(events).toMatchObject([{ code: 'stickArrived', params: { name: 'Compac F', chips: 1 } }]);
    expect(points).toHaveLength(1);
  });

  it('flushes at the end, ends once, and takes nothing after', async () => {
    const { ledger, clock, path } = await bench();
    ledger.record(shareEntry());
    await Promise.all([ledger.close(), ledger.close()]);
    ledger.record(shareEntry({ shareId: 'late' }));
    expect(stored(path).shares).toBe(1);
    await expect(ledger.flush()).rejects.toMatchObject({ code: 'closed' });
    await expect(ledger.totals(0, 1)).rejects.toMatchObject({ code: 'closed' });
    expect(clock.armed).toBe(0);
  });
});

describe('a disk that refuses', () => {
  it('pauses the ledger, keeps every sum, and is forgotten when it takes rows again', async () => {
    let full = true;
    const { ledger, health, path, pass } = await bench((request) =>
      full && request.kind === 'write' ? { refuse: 'diskFull' } : 'answer',
    );
    for (let second = 0; second < 300; second += 1) {
      const startMs = DAY_START_MS + Math.floor(second / 60) * MINUTE_MS;
      ledger.record(minuteEntry({ startMs, coveredMs: 1_000, nonces: 3 }));
      if (second % 10 === 0) ledger.record(shareEntry({ shareId: `share-${second}` }));
      await pass(1_000);
    }
    expect(health[0]).toMatchObject({ kind: 'paused', code: 'diskFull' });
    expect(ledger.health).toMatchObject({ kind: 'paused', code: 'diskFull' });
    await expect(ledger.flush()).rejects.toMatchObject({ code: 'diskFull' });
    expect(await ledger.totals(DAY_START_MS, DAY_END_MS)).toEqual([]);
    expect(stored(path)).toEqual({ minutes: 0, nonces: 0, shares: 0, events: 0 });

    full = false;
    await pass(30_000);
    await pass(1_000);
    expect(stored(path)).toEqual({ minutes: 5, nonces: 900, shares: 30, events: 0 });
    expect(ledger.health).toEqual({ kind: 'ok' });
    expect(health.at(-1)).toEqual({ kind: 'ok' });
  });

  it('at the very start leaves a ledger that opens by itself later', async () => {
    let full = true;
    const { ledger, path, pass } = await bench(() => (full ? { refuse: 'diskFull' } : 'answer'));
    expect(ledger.health).toEqual({ kind: 'paused', code: 'diskFull', waitingEntries: 0 });
    ledger.record(shareEntry());
    full = false;
    await pass(30_000);
    expect(ledger.health).toEqual({ kind: 'ok' });
    expect(stored(path).shares).toBe(1);
  });

  it('until the end is told in the log, and closing still ends', async () => {
    const { ledger, lines } = await bench((request) =>
      request.kind === 'write' ? { refuse: 'ioError' } : 'answer',
    );
    ledger.record(shareEntry());
    await ledger.close();
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { rows: 1, code: 'ioError' } });
  });
});

describe('a worker that dies', () => {
  it.each(['crashBefore', 'crashAfter'] as const)('%s a batch loses and doubles nothing', async (fate) => {
    let crashes = 3;
    const { ledger, threads, path, pass } = await bench((request) => {
      if (request.kind !== 'write' || crashes === 0) return 'answer';
      crashes -= 1;
      return fate;
    });
    ledger.record(minuteEntry());
    ledger.record(shareEntry());
    await pass(700);
    ledger.record(minuteEntry());
    for (let n = 0; n < 4; n += 1) await pass(10_000);
    expect(ledger.health).toEqual({ kind: 'ok' });
    expect(threads.spawned()).toBe(4);
    expect(stored(path)).toEqual({ minutes: 1, nonces: 32, shares: 1, events: 0 });
  });

  it('by not answering is ended after its limit and replaced', async () => {
    let hangs = true;
    const { ledger, clock, threads, path, pass } = await bench((request) =>
      request.kind === 'write' && hangs ? 'hang' : 'answer',
    );
    ledger.record(shareEntry());
    await pass(1_000);
    const flush = expect(ledger.flush()).rejects.toMatchObject({ code: 'timeout' });
    await pass(10_000);
    await flush;
    hangs = false;
    await pass(30_000);
    await clock.advance(1_000);
    await threads.idle();
    expect(threads.spawned()).toBe(2);
    expect(stored(path).shares).toBe(1);
  });

  it('at the start is an error with a sentence', async () => {
    await expect(bench(() => 'crashBefore')).rejects.toMatchObject({
      code: 'workerLost',
      message: expect.stringMatching(/cannot be opened .* another data folder/),
    });
  });
});

describe('points', () => {
  it('are rates over covered time with the Poisson interval, gaps left out', async () => {
    const { ledger } = await bench();
    const hashes = HASHES_PER_DIFFICULTY_1;
    ledger.record(minuteEntry({ stickId: 'a', workDifficulty: 600, nonces: 10, energyWh: 0.2 }));
    ledger.record(
      minuteEntry({ stickId: 'b', workDifficulty: 600, nonces: 10, energyWh: 0.1, coveredMs: 30_000 }),
    );
    ledger.record(
      minuteEntry({
        stickId: 'a',
        startMs: DAY_START_MS + 5 * MINUTE_MS,
        energyWh: null,
        energyOrigin: null,
      }),
    );
    const points = await ledger.points(DAY_START_MS, DAY_END_MS, MINUTE_MS);
    for (const point of points) HistoryPoint.parse(point);
    expect(points.map((point) => point.startMs)).toEqual([DAY_START_MS, DAY_START_MS + 5 * MINUTE_MS]);
    const [first, second] = points;
    expect(first).toMatchObject({ coveredMs: MINUTE_MS, pausedMs: 0, pricePerKwh: '0.30' });
    expect(first?.hashrateHs).toBeCloseTo((1_200 * hashes) / 60, 0);
    // Garwood's interval for 20 events: 12.217 to 30.888.
    expect((first?.lowHs ?? 0) / (first?.hashrateHs ?? 1)).toBeCloseTo(12.217 / 20, 3);
    expect((first?.highHs ?? 0) / (first?.hashrateHs ?? 1)).toBeCloseTo(30.888 / 20, 3);
    expect(first?.expectedHs).toBeCloseTo(3.2e13 / 60, 0);
    // b's 0.1 Wh in its 30 s is 12 W; a's 0.2 Wh in 60 s is 12 W.
    expect(first?.energyWh).toBeCloseTo(0.3, 12);
    expect(first?.powerW).toBeCloseTo(18, 9);
    expect(second).toMatchObject({ powerW: null, energyWh: 0 });
  });

  it('know a pause for a zero and silence for an unknown upper bound', async () => {
    const { ledger } = await bench();
    const silent = { workDifficulty: 0, nonces: 0 };
    ledger.record(minuteEntry({ ...silent, pausedMs: MINUTE_MS }));
    ledger.record(minuteEntry({ ...silent, startMs: DAY_START_MS + MINUTE_MS }));
    ledger.record(
      minuteEntry({
        ...silent,
        startMs: DAY_START_MS + 2 * MINUTE_MS,
        coveredMs: 0,
        energyWh: null,
        energyOrigin: null,
      }),
    );
    const points = await ledger.points(DAY_START_MS, DAY_END_MS, MINUTE_MS);
    expect(points.map(({ hashrateHs, lowHs, highHs }) => [hashrateHs, lowHs, highHs])).toEqual([
      [0, 0, 0],
      [0, 0, null],
      [null, null, null],
    ]);
    expect(points[0]?.pausedMs).toBe(MINUTE_MS);
  });

  it('adds the energy and watts of power lines, and no time of theirs', async () => {
    const { ledger } = await bench();
    const silent = { workDifficulty: 0, nonces: 0, accepted: 0, rejected: 0, expectedHashes: 0 };
    const line = (minute: number, energyWh: number | null): void =>
      ledger.record(
        minuteEntry({
          ...silent,
          stickId: powerLineId('host'),
          startMs: DAY_START_MS + minute * MINUTE_MS,
          energyWh,
          energyOrigin: energyWh === null ? null : 'typed',
        }),
      );
    const half = { energyWh: 0.1, coveredMs: MINUTE_MS / 2, pausedMs: MINUTE_MS / 2 };
    ledger.record(minuteEntry(half));
    line(0, 0.5);
    ledger.record(minuteEntry({ startMs: DAY_START_MS + MINUTE_MS }));
    line(1, null);
    line(2, 0.5);
    const points = await ledger.points(DAY_START_MS, DAY_END_MS, MINUTE_MS);
    const shown = points.map(({ coveredMs, pausedMs, powerW, energyWh, hashrateHs }) => [
      coveredMs,
      pausedMs,
      powerW,
      energyWh,
      hashrateHs === null,
    ]);
    expect(shown).toEqual([
      [MINUTE_MS / 2, MINUTE_MS / 2, expect.closeTo(0.6 * 120, 9), expect.closeTo(0.6, 9), false],
      [MINUTE_MS, 0, null, expect.closeTo(0.2, 9), false],
      // Without a stick nothing was mined: no hashrate of zero.
      [0, 0, null, expect.closeTo(0.5, 9), true],
    ]);
    const totals = await ledger.totals(DAY_START_MS, DAY_END_MS);
    const sum = (pick: (group: (typeof totals)[number]) => number): number =>
      totals.reduce((all, group) => all + pick(group), 0);
    expect(sum(({ coveredMs }) => coveredMs)).toBe(1.5 * MINUTE_MS);
    expect(sum(({ energyWh }) => energyWh)).toBeCloseTo(1.3, 9);
  });

  it('shows watts only over minutes in which those of every stick are known', async () => {
    const { ledger } = await bench();
    const at = (minute: number) => ({ startMs: DAY_START_MS + minute * MINUTE_MS });
    ledger.record(minuteEntry({ ...at(0), stickId: 'a', energyWh: 0.2 }));
    ledger.record(minuteEntry({ ...at(0), stickId: 'b', energyWh: 0.4 }));
    ledger.record(minuteEntry({ ...at(1), stickId: 'a', energyWh: 0.2 }));
    ledger.record(minuteEntry({ ...at(1), stickId: 'b', energyWh: null, energyOrigin: null }));
    const [bucket] = await ledger.points(DAY_START_MS, DAY_END_MS, 10 * MINUTE_MS);
    expect(bucket?.powerW).toBeCloseTo(36, 9);
    expect(bucket?.energyWh).toBeCloseTo(0.8, 12);
    expect(bucket?.coveredMs).toBe(2 * MINUTE_MS);
  });

  it('fall into whole buckets whatever the range begins with, and give the price of most of each', async () => {
    const { ledger } = await bench();
    for (let minute = 0; minute < 20; minute += 1) {
      const pricePerKwh = minute < 4 ? '0.30' : minute < 10 ? '0.45' : null;
      ledger.record(minuteEntry({ startMs: DAY_START_MS + minute * MINUTE_MS, pricePerKwh }));
    }
    const points = await ledger.points(DAY_START_MS + 30_000, DAY_END_MS, 10 * MINUTE_MS);
    expect(
      points.map(({ startMs, coveredMs, pricePerKwh }) => ({ startMs, coveredMs, pricePerKwh })),
    ).toEqual([
      { startMs: DAY_START_MS, coveredMs: 9 * MINUTE_MS, pricePerKwh: '0.45' },
      { startMs: DAY_START_MS + 10 * MINUTE_MS, coveredMs: 10 * MINUTE_MS, pricePerKwh: null },
    ]);
  });

  it('keep their rates when minutes have become quarter hours', async () => {
    const { ledger, pass } = await bench();
    const oldMs = DAY_START_MS - 401 * 86_400_000;
    for (let minute = 0; minute < 60; minute += 1) {
      for (const stickId of ['a', 'b'])
        ledger.record(minuteEntry({ stickId, startMs: oldMs + minute * MINUTE_MS }));
    }
    const ask = () => ledger.points(oldMs, oldMs + 86_400_000, 15 * MINUTE_MS);
    const before = await ask();
    const fineBefore = await ledger.points(oldMs, oldMs + 86_400_000, MINUTE_MS);
    await pass(60_000);
    const after = await ask();
    expect(after).toHaveLength(4);
    after.forEach((point, n) => {
      expect(point.hashrateHs).toBeCloseTo(before[n]?.hashrateHs ?? 0, 0);
      expect(point.powerW).toBeCloseTo(24, 9);
      expect(point.coveredMs).toBe(15 * MINUTE_MS);
    });
    const fineAfter = await ledger.points(oldMs, oldMs + 86_400_000, MINUTE_MS);
    expect([fineBefore.length, fineAfter.length]).toEqual([60, 4]);
    expect(fineAfter[0]?.hashrateHs).toBeCloseTo(fineBefore[0]?.hashrateHs ?? 0, 0);
    expect(fineAfter[0]?.coveredMs).toBe(MINUTE_MS);
  });

  it('are the same in slices of a long range', async () => {
    const { ledger, threads } = await bench();
    const dayMs = 86_400_000;
    for (let day = 0; day < 100; day += 1)
      ledger.record(minuteEntry({ startMs: DAY_START_MS + day * dayMs }));
    const points = await ledger.points(DAY_START_MS - 1, DAY_START_MS + 100 * dayMs, 7 * dayMs);
    expect(threads.requests.filter((request) => request.kind === 'points').length).toBeGreaterThan(2);
    expect(new Set(points.map((point) => point.startMs)).size).toBe(points.length);
    expect(points.reduce((sum, point) => sum + point.coveredMs, 0)).toBe(100 * MINUTE_MS);
    await expect(ledger.points(0, 1, 0.5)).rejects.toThrow(RangeError);
  });
});

describe('upkeep', () => {
  it('starts a minute after the start, then hourly, with a backup a day', async () => {
    const { ledger, clock, threads, pass } = await bench();
    const upkeep = (): string[] =>
      threads.requests.filter(({ kind }) => kind === 'maintain' || kind === 'backup').map(({ kind }) => kind);
    await pass(59_000);
    expect(upkeep()).toEqual([]);
    for (let hour = 0; hour < 26; hour += 1) {
      await pass(1_000);
      await pass(3_599_000);
      await pass(0);
    }
    expect(upkeep().filter((kind) => kind === 'backup').length).toBeGreaterThanOrEqual(25);
    await ledger.close();
    expect(clock.armed).toBe(0);
    const asked = upkeep().length;
    await pass(7_200_000);
    expect(upkeep()).toHaveLength(asked);
  });
});
