import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import { SettingsOverlay } from '../../../electron/host/settings-overlay.ts';

const OWN: Settings = {
  ...DEFAULT_SETTINGS,
  pools: [{ id: 'mine', url: 'stratum+tcp://a:1', user: 'me', hasPassword: true }],
  currency: 'EUR',
  pricePerKwh: '0.30',
  pricePerKwhTypedAtMs: 1,
};
const FLAGS = { pools: [{ id: 'flag-1', url: 'stratum+tcp://b:2', user: 'you' }], pricePerKwh: '0.40' };

describe('flags over settings', () => {
  test('hold while the host runs, and the settings below stay as they are', () => {
    const overlay = new SettingsOverlay(FLAGS, new Set(['flag-1']), 7);
    expect(overlay.over(OWN)).toEqual({
      ...OWN,
      pools: [{ id: 'flag-1', url: 'stratum+tcp://b:2', user: 'you', hasPassword: true }],
      pricePerKwh: '0.40',
      pricePerKwhTypedAtMs: 7,
    });
    expect(OWN.pools[0]?.id).toBe('mine');
  });

  test('what the user changes is the user’s from then on', () => {
    const overlay = new SettingsOverlay(FLAGS, new Set(), 7).without({ pricePerKwh: '0.50' }, 'EUR');
    expect(overlay.over({ ...OWN, pricePerKwh: '0.50' })).toMatchObject({
      pricePerKwh: '0.50',
      pools: [{ id: 'flag-1' }],
    });
  });

  test('a price of a flag goes when the currency does', () => {
    const overlay = new SettingsOverlay(FLAGS, new Set(), 7).without({ currency: 'USD' }, 'EUR');
    expect(overlay.over({ ...OWN, currency: 'USD', pricePerKwh: null }).pricePerKwh).toBeNull();
  });

  test('nothing laid over is nothing changed', () => {
    expect(new SettingsOverlay({}, new Set(), 7).over(OWN)).toBe(OWN);
  });
});
