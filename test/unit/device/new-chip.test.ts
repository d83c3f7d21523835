/** What CONTRIBUTING promises: a chip nobody heard of is one folder and one row, and then mines as every other. */

import type { OpenOptions } from '@serialport/bindings-cpp';
import { expect, it } from 'vitest';
import type { StickId } from '../../../electron/contract/units.ts';
import { createStick } from '../../../electron/device/create-stick.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import type { StickModel } from '../../../electron/device/stick-catalog.ts';
import { ChipModel } from '../../../electron/practice/simulator/chip-model.ts';
import { SimulatedPort } from '../../../electron/practice/simulator/simulated-port.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { BM1399 } from './made-up-chip/chip.ts';
import { BM1399_FAMILY } from './made-up-chip/family.ts';
import { BM1399_PROTOCOL } from './made-up-chip/protocol.ts';
import { CHAIN, feedOf, jobOf, PATH, PORT_DEFAULTS, seeded, settled } from './practice-stick.ts';

const DESK_MINER: StickModel = {
  id: 'desk-miner',
  name: 'Desk Miner',
  maker: 'Example',
  chipName: BM1399.name,
  chipCount: 2,
  usb: [],
  drive: {
    chip: BM1399,
    protocol: BM1399_PROTOCOL,
    defaultMhz: 300,
    startMhz: 250,
    hashScale: 1,
    rampMs: 60_000,
    worksAtResetBaud: true,
  },
};

it('mines with a made-up chip', async () => {
  const clock = new ManualClock();
  const chips = new ChipModel({
    chain: CHAIN,
    clock,
    random: seeded(7),
    family: BM1399_FAMILY,
    chipCount: 2,
    hashScale: 1,
  });
  const binding = {
    list: async () => [],
    open: async (options: OpenOptions) =>
      new SimulatedPort(chips, { ...PORT_DEFAULTS, ...options }, () => {}),
  };
  const stick = createStick(
    {
      id: 'serial:C-1' as StickId,
      model: DESK_MINER.id,
      path: PATH,
      binding: binding as unknown as SerialBinding,
      resetLine: 'none',
      chain: CHAIN,
      clock,
      log: silentLogger(),
      targetMhz: null,
      platform: 'linux',
    },
    [DESK_MINER],
  );
  let nonces = 0;
  stick.on('nonce', () => {
    nonces += 1;
  });
  await settled(clock, stick.start());
  expect(stick.status).toMatchObject({ chipCount: 2, frequencyMhz: 250, baudRate: 115_200 });
  stick.setFeed(feedOf(jobOf(16)));
  await clock.advance(60_000);
  expect(stick.status.frequencyMhz).toBe(300);
  expect(stick.status.expectedHs).toBe(2 * 1000 * 300e6);
  expect(nonces).toBeGreaterThan(50);
  expect(stick.status.counters).toMatchObject({ hardwareErrors: 0, orphanNonces: 0, badFrames: 0 });
  await settled(clock, stick.stop());
  expect(stick.status.phase).toBe('stopped');
  expect(clock.armed).toBe(0);
});
