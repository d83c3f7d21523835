import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Passport } from '../../../electron/contract/passport.ts';
import { expectedSats } from '../../../electron/core/earnings.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../../../electron/core/hashrate.ts';
import { decimal, decimalText } from '../../../electron/core/money.ts';
import { subsidySats } from '../../../electron/core/subsidy.ts';
import { BatchWriter } from '../../../electron/ledger/batch-writer.ts';
import type { SightingEntry } from '../../../electron/ledger/entries.ts';
import type { Batch } from '../../../electron/ledger/messages.ts';
import { queryPassports } from '../../../electron/ledger/passports.ts';
import { queryEvents, queryPoints } from '../../../electron/ledger/queries.ts';
import { retainStep } from '../../../electron/ledger/retention.ts';
import { MIGRATIONS, migrate, schemaVersionOf } from '../../../electron/ledger/schema.ts';
import { batchOf, DAY_START_MS, eventEntry, MINUTE_MS, minuteRow, shareEntry } from './ledger-entries.ts';

const DAY_MS = 86_400_000;
const SIGHTING: SightingEntry = {
  kind: 'sighting',
  stickId: 'serial:A',
  atMs: DAY_START_MS,
  model: 'compac-f',
  name: 'Compac F',
  serialNumber: 'A',
  location: '1-1.4',
};

function database(migrations = MIGRATIONS): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  onTestFinished(() => db.close());
  migrate(db, migrations);
  return db;
}

function writing(db: DatabaseSync): (batch: Partial<Batch>) => void {
  const writer = new BatchWriter(db);
  const run = writer.beginRun();
  let seq = 0;
  return (batch) => {
    seq += 1;
    writer.write(run, seq, batchOf(batch));
  };
}

/** The one passport, as the contract lets it through. */
function only(db: DatabaseSync, nowMs = DAY_START_MS + DAY_MS): Passport {
  const [passport, ...others] = queryPassports(db, nowMs);
  expect(others).toEqual([]);
  return Passport.parse(passport);
}

