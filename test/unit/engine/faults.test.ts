import { describe, expect, test } from 'vitest';
import type { StickHealth } from '../../../electron/contract/frame.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { Backoff } from '../../../electron/core/timing.ts';
import { type FaultSources, faultsOf } from '../../../electron/engine/faults.ts';
import { PoolRecord } from '../../../electron/engine/pool-record.ts';
import { StickRecord } from '../../../electron/engine/stick-record.ts';
import type { StickSlot } from '../../../electron/engine/stick-slot.ts';
import type { JobSourcePhase } from '../../../electron/pool/job-source.ts';
import { PoolError } from '../../../electron/pool/pool-error.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { FakeSource, FakeStick } from './fake-parts.ts';

const ID = StickId.parse('serial:a');
const NOTHING: FaultSources = {
  nowMs: 9,
  slots: [],
  pool: null,
  ledger: { kind: 'ok' },
  ledgerSinceMs: 5,
  others: [],
};

function slotWith(health: StickHealth, parts: Partial<StickSlot> = {}): StickSlot {
  return {
    identity: {
      id: ID,
      model: 'r909',
      modelName: 'R909',
      path: '/dev/x',
      serialNumber: 'a',
      location: null,
      hubId: null,
      isTwin: false,
      simulated: false,
    },
    record: new StickRecord(ID, new ManualClock()),
    backoff: new Backoff({ random: () => 0 }),
    stick: null,
    lastStatus: null,
    health,
    healthSinceMs: 7,
    cause: null,
    failures: 0,
    parting: null,
    cancelTimer: () => {},
    ...parts,
  };
}

function stickWithChips(chipCount: number, expectedChipCount: number): FakeStick {
  const stick = new FakeStick();
  const { status } = stick;
  Object.defineProperty(stick, 'status', { value: { ...status, chipCount, expectedChipCount } });
  return stick;
}

describe('faults', () => {
  test('none while all is well', () => {
    expect(
      faultsOf({ ...NOTHING, slots: [slotWith('mining'), slotWith('lost'), slotWith('paused')] }),
    ).toEqual([]);
  });

  test('a stick that needs help is a fault, one being repaired a warning, each with its cause', () => {
    const cause = { code: 'noChips', params: { path: '/dev/x' } };
    const faults = faultsOf({
      ...NOTHING,
      slots: [slotWith('needsHelp', { cause }), slotWith('stalled', { cause })],
    });
    expect(faults.map(({ code, severity, sinceMs }) => ({ code, severity, sinceMs }))).toEqual([
      { code: 'noChips', severity: 'fault', sinceMs: 7 },
      { code: 'noChips', severity: 'warn', sinceMs: 7 },
    ]);
  });

  test('missing chips are told of while the others mine', () => {
    const slots = [slotWith('mining', { stick: stickWithChips(5, 6) })];
    expect(faultsOf({ ...NOTHING, slots })).toMatchObject([
      { code: 'chipsMissing', params: { chips: 5, expected: 6 } },
    ]);
    expect(faultsOf({ ...NOTHING, slots: [slotWith('mining', { stick: stickWithChips(6, 6) })] })).toEqual(
      [],
    );
  });

  test('a ledger that waits for the disk, or was replaced, is a warning', () => {
    const waiting = faultsOf({
      ...NOTHING,
      ledger: { kind: 'paused', code: 'diskFull', waitingEntries: 12 },
    });
    expect(waiting).toMatchObject([{ code: 'diskFull', params: { waitingEntries: 12 }, sinceMs: 5 }]);
    const replaced = (restored: boolean) =>
      faultsOf({ ...NOTHING, ledger: { kind: 'replaced', movedTo: 'x.corrupt', restored } })[0]?.code;
    expect([replaced(true), replaced(false)]).toEqual(['ledgerRestored', 'ledgerReplaced']);
    const rewritten = (movedTo: string | null) =>
      faultsOf({ ...NOTHING, ledger: { kind: 'rewritten', atMs: 5, movedTo } })[0]?.code;
    expect([rewritten(null), rewritten('x.exchanged')]).toEqual(['ledgerRewritten', 'ledgerExchanged']);
    const mended = (movedTo: string | null) =>
      faultsOf({ ...NOTHING, ledger: { kind: 'logDamaged', atMs: 5, movedTo } })[0]?.code;
    expect([mended(null), mended('x-wal.corrupt')]).toEqual(['ledgerLogRewritten', 'ledgerLogDamaged']);
  });

  test('a pool’s fault shows while it lives too, stays through the next tries and goes with the first job', () => {
    const source = new FakeSource();
    const pool = new PoolRecord({ id: 'pool', url: 'x', user: 'me', hasPassword: false }, source);
    const codes = (nowMs: number) =>
      faultsOf({ ...NOTHING, nowMs, pool }).map(({ code, sinceMs }) => [code, sinceMs]);
    const say = (phase: JobSourcePhase, error: PoolError | null): void => {
      Object.defineProperty(source, 'status', {
        configurable: true,
        value: { ...new FakeSource().status, phase, error },
      });
    };
    say('live', new PoolError('onlyRejects', 'x', 'It rejects everything.'));
    expect(codes(10)).toEqual([['onlyRejects', 10]]);
    say('live', null);
    expect(codes(20)).toEqual([]);
    say('retrying', new PoolError('connectionRefused', 'x', 'It refused.'));
    expect(codes(30)).toEqual([['connectionRefused', 30]]);
    say('connecting', null);
    expect(codes(40)).toEqual([['connectionRefused', 30]]);
    say('live', null);
    expect(codes(50)).toEqual([]);
  });
});
