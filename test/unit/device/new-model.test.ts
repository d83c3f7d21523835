/** What CONTRIBUTING promises: a model nobody heard of, made of one row of data, is found, made and mines. */

import { expect, it } from 'vitest';
import type { StickId } from '../../../electron/contract/units.ts';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { GEKKO_BM1397 } from '../../../electron/device/bm1397/protocol.ts';
import { createStick } from '../../../electron/device/create-stick.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import { frequencyRangeMhz, matchStick, type StickModel } from '../../../electron/device/stick-catalog.ts';
import { STICK_ROWS } from '../../../electron/device/stick-rows.ts';
import { SimulatedBinding } from '../../../electron/practice/simulator/simulated-binding.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { CHAIN, feedOf, jobOf, PATH, seeded, settled } from './practice-stick.ts';

const MADE_UP: StickModel = {
  id: 'made-up',
  name: 'Made Up',
  maker: 'Nobody',
  chipName: BM1397.name,
  chipCount: 1,
  usb: [{ vendorId: '1234', productId: 'abcd', manufacturer: null, product: 'Made Up Miner' }],
  drive: {
    chip: { ...BM1397, minMhz: 150, maxMhz: 300 },
    protocol: GEKKO_BM1397,
    defaultMhz: 250,
    startMhz: 225,
    hashScale: 1,
    rampMs: 60_000,
    worksAtResetBaud: true,
  },
};
const ROWS = [...STICK_ROWS, MADE_UP];

it('builds a made-up model from data alone', async () => {
  const port = { vendorId: '1234', productId: 'ABCD', manufacturer: 'Nobody', product: 'Made Up Miner v2' };
  expect(matchStick(port)).toBeNull();
  expect(matchStick(port, ROWS)).toBe(MADE_UP);
  expect(frequencyRangeMhz('made-up', ROWS)).toEqual({ min: 150, max: 300, step: 5 });

  const clock = new ManualClock();
  const simulated = new SimulatedBinding({
    chain: CHAIN,
    clock,
    random: seeded(7),
    sticks: [{ model: 'compac-f', path: PATH, serialNumber: 'N-1' }],
  });
  const options = {
    id: 'serial:N-1' as StickId,
    model: 'made-up',
    path: PATH,
    binding: simulated as unknown as SerialBinding,
    resetLine: simulated.resetLineFor(PATH),
    chain: CHAIN,
    clock,
    log: silentLogger(),
    targetMhz: null,
    platform: 'linux',
  } as const;
  expect(() => createStick(options)).toThrowError(expect.objectContaining({ code: 'unknownModel' }));

  const stick = createStick(options, ROWS);
  let nonces = 0;
  stick.on('nonce', () => {
    nonces += 1;
  });
  await settled(clock, stick.start());
  expect(stick.status).toMatchObject({ chipCount: 1, targetFrequencyMhz: 250, frequencyMhz: 225 });
  stick.setFeed(feedOf(jobOf(16)));
  await clock.advance(45_000);
  expect(nonces).toBeGreaterThan(10);
  expect(stick.status.frequencyMhz).toBe(250);
  stick.setTargetFrequency(9_000);
  expect(stick.status.targetFrequencyMhz).toBe(300);
  await settled(clock, stick.stop());
});
