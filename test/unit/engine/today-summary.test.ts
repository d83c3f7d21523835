import { describe, expect, test } from 'vitest';
import { summariseToday } from '../../../electron/engine/today-summary.ts';
import type { TotalsGroup } from '../../../electron/ledger/entries.ts';

const GROUP: TotalsGroup = {
  networkDifficulty: 140e12,
  blockHeight: 925_000,
  pricePerKwh: '0.30',
  btcPrice: '60000',
  currency: 'EUR',
  energyOrigin: 'modelled',
  workDifficulty: 140e6,
  acceptedDifficulty: 130e6,
  energyWh: 500,
  coveredMs: 60_000,
  accepted: 10,
  rejected: 1,
  stale: 2,
  lost: 3,
};
const summary = (...groups: TotalsGroup[]) =>
  summariseToday({ startMs: 0, nowMs: 1, currency: 'EUR', hasPrices: { kwh: true, btc: true }, groups });

describe('today', () => {
  test('a millionth of a block is 312.5 sats; half a kWh costs 0.15', () => {
    const today = summary(GROUP);
    expect(today.expectedSats).toMatchObject({ value: '312.5', origin: 'modelled' });
    expect(today.expectedValue.value).toEqual({ amount: '0.1875', currency: 'EUR' });
    expect(today.cost).toMatchObject({ value: { amount: '0.15', currency: 'EUR' }, origin: 'modelled' });
    expect(today.net.value).toEqual({ amount: '0.0375', currency: 'EUR' });
    expect(today.shares).toEqual({ accepted: 10, rejected: 1, stale: 2, lost: 3 });
  });

  test('each group keeps its own price, difficulty and halving', () => {
    const today = summary(GROUP, { ...GROUP, pricePerKwh: '0.40', blockHeight: 1_050_000 });
    expect(today.cost.value?.amount).toBe('0.35');
    expect(today.expectedSats.value).toBe('468.75');
  });

  test('energy without a tariff, or in another currency, is unpriced and not free', () => {
    const today = summary(GROUP, { ...GROUP, pricePerKwh: null }, { ...GROUP, currency: 'USD' });
    expect(today.cost.value?.amount).toBe('0.15');
    expect(today.unpricedWh.value).toBe(1000);
  });

  test('what has a worth but no cost, or a cost but no worth, is no part of net', () => {
    expect(summary(GROUP, { ...GROUP, pricePerKwh: null }).net).toEqual(summary(GROUP).net);
    expect(summary(GROUP, { ...GROUP, btcPrice: null }).net).toEqual(summary(GROUP).net);
  });

  test('a day that has not begun costs nothing; without a price it is unknown', () => {
    expect(summary()).toMatchObject({ cost: { value: { amount: '0' } }, expectedSats: { value: '0' } });
    const unpriced = summariseToday({
      startMs: 0,
      nowMs: 1,
      currency: 'EUR',
      hasPrices: { kwh: false, btc: true },
      groups: [],
    });
    expect(unpriced).toMatchObject({
      cost: { value: null, reason: 'noTariff' },
      net: { value: null, reason: 'noTariff' },
    });
  });

  test('measured and modelled energy together are part modelled, and so is their cost', () => {
    expect(summary(GROUP, { ...GROUP, energyOrigin: 'measured' }).cost.origin).toBe('partModelled');
  });

  test('work while the network was unknown has no worth to show', () => {
    expect(summary({ ...GROUP, networkDifficulty: null }).expectedSats).toMatchObject({
      value: null,
      reason: 'noJob',
    });
  });
});
