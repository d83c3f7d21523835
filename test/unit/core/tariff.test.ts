import { expect, test } from 'vitest';
import { costOf, startOfLocalDayMs, startOfNextLocalDayMs } from '../../../electron/core/tariff.ts';

test('the cost of energy is exact', () => {
  expect(costOf(180, '0.30').toFixed()).toBe('0.054');
  expect(costOf(1000, '-0.0123').toFixed()).toBe('-0.0123');
  expect(costOf(0, '0.30').toFixed()).toBe('0');
});

const ms = (iso: string): number => Date.parse(iso);

// Days whose midnight does not exist, comes twice, or that are not 24 h long.
test.each([
  ['Europe/Berlin', '2026-03-29T10:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-05T05:00:00Z', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z'],
  ['America/Havana', '2026-03-08T12:00:00Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
  ['UTC', '2026-11-24T23:59:59.999Z', '2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z'],
  ['Asia/Kathmandu', '2026-11-24T18:15:00Z', '2026-11-24T18:15:00Z', '2026-11-25T18:15:00Z'],
])('the day in %s at %s', (zone, now, start, end) => {
  expect(startOfLocalDayMs(ms(now), zone)).toBe(ms(start));
  expect(startOfNextLocalDayMs(ms(now), zone)).toBe(ms(end));
});

test('the start of a day is in that day, and its end in the next', () => {
  for (const zone of ['America/Santiago', 'Asia/Beirut', 'Europe/London', 'America/St_Johns']) {
    for (let nowMs = ms('2026-01-01T00:00:00Z'); nowMs < ms('2027-01-01T00:00:00Z'); nowMs += 7 * 3_600_000) {
      const start = startOfLocalDayMs(nowMs, zone);
      const end = startOfNextLocalDayMs(nowMs, zone);
      expect(start <= nowMs && nowMs < end).toBe(true);
      expect(startOfLocalDayMs(start, zone)).toBe(start);
      expect(startOfLocalDayMs(end, zone)).toBe(end);
    }
  }
});
