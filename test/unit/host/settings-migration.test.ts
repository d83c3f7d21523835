import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, Settings } from '../../../electron/contract/settings.ts';
import { migratedSettings } from '../../../electron/host/settings-migration.ts';

/** As version 0.1.0 wrote them. */
const VERSION_1 = {
  schemaVersion: 1,
  pools: [{ id: 'main', url: 'stratum+tcp://a.example:3333', user: 'bc1q.x', hasPassword: true }],
  currency: 'EUR',
  pricePerKwh: '0.30',
  pricePerKwhTypedAtMs: 5,
  btcPrice: null,
  btcPriceTypedAtMs: null,
  sticks: { 'serial:A1': { name: 'Left', targetFrequencyMhz: 300 } },
  attachedSticks: [{ model: 'compac-f', path: '/dev/ttyUSB0' }],
  theme: 'dark',
};

test('settings of version 1 keep everything and gain what is new', () => {
  expect(Settings.parse(migratedSettings(VERSION_1))).toEqual({
    ...DEFAULT_SETTINGS,
    ...VERSION_1,
    schemaVersion: 2,
  });
});

test.each([[DEFAULT_SETTINGS], [{ schemaVersion: 3 }], [null], ['{'], [[]], [{}]])(
  'what is not of an earlier version stays as it is: %j',
  (raw) => {
    expect(migratedSettings(raw)).toBe(raw);
  },
);
