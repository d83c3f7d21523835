/** A ledger that takes every entry into an array and knows nothing of earlier days. */
import type { Ledger, LedgerEntry } from '../../electron/ledger/entries.ts';

export function recordingLedger(target: LedgerEntry[]): Ledger {
  return {
    record: (entry) => void target.push(entry),
    totals: async () => [],
    points: async () => [],
    events: async () => [],
    passports: async () => [],
    tunings: async () => [],
    health: { kind: 'ok' },
    onHealth: () => () => {},
    flush: async () => {},
    close: async () => true,
  };
}