describe('passports', () => {
  it('begin with a sighting and add up minutes, shares and resets of the same batch', () => {
    const db = database();
    const write = writing(db);
    write({
      sightings: [SIGHTING],
      minutes: [
        minuteRow({ hashedMs: 50_000, hardwareErrors: 3 }),
        minuteRow({ startMs: DAY_START_MS + MINUTE_MS, energyWh: null, energyOrigin: null }),
      ],
      shares: [shareEntry(), shareEntry({ shareId: 'b', shareDifficulty: 9_000, isBlock: true, atMs: 77 })],
      events: [
        eventEntry({ code: 'recoveryStep', params: { step: 'newWork' } }),
        eventEntry({ code: 'recoveryStep', params: { step: 'chipReset' } }),
        eventEntry({ code: 'recoveryStep', params: { step: 'reopen' } }),
      ],
    });
    expect(only(db)).toMatchObject({
      stickId: 'serial:A',
      model: 'compac-f',
      name: 'Compac F',
      firstSeenMs: DAY_START_MS,
      lastSeenMs: DAY_START_MS + 2 * MINUTE_MS,
      hashedMs: 110_000,
      energyWh: 0.2,
      unmeteredMs: MINUTE_MS,
      workDifficulty: 8_192,
      accepted: 4,
      rejected: 2,
      hardwareErrors: 3,
      resets: 2,
      bestShareDifficulty: 9_000,
      bestShareAtMs: 77,
      blocks: 1,
      firstJth: null,
      hubs: [{ location: '1-1.4', lastSeenMs: DAY_START_MS }],
    });
  });

  it('count a batch once, however often it is sent, and a share once', () => {
    const db = database();
    const writer = new BatchWriter(db);
    const run = writer.beginRun();
    const batch = batchOf({
      sightings: [SIGHTING],
      minutes: [minuteRow()],
      shares: [shareEntry({ isBlock: true })],
    });
    writer.write(run, 1, batch);
    writer.write(run, 1, batch);
    writer.write(run, 2, batchOf({ shares: [shareEntry({ isBlock: true })] }));
    expect(only(db)).toMatchObject({ workDifficulty: 4_096, accepted: 2, blocks: 1 });
  });

  it('are not begun by rows that are no stick’s', () => {
    const db = database();
    writing(db)({ minutes: [minuteRow({ stickId: 'line:host' })] });
    expect(queryPassports(db, DAY_START_MS)).toEqual([]);
  });

  it('are worth what the network was at the time, exactly', () => {
    const db = database();
    const write = writing(db);
    const pieces = [
      { workDifficulty: 0.1, networkDifficulty: 140e12, blockHeight: 925_000 },
      { workDifficulty: 4_096, networkDifficulty: 141e12, blockHeight: 925_100 },
      { workDifficulty: 7, networkDifficulty: 141e12, blockHeight: 1_050_000 },
      { workDifficulty: 5, networkDifficulty: null, blockHeight: null },
    ];
    write({ sightings: [SIGHTING], minutes: pieces.map((piece) => minuteRow(piece)) });
    const worth = pieces.reduce((sum, { workDifficulty, networkDifficulty, blockHeight }) => {
      if (networkDifficulty === null) return sum;
      const rewardSats = subsidySats(blockHeight);
      return sum.plus(expectedSats({ workDifficulty, networkDifficulty, rewardSats }));
    }, decimal(0));
    expect(only(db).expectedSats).toBe(decimalText(worth));
  });

  it('tell J/TH of the first and the last day that is over and long enough, from measured watts alone', () => {
    const db = database();
    const write = writing(db);
    const day = (
      n: number,
      hours: number,
      energyWh: number,
      energyOrigin: 'measured' | 'modelled' = 'measured',
    ) =>
      minuteRow({
        startMs: DAY_START_MS + n * DAY_MS,
        coveredMs: hours * 3_600_000,
        hashedMs: hours * 3_600_000,
        workDifficulty: 1e6,
        energyWh,
        energyOrigin,
      });
    const jth = (energyWh: number): number => (energyWh * 3600) / ((1e6 * HASHES_PER_DIFFICULTY_1) / 1e12);
    write({
      sightings: [SIGHTING],
      minutes: [day(0, 8, 50, 'modelled'), day(1, 2, 10), day(2, 8, 100), day(3, 9, 120), day(4, 9, 500)],
    });
    const passport = only(db, DAY_START_MS + 4 * DAY_MS + 1);
    expect(passport.firstJth).toBeCloseTo(jth(100), 9);
    expect(passport.latestJth).toBeCloseTo(jth(120), 9);
  });

  it('keep the places, newest first, and take over a new name', () => {
    const db = database();
    const write = writing(db);
    write({ sightings: [SIGHTING] });
    write({ sightings: [{ ...SIGHTING, atMs: DAY_START_MS + 5, location: '1-2', name: 'Bench' }] });
    write({ sightings: [{ ...SIGHTING, atMs: DAY_START_MS + 9, location: null, serialNumber: null }] });
    expect(only(db)).toMatchObject({
      name: 'Compac F',
      serialNumber: 'A',
      hubs: [
        { location: '1-2', lastSeenMs: DAY_START_MS + 5 },
        { location: '1-1.4', lastSeenMs: DAY_START_MS },
      ],
    });
  });

  it('stay whole when minutes, shares and events are forgotten', () => {
    const db = database();
    const write = writing(db);
    write({ sightings: [SIGHTING], minutes: [minuteRow()], shares: [shareEntry()], events: [eventEntry()] });
    const before = only(db);
    const yearsLater = DAY_START_MS + 800 * DAY_MS;
    while (retainStep(db, yearsLater));
    expect(db.prepare('SELECT count(*) AS n FROM events').get()?.n).toBe(0);
    expect(only(db)).toEqual(before);
  });

  it('hold the same sums as the minutes, whatever comes', () => {
    const minute = fc.record({
      startMs: fc.integer({ min: 0, max: 5000 }).map((n) => DAY_START_MS + n * MINUTE_MS),
      workDifficulty: fc.integer({ min: 0, max: 1 << 20 }),
      accepted: fc.integer({ min: 0, max: 9 }),
      energyWh: fc.option(fc.integer({ min: 0, max: 64 }).map((n) => n / 64)),
      networkDifficulty: fc.constantFrom(140e12, 141e12, null),
    });
    fc.assert(
      fc.property(fc.array(fc.array(minute, { maxLength: 8 }), { maxLength: 6 }), (batches) => {
        const db = new DatabaseSync(':memory:');
        migrate(db, MIGRATIONS);
        const write = writing(db);
        write({ sightings: [SIGHTING] });
        for (const minutes of batches) write({ minutes: minutes.map((change) => minuteRow(change)) });
        const sums = db
          .prepare(
            `SELECT ifnull(sum(work_difficulty), 0) AS work, ifnull(sum(accepted), 0) AS accepted,
            ifnull(sum(energy_wh), 0) AS energy FROM minutes`,
          )
          .get();
        const passport = only(db);
        db.close();
        expect([passport.workDifficulty, passport.accepted, passport.energyWh]).toEqual([
          sums?.work,
          sums?.accepted,
          sums?.energy,
        ]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file of the version before', () => {
  it('gets its passports from its rows, and goes on from there', () => {
    const db = database(MIGRATIONS.slice(0, 1));
    db.exec(`
      INSERT INTO sticks VALUES (1, 'serial:A'), (2, 'serial:B');
      INSERT INTO pricings VALUES (1, 140e12, 4, '0.30', '60000', 'EUR'), (2, NULL, NULL, NULL, NULL, 'EUR');
      INSERT INTO minutes VALUES
        (${DAY_START_MS}, 1, 1, 60000, 10000, 60000, 4096, 16, 1024, 2, 1, 0, 0, 3, 1.6e13, 0.2, 'measured', 925000),
        (${DAY_START_MS + MINUTE_MS}, 1, 2, 60000, 60000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL),
        (${DAY_START_MS}, 2, 1, 60000, 0, 60000, 100, 1, 0, 0, 0, 0, 0, 0, 1e12, 0.1, 'modelled', 925000);
      INSERT INTO shares VALUES ('x', 1, 'pool', 55, 512, 700, 0, 'accepted', NULL, NULL, 1),
        ('y', 1, 'pool', 66, 512, 900, 1, 'stale', NULL, NULL, NULL);
    `);
    migrate(db, MIGRATIONS);
    expect(schemaVersionOf(db)).toBe(MIGRATIONS.length);
    const before = queryPassports(db, DAY_START_MS + DAY_MS).map((passport) => Passport.parse(passport));
    expect(before.map(({ stickId }) => stickId)).toEqual(['serial:A', 'serial:B']);
    expect(before[0]).toMatchObject({
      model: 'unknown',
      firstSeenMs: DAY_START_MS,
      lastSeenMs: DAY_START_MS + 2 * MINUTE_MS,
      hashedMs: 50_000,
      energyWh: 0.2,
      unmeteredMs: MINUTE_MS,
      workDifficulty: 4_096,
      hardwareErrors: 3,
      bestShareDifficulty: 900,
      bestShareAtMs: 66,
      blocks: 1,
    });
    expect(Number(before[0]?.expectedSats)).toBeCloseTo((4_096 / 140e12) * 312_500_000, 12);
    writing(db)({ sightings: [SIGHTING], minutes: [minuteRow({ startMs: DAY_START_MS + 9 * MINUTE_MS })] });
    const [after] = queryPassports(db, DAY_START_MS + DAY_MS);
    expect(after).toMatchObject({ model: 'compac-f', workDifficulty: 8_192, firstSeenMs: DAY_START_MS });
  });
});

describe('history of one stick', () => {
  it('holds its own rows and events and no others', () => {
    const db = database();
    writing(db)({
      minutes: [minuteRow({ workDifficulty: 5 }), minuteRow({ stickId: 'serial:B', workDifficulty: 7 })],
      events: [eventEntry(), eventEntry({ subject: 'stick:serial:B' }), eventEntry({ subject: 'host' })],
    });
    const range = [DAY_START_MS, DAY_START_MS + DAY_MS] as const;
    const workOf = (stickId: string | null) =>
      queryPoints(db, ...range, DAY_MS, stickId).map(({ workDifficulty }) => workDifficulty);
    expect([workOf(null), workOf('serial:A'), workOf('serial:B'), workOf('serial:C')]).toEqual([
      [12],
      [5],
      [7],
      [],
    ]);
    expect(queryEvents(db, ...range, 10, 'stick:serial:B')).toHaveLength(1);
    expect(queryEvents(db, ...range, 10, null)).toHaveLength(3);
  });
});
