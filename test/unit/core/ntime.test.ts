import { expect, test } from 'vitest';
import { ntimeVerdict } from '../../../electron/core/ntime.ts';

test.each([
  [0, 0, 'ok'],
  [30, 30, 'ok'],
  [30, 30.9, 'ok'],
  [31, 30, 'avoid'],
  [6_999, 0, 'avoid'],
  [7_000, 0, 'limit'],
  [7_000, 7_000, 'ok'],
  [7_001, 0, 'never'],
  [7_001, 9_000, 'never'],
  [-1, 100, 'never'],
])('%i s ahead after %d s: %s', (ahead, elapsedS, verdict) => {
  expect(ntimeVerdict(1_700_000_000, 1_700_000_000 + ahead, elapsedS)).toBe(verdict);
});

test('never beyond 32 bits', () => {
  expect(ntimeVerdict(0xffff_ffff, 0x1_0000_0000, 10)).toBe('never');
});
