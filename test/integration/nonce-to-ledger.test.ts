/** One nonce's whole way: simulated chip, frames, verdict, practice pool, ledger, money, frame. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { Decimal } from '../../electron/core/money.ts';
import { frameWhere, type RunningHost, runHost, temporaryFolder } from './demo-host.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function demo(root: string): Promise<RunningHost> {
  const running = await runHost(root, { demo: true });
  cleanUps.push(() => running.stop());
  return running;
}

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  cleanUps.push(remove);
  return path;
}

describe('the demo', () => {
  test('mines: shares are accepted, work, cost and sats grow, and every number says where it comes from', async () => {
    const client = (await demo(await folder())).connect();
    expect(await client.hello).toMatchObject({ demo: true, chain: { kind: 'practice', bits: 26 } });

    const first = await frameWhere(
      client,
      (frame) => frame.today.shares.accepted > 0 && frame.today.net.value !== null,
    );
    const later = await frameWhere(
      client,
      (frame) =>
        frame.today.shares.accepted > first.today.shares.accepted &&
        frame.nowMs > first.nowMs + 1500 &&
        frame.fleet.hashrate.hashrateHs.value !== null,
    );

    expect(later.sticks).toHaveLength(3);
    expect(later.sticks.every((stick) => stick.simulated)).toBe(true);
    expect(later.today.energyWh.value).toBeGreaterThan(first.today.energyWh.value ?? 0);
    expect(amount(later.today.cost.value)).toBeGreaterThan(amount(first.today.cost.value));
    expect(Number(later.today.expectedSats.value)).toBeGreaterThan(Number(first.today.expectedSats.value));
    expect(later.fleet.hashrate.hashrateHs).toMatchObject({ origin: 'measured' });
    expect(later.fleet.hashrate.hashrateHs.value).toBeGreaterThan(0);
    expect(later.fleet.powerW.origin).toBe('modelled');
    expect(later.outlook.pricePerKwh.origin).toBe('typed');
    expect(later.pool).toMatchObject({ lamp: 'live', rejectKinds: {} });
    expect(later.faults).toEqual([]);
  });

  test('prices a day as watts x 24 h x tariff, exactly', async () => {
    const client = (await demo(await folder())).connect();
    const frame = await frameWhere(client, ({ outlook }) => outlook.costPerDay.value !== null);
    const { powerW } = frame.fleet;
    const { costPerDay, pricePerKwh } = frame.outlook;
    const wanted = new Decimal(powerW.value ?? 0)
      .mul(24)
      .div(1000)
      .mul(pricePerKwh.value?.amount ?? 0);
    expect(new Decimal(costPerDay.value?.amount ?? 0).minus(wanted).abs().toNumber()).toBeLessThan(1e-25);
  });

  test('keeps its history over a restart, and every accepted share is a row', async () => {
    const root = await folder();
    const before = await demo(root);
    await frameWhere(before.connect(), (frame) => frame.today.shares.accepted >= 3);
    await before.stop();

    const rows = acceptedRows(before.folder.practice.ledgerFile);
    expect(rows).toBeGreaterThanOrEqual(3);

    const after = (await demo(root)).connect();
    const frame = await frameWhere(after, () => true);
    expect(frame.today.shares.accepted).toBeGreaterThanOrEqual(rows);
    const now = Date.now();
    const history = await after.calls.history({ fromMs: now - 3_600_000, toMs: now + 60_000, maxPoints: 60 });
    expect(history.points.some((point) => (point.hashrateHs ?? 0) > 0)).toBe(true);
  });

  test('pauses and resumes: no work while paused, the time counts as paused', async () => {
    const client = (await demo(await folder())).connect();
    await frameWhere(client, (frame) => frame.run.state === 'mining');
    await client.calls.pause({ untilMs: null });
    // A stick that is still being brought up is paused when that is done.
    const paused = await frameWhere(
      client,
      ({ run, sticks }) => run.state === 'paused' && sticks.every((stick) => stick.health === 'paused'),
    );
    expect(paused.fleet.hashrate.hashrateHs.value).toBe(0);
    await client.calls.resume({});
    await frameWhere(client, (frame) =>
      frame.sticks.some((stick) => stick.health === 'mining' || stick.health === 'ramping'),
    );
  });

  test('a clock set on the page arrives at the chips and comes back as measured', async () => {
    const client = (await demo(await folder())).connect();
    const frame = await frameWhere(client, ({ sticks }) =>
      sticks.some((stick) => stick.health === 'mining' || stick.health === 'ramping'),
    );
    const [stick] = frame.sticks;
    if (stick === undefined) throw new Error('no stick');
    const { revision } = await client.calls.getSettings({});
    await client.calls.patchSettings({
      baseRevision: revision,
      patch: { sticks: { [stick.id]: { targetFrequencyMhz: 150 } } },
    });
    const changed = await frameWhere(client, ({ sticks }) =>
      sticks.some(
        ({ id, targetFrequencyMhz, frequencyMhz }) =>
          id === stick.id && targetFrequencyMhz === 150 && frequencyMhz.value === 150,
      ),
    );
    expect(changed.settingsRevision).toBeGreaterThan(revision);
    const wish = {
      baseRevision: changed.settingsRevision,
      patch: { sticks: { [stick.id]: { targetFrequencyMhz: 1000 } } },
    };
    await expect(client.calls.patchSettings(wish)).rejects.toMatchObject({ reason: 'frequencyOutOfRange' });
    const unknown = { ...wish, patch: { sticks: { 'serial:nobody': { name: 'Ghost' } } } };
    await expect(client.calls.patchSettings(unknown)).rejects.toMatchObject({
      code: 'badInput',
      reason: 'unknownStick',
      field: 'patch.sticks.serial:nobody',
    });
    const { settings } = await client.calls.getSettings({});
    expect(Object.keys(settings.sticks)).not.toContain('serial:nobody');
  });
});

const amount = (money: { amount: string } | null): number => Number(money?.amount ?? 0);

function acceptedRows(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const row = database.prepare("SELECT count(*) AS n FROM shares WHERE outcome = 'accepted'").get();
    return Number(row?.n);
  } finally {
    database.close();
  }
}
