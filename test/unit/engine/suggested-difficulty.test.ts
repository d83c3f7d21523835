import { expect, test } from 'vitest';
import { HASHES_PER_DIFFICULTY_1 } from '../../../electron/core/hashrate.ts';
import { suggestedDifficulty } from '../../../electron/engine/suggested-difficulty.ts';

test.each([45e9, 300e9, 1.8e12])('%d H/s find a share about every 15 s at it', (hashrateHs) => {
  const seconds = (suggestedDifficulty(hashrateHs) * HASHES_PER_DIFFICULTY_1) / hashrateHs;
  expect(seconds).toBeGreaterThan(14.9);
  expect(seconds).toBeLessThan(15.1);
});

test('is never below 1, and guesses one stick before any is up', () => {
  expect(suggestedDifficulty(1e6)).toBe(1);
  expect(suggestedDifficulty(null)).toBe(367);
  expect(suggestedDifficulty(0)).toBe(367);
});
