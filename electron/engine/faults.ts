/** The faults of this moment, read off the state: nothing is pushed, so nothing can be left standing. */
import type { Fault } from '../contract/frame.ts';
import type { LedgerHealth } from '../ledger/entries.ts';
import type { PoolRecord } from './pool-record.ts';
import type { StickSlot } from './stick-slot.ts';

export interface FaultSources {
  readonly slots: Iterable<StickSlot>;
  readonly pool: PoolRecord | null;
  readonly ledger: LedgerHealth;
  readonly ledgerSinceMs: number;
  /** Faults the host knows of: settings, systems. */
  readonly others: readonly Fault[];
}

export function faultsOf({ slots, pool, ledger, ledgerSinceMs, others }: FaultSources): Fault[] {
  const faults: Fault[] = [...others];
  for (const slot of slots) {
    const fault = faultOfStick(slot);
    if (fault !== null) faults.push(fault);
  }
  const poolFault = pool === null ? null : faultOfPool(pool);
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

function faultOfPool({ setting, source }: PoolRecord): Fault | null {
  const { error, phase, phaseSinceMs, retryAtMs } = source.status;
  if (error === null || (phase !== 'retrying' && phase !== 'refused')) return null;
  return {
    code: error.code,
    severity: error.needsUser() ? 'fault' : 'warn',
    subject: { kind: 'pool', id: setting.id },
    params: {
      endpoint: source.endpoint,
      detail: error.message,
      ...(retryAtMs === null ? {} : { retryAtMs }),
    },
    sinceMs: phaseSinceMs,
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
    default:
      return assertNever(health);
  }
}

function assertNever(health: never): never {
  throw new Error(`Unknown ledger health ${JSON.stringify(health)}`);
}
