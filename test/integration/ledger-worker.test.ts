import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../electron/host/system-clock.ts';
import type { Ledger, LedgerHealth } from '../../electron/ledger/entries.ts';
import { openLedger } from '../../electron/ledger/ledger.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../doubles/silent-logger.ts';
import { DAY_START_MS, eventEntry, minuteEntry, shareEntry } from '../unit/ledger/ledger-entries.ts';
import { temporaryFolder } from '../unit/ledger/temporary-folder.ts';

const WORKER = new URL('../../electron/ledger/ledger-worker.ts', import.meta.url);
const FULL_DISK_WORKER = new URL('./ledger-full-disk-worker.ts', import.meta.url);
const DAY = [DAY_START_MS, DAY_START_MS + 86_400_000] as const;

type Folder = ReturnType<typeof temporaryFolder>;

async function open(folder: Folder, workerUrl = WORKER, clock = systemClock): Promise<Ledger> {
  const log = silentLogger();
  const ledger = await openLedger({
    ...folder,
    workerUrl,
    clock,
    log,
  });
  onTestFinished(async () => void (await ledger.close()));
  return ledger;
}

const healthOf = (ledger: Ledger, kind: LedgerHealth['kind']): Promise<LedgerHealth> =>
  new Promise((resolve) => {
    if (ledger.health.kind === kind) resolve(ledger.health);
    ledger.onHealth((health) => {
      if (health.kind === kind) resolve(health);
    });
  });

/** Moves time on by the second until the line is there. */
async function untilLogged(lines: readonly LoggedLine[], message: string, clock: ManualClock): Promise<void> {
  while (!lines.some((line) => line.message === message)) {
    await clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function recordMany(ledger: Ledger, name: string, count: number): void {
  for (let n = 0; n < count; n += 1) {
    ledger.record(shareEntry({ shareId: `${name}-${n}`, rejectText: 'z'.repeat(200) }));
    ledger.record(minuteEntry({ stickId: name, nonces: 1, energyWh: 0.001, coveredMs: 1_000 }));
  }
}

describe('the ledger in its worker', () => {
  it('holds what was recorded when it is opened again', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    recordMany(first, 'a', 1_200);
    first.record(eventEntry());
    await first.close();
    const second = await open(folder);
    expect(await second.totals(...DAY)).toMatchObject([{ coveredMs: 1_200_000, accepted: 2_400 }]);
    const [point] = await second.points(...DAY, 60_000);
    expect(point?.hashrateHs).toBeGreaterThan(0);
    expect(await second.events(...DAY, 10)).toHaveLength(1);
  });

  it('shares a file with a second one without loss', async () => {
    const folder = temporaryFolder();
    const [one, two] = await Promise.all([open(folder), open(folder)]);
    for (let round = 0; round < 5; round += 1) {
      recordMany(one, `one-${round}`, 100);
      recordMany(two, `two-${round}`, 100);
      await Promise.all([one.flush(), two.flush()]);
    }
    expect(await one.totals(...DAY)).toMatchObject([{ coveredMs: 1_000_000 }]);
    expect(await two.totals(...DAY)).toMatchObject([{ coveredMs: 1_000_000 }]);
    await Promise.all([one.close(), two.close()]);
    const db = new DatabaseSync(folder.path);
    expect(db.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok');
    expect(db.prepare('SELECT count(*) AS count FROM shares').get()?.count).toBe(1_000);
    db.close();
  });

  it('waits out a full disk and loses nothing', async () => {
    const folder = temporaryFolder();
    const ledger = await open(folder, FULL_DISK_WORKER);
    recordMany(ledger, 'before', 50);
    await ledger.flush();
    writeFileSync(`${folder.path}.full`, '');
    recordMany(ledger, 'during', 2_000);
    expect(await healthOf(ledger, 'paused')).toMatchObject({ kind: 'paused', code: 'diskFull' });
    recordMany(ledger, 'later', 50);
    await expect(ledger.flush()).rejects.toMatchObject({ code: 'diskFull' });
    expect(await ledger.totals(...DAY)).toMatchObject([{ coveredMs: 50_000 }]);
    rmSync(`${folder.path}.full`);
    await healthOf(ledger, 'ok');
    await ledger.flush();
    expect(await ledger.totals(...DAY)).toMatchObject([{ coveredMs: 2_100_000 }]);
  });

  it('tells of a corrupt file and goes on with a backup', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock(DAY_START_MS);
    const lines: LoggedLine[] = [];
    const options = { ...folder, workerUrl: WORKER };
    const first = await openLedger({ ...options, clock, log: silentLogger(lines) });
    recordMany(first, 'a', 100);
    await first.flush();
    await untilLogged(lines, 'ledger backed up', clock);
    await first.close();

    writeFileSync(folder.path, 'power was cut while this was written');
    const second = await open(folder);
    expect(second.health).toMatchObject({ kind: 'replaced', restored: true });
    expect(await second.totals(...DAY)).toMatchObject([{ coveredMs: 100_000 }]);
    recordMany(second, 'b', 1);
    await second.flush();
  });

  it('finds damage when it backs up, and goes on with the last good backup', async () => {
    const folder = temporaryFolder();
    const lines: LoggedLine[] = [];
    const start = (clock: ManualClock): Promise<Ledger> =>
      openLedger({ ...folder, workerUrl: WORKER, clock, log: silentLogger(lines) });
    const today = new ManualClock(DAY_START_MS);
    const first = await start(today);
    recordMany(first, 'a', 100);
    await first.flush();
    await untilLogged(lines, 'ledger backed up', today);
    await first.close();

    const tomorrow = new ManualClock(DAY[1] + 3_600_000);
    const second = await start(tomorrow);
    onTestFinished(async () => void (await second.close()));
    // Long texts fill pages that nothing reads before the check does: upkeep looks at the index of times only.
    for (let n = 0; n < 200; n += 1) second.record(eventEntry({ params: { text: 'z'.repeat(40_000) } }));
    await second.flush();
    const file = openSync(folder.path, 'r+');
    const noise = Buffer.alloc(4096, 0xa5);
    for (let page = 100; page < 1_000; page += 10) writeSync(file, noise, 0, noise.length, page * 4096);
    closeSync(file);
    await untilLogged(lines, 'ledger upkeep failed, tried again in an hour', tomorrow);
    expect(second.health).toEqual({ kind: 'ok' });
    await tomorrow.advance(3_599_000);
    await untilLogged(lines, 'ledger file was corrupt and has been replaced', tomorrow);
    expect(second.health).toMatchObject({ kind: 'replaced', restored: true });
    expect(await second.totals(...DAY)).toMatchObject([{ coveredMs: 100_000 }]);
  });

  it('closes while a backup is being made', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock(DAY_START_MS);
    const ledger = await open(folder, WORKER, clock);
    recordMany(ledger, 'a', 20_000);
    await ledger.flush();
    await clock.advance(60_000);
    await ledger.close();
    const again = await open(folder);
    expect(await again.totals(...DAY)).toMatchObject([{ coveredMs: 20_000_000 }]);
    expect(again.health).toEqual({ kind: 'ok' });
  });

  it('refuses a newer file and a folder that is none with a sentence', async () => {
    const folder = temporaryFolder();
    await (await open(folder)).close();
    const db = new DatabaseSync(folder.path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(open(folder)).rejects.toMatchObject({ code: 'newerSchema' });
    const nowhere = { ...folder, path: `${folder.path}/no/such/folder.db` };
    await expect(open(nowhere)).rejects.toMatchObject({ code: 'cannotOpen', message: /another data folder/ });
  });
});
