/** The faults of this moment, read off the state: nothing is pushed, so nothing can be left standing. */
import type { Fault } from '../contract/frame.ts';
import { assertNever } from '../core/assert-never.ts';
import type { LedgerHealth } from '../ledger/entries.ts';
import type { PoolRecord } from './pool-record.ts';
import type { StickSlot } from './stick-slot.ts';

export interface FaultSources {
  readonly nowMs: number;
  readonly slots: Iterable<StickSlot>;
  readonly pool: PoolRecord | null;
  readonly ledger: LedgerHealth;
  readonly ledgerSinceMs: number;
  /** Faults the host knows of: settings, systems. */
  readonly others: readonly Fault[];
}

/** All faults that stand now: those of the host as given, then one each at most for a stick, the pool and the ledger. */
export function faultsOf({ nowMs, slots, pool, ledger, ledgerSinceMs, others }: FaultSources): Fault[] {
  const faults: Fault[] = [...others];
  for (const slot of slots) {
    const fault = faultOfStick(slot);
    if (fault !== null) faults.push(fault);
  }
  const poolFault = pool === null ? null : faultOfPool(pool, nowMs);
  if (poolFault !== null) faults.push(poolFault);
  const ledgerFault = faultOfLedger(ledger, ledgerSinceMs);
  if (ledgerFault !== null) faults.push(ledgerFault);
  return faults;
}

function faultOfStick({ health, healthSinceMs, cause, identity, stick }: StickSlot): Fault | null {
  const subject: Fault['subject'] = { kind: 'stick', id: identity.id };
  if (health === 'needsHelp' || health === 'stalled') {
    const severity = health === 'needsHelp' ? 'fault' : 'warn';
    const params = cause?.params ?? {};
    return { code: cause?.code ?? 'silent', severity, subject, params, sinceMs: healthSinceMs };
  }
  const { chipCount = null, expectedChipCount = null } = stick?.status ?? {};
  if (chipCount === null || expectedChipCount === null || chipCount >= expectedChipCount) return null;
  const params = { chips: chipCount, expected: expectedChipCount };
  return { code: 'chipsMissing', severity: 'warn', subject, params, sinceMs: healthSinceMs };
}

function faultOfPool(pool: PoolRecord, nowMs: number): Fault | null {
  const found = pool.fault(nowMs);
  if (found === null) return null;
  const { error, sinceMs } = found;
  const { retryAtMs } = pool.source.status;
  return {
    code: error.code,
    severity: error.needsUser() ? 'fault' : 'warn',
    subject: { kind: 'pool', id: pool.setting.id },
    params: {
      endpoint: pool.source.endpoint,
      detail: error.message,
      ...(retryAtMs === null ? {} : { retryAtMs }),
    },
    sinceMs,
  };
}

function faultOfLedger(health: LedgerHealth, sinceMs: number): Fault | null {
  switch (health.kind) {
    case 'ok':
      return null;
    case 'paused':
      return {
        code: health.code,
        severity: 'warn',
        subject: { kind: 'ledger', id: 'ledger' },
        params: { waitingEntries: health.waitingEntries },
        sinceMs,
      };
    case 'replaced':
      return {
        code: health.restored ? 'ledgerRestored' : 'ledgerReplaced',
        severity: 'warn',
        subject: { kind: 'ledger', id: 'ledger' },
        params: { movedTo: health.movedTo },
        sinceMs,
      };
    case 'rewritten':
      return {
        code: health.movedTo === null ? 'ledgerRewritten' : 'ledgerExchanged',
        severity: 'warn',
        subject: { kind: 'ledger', id: 'ledger' },
        params: health.movedTo === null ? {} : { movedTo: health.movedTo },
        sinceMs,
      };
    case 'logDamaged':
      return {
        code: health.movedTo === null ? 'ledgerLogRewritten' : 'ledgerLogDamaged',
        severity: 'warn',
        subject: { kind: 'ledger', id: 'ledger' },
        params: health.movedTo === null ? {} : { movedTo: health.movedTo },
        sinceMs,
      };
    default:
      return assertNever(health);
  }
}
