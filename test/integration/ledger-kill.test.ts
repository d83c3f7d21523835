import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../unit/ledger/temporary-folder.ts';
import { killRound } from './ledger-kills.ts';

describe('kill -9', () => {
  it('never loses what was acknowledged and never harms the file', { timeout: 180_000 }, async () => {
    const ledger = { ...temporaryFolder(), acknowledged: [] };
    for (const [commits, delayMs] of [
      [1, 0],
      [3, 3],
      [2, 11],
      [5, 1],
      [2, 7],
    ] as const) {
      expect(await killRound(ledger, commits, delayMs)).toEqual([]);
    }
    expect(ledger.acknowledged).toHaveLength(5);
  });
});
