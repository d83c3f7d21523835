import { describe, expect, test } from 'vitest';
import { durationParts } from '../../../renderer/text/duration.ts';
import { createFormat, hashUnit, stickHashUnit } from '../../../renderer/text/format.ts';

const format = createFormat('en-GB', 'Europe/Berlin');
const euros = (amount: string) => ({ amount, currency: 'EUR' });

describe('money', () => {
  test.each([
    ['0.1602', '€0.16'],
    ['-0.09593231', '−€0.10'],
    ['1234567.891', '€1,234,567.89'],
    ['0', '€0.00'],
    ['-0.0000', '€0.00'],
    ['0.009042', '0.9 ct'],
    ['-0.007912', '−0.79 ct'],
    ['0.00995', '€0.01'],
    ['0.00000123', '0.00012 ct'],
  ])('%s euros read %s', (amount, text) => expect(format.money(euros(amount))).toBe(text));

  test.each([
    ['USD', '0.005', '0.5¢'],
    ['GBP', '0.005', '0.5p'],
    ['JPY', '0.25', '¥0.25'],
    ['JPY', '120.4', '¥120'],
    ['SEK', '0.00432', 'kr 0.0043'],
  ])('%s %s reads %s', (currency, amount, text) => {
    expect(format.money({ amount, currency }).replaceAll('\u00a0', ' ')).toBe(text);
  });

  test('a growing sum has a third digit under the smallest coin', () => {
    expect(format.growingMoney(euros('0.00012345'))).toEqual({ value: '0.0123', unit: 'ct' });
    expect(format.growingMoney(euros('-0.0000106'))).toEqual({ value: '−0.0011', unit: 'ct' });
    expect(format.growingMoney(euros('0.1602'))).toEqual({ value: '€0.16', unit: '' });
  });

  test('all digits are there when asked for, beyond what a float holds', () => {
    expect(format.exactMoney(euros('0.12345678901234567891'))).toBe('€0.12345678901234567891');
  });

  test('the locale writes it its own way', () => {
    const german = createFormat('de-DE');
    expect(german.money(euros('-1234.5')).replaceAll('\u00a0', ' ')).toBe('−1.234,50 €');
  });
});

describe('hashrates', () => {
  test.each([
    [952.2e9, 'GH/s', '952 GH/s'],
    [2.284e12, 'TH/s', '2.28 TH/s'],
    [2.2e12, 'TH/s', '2.20 TH/s'],
    [333e6, 'MH/s', '333 MH/s'],
    [0, 'GH/s', '0 GH/s'],
  ])('%d H/s is given in %s', (hs, unit, text) => {
    expect(hashUnit(hs).unit).toBe(unit);
    expect(format.hashrateText(hs, hashUnit(hs))).toBe(text);
  });

  test('sticks stay in GH/s, so that they can be compared', () => {
    expect(format.hashrateText(1.814e12, stickHashUnit(1.814e12))).toBe('1,810 GH/s');
    expect(stickHashUnit(3e13).unit).toBe('TH/s');
    expect(stickHashUnit(333e6).unit).toBe('MH/s');
  });
});

describe('other numbers', () => {
  test('watts and J/TH are given as well as they are known', () => {
    expect([30.14, 6, 4.53, 132.6, 99.6].map(format.coarse)).toEqual(['30', '6', '4.5', '133', '100']);
  });

  test.each([
    ['25.1834', '25.2'],
    ['0.00218', '0.0022'],
    ['1234.5', '1,235'],
    ['0', '0'],
  ])('%s sats read %s', (sats, text) => expect(format.sats(sats)).toBe(text));

  test('odds are said in words', () => {
    expect(format.odds(1.149e-7)).toBe('8.7 million');
    expect(format.odds(0.01)).toBe('100');
  });

  test('a moment of another day carries the day', () => {
    const nowMs = Date.UTC(2026, 10, 24, 13, 20);
    expect(format.moment(nowMs + 3_600_000, nowMs)).toBe('15:20');
    expect(format.moment(nowMs + 10 * 3_600_000, nowMs)).toBe('Wed 00:20');
  });
});

describe('lengths of time', () => {
  test.each([
    [0, '0 s'],
    [-5, '0 s'],
    [21_900, '21 s'],
    [60_000, '1 min'],
    [61_000, '61 s'],
    [206_000, '3 min 26 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [356_400_000, '4 d 3 h'],
  ])('%d ms reads %s', (ms, text) => expect(format.duration(ms)).toBe(text));

  test('roughly, in one unit', () => expect(format.roughDuration(206_000)).toBe('3 min'));

  test('parts are never zero beside another', () => {
    for (let seconds = 0; seconds < 200_000; seconds += 977) {
      const parts = durationParts(seconds * 1_000);
      expect(parts.length === 1 || parts.every(({ value }) => value > 0)).toBe(true);
    }
  });
});
