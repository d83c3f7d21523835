/** What CONTRIBUTING promises: models nobody heard of, each made of one row of data, are found, made and mine. */

import { describe, expect, it } from 'vitest';
import type { StickId } from '../../../electron/contract/units.ts';
import type { RawBoard } from '../../../electron/device/bitaxe-raw/raw-board.ts';
import { BM1370, GEKKO_BM1370 } from '../../../electron/device/bm1370/chips.ts';
import { GEKKO_BM1370_PROTOCOL, headerProtocol } from '../../../electron/device/bm1370/protocol.ts';
import { ESP_BM1370_RECIPE } from '../../../electron/device/bm1370/recipes.ts';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { GEKKO_BM1397 } from '../../../electron/device/bm1397/protocol.ts';
import { createStick } from '../../../electron/device/create-stick.ts';
import { ANTMINER_U1, type IcarusClock } from '../../../electron/device/icarus/icarus-drive.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import {
  defaultHashrateHs,
  frequencyRangeMhz,
  matchStick,
  type StickModel,
} from '../../../electron/device/stick-catalog.ts';
import { STICK_ROWS } from '../../../electron/device/stick-rows.ts';
import { SimulatedBinding } from '../../../electron/practice/simulator/simulated-binding.ts';
import type { SimulatedStick } from '../../../electron/practice/simulator/simulated-slots.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { CHAIN, feedOf, jobOf, PATH, POWER_PATH, seeded, settled } from './practice-stick.ts';

const named = {
  name: 'Made Up',
  maker: 'Nobody',
  usb: [{ vendorId: '1234', productId: 'abcd', manufacturer: null, product: 'Made Up Miner' }],
} as const;
const PORT = { vendorId: '1234', productId: 'ABCD', manufacturer: 'Nobody', product: 'Made Up Miner v2' };

const RAMP = { hashScale: 1, rampMs: 60_000, worksAtResetBaud: true } as const;

const CHAIN_OF_CHIPS: StickModel = {
  ...named,
  id: 'made-up-chain',
  chipName: BM1397.name,
  chipCount: 1,
  drive: {
    ...RAMP,
    chip: { ...BM1397, minMhz: 150, maxMhz: 300 },
    protocol: GEKKO_BM1397,
    defaultMhz: 250,
    startMhz: 225,
  },
};

const HEADER_CHIP: StickModel = {
  ...named,
  id: 'made-up-header',
  chipName: BM1370.name,
  chipCount: 1,
  ports: { chips: 0, power: 1 },
  drive: {
    ...RAMP,
    chip: { ...GEKKO_BM1370, minMhz: 150, maxMhz: 300 },
    protocol: GEKKO_BM1370_PROTOCOL,
    defaultMhz: 250,
    startMhz: 225,
    power: { kind: 'gekko', coreMv: { usual: 260, min: 240, max: 280, step: 10 } },
  },
};

const TPS546_BOARD: RawBoard = {
  kind: 'raw',
  regulator: {
    kind: 'tps546',
    limits: {
      inputOnV: 4.8,
      inputOffV: 4.5,
      inputOverV: 6.5,
      scaleLoop: 0.25,
      railMinV: 1,
      railMaxV: 2,
      outputWarnA: 20,
      outputFaultA: 24,
      restW: 4,
    },
  },
  fan: 'emc2101',
  diode: null,
  thermometers: [],
  ioPowerPin: null,
  hasLight: false,
};
const BOARD_CHIP = { ...BM1370, minMhz: 150, maxMhz: 300 } as const;

const BOARD: StickModel = {
  ...named,
  id: 'made-up-board',
  chipName: BM1370.name,
  chipCount: 1,
  ports: { chips: 2, power: 0 },
  drive: {
    ...RAMP,
    chip: BOARD_CHIP,
    protocol: headerProtocol({ ...ESP_BM1370_RECIPE, chip: BOARD_CHIP, baud: null }, [BOARD_CHIP]),
    defaultMhz: 250,
    startMhz: 225,
    power: {
      kind: 'board',
      board: TPS546_BOARD,
      defaultRailV: 1.1,
      domainCount: 1,
      coreMv: { min: 1050, max: 1150, step: 25 },
      stopC: 70,
    },
  },
};

const ICARUS_CLOCK: IcarusClock = {
  ...(ANTMINER_U1.clock as IcarusClock),
  defaultMhz: 250,
  minMhz: 150,
  maxMhz: 300,
};
const ICARUS_DEVICE: StickModel = {
  ...named,
  id: 'made-up-icarus',
  chipName: 'BM1380',
  chipCount: 1,
  drive: { ...ANTMINER_U1, clock: ICARUS_CLOCK },
};

interface Case {
  readonly row: StickModel;
  /** What is really there. */
  readonly behind: SimulatedStick['model'];
  /** Null for a device that never says what clock it has. */
  readonly startsAtMhz: number | null;
  readonly defaultHs: number;
  readonly coreMv: { readonly usual: number; readonly max: number } | null;
}

const CASES: readonly Case[] = [
  { row: CHAIN_OF_CHIPS, behind: 'compac-f', startsAtMhz: 225, defaultHs: 672 * 250e6, coreMv: null },
  {
    row: HEADER_CHIP,
    behind: 'compac-a2',
    startsAtMhz: 225,
    defaultHs: 2048 * 250e6,
    coreMv: { usual: 260, max: 280 },
  },
  {
    row: BOARD,
    behind: 'bitaxe-gamma-raw',
    startsAtMhz: 225,
    defaultHs: 2040 * 250e6,
    coreMv: { usual: 1100, max: 1150 },
  },
  { row: ICARUS_DEVICE, behind: 'antminer-u1', startsAtMhz: null, defaultHs: 8e6 * 250, coreMv: null },
];

describe.each(CASES)('a made-up model: $row.id', ({ row, behind, startsAtMhz, defaultHs, coreMv }) => {
  const rows = [...STICK_ROWS, row];

  it('is found by its strings, and tells its clocks and its speed', () => {
    expect(matchStick(PORT)).toBeNull();
    expect(matchStick(PORT, rows)).toBe(row);
    expect(frequencyRangeMhz(row.id, rows)).toMatchObject({ min: 150, max: 300 });
    expect(defaultHashrateHs(row.id, rows)).toBeCloseTo(defaultHs, -3);
  });

  it('comes up, mines, climbs to its clock, keeps its limits and stops', async () => {
    const clock = new ManualClock();
    const stick = { model: behind, path: PATH, serialNumber: 'N-1', telemetryPath: POWER_PATH };
    const simulated = new SimulatedBinding({ chain: CHAIN, clock, random: seeded(7), sticks: [stick] });
    const options = {
      id: 'serial:N-1' as StickId,
      model: row.id,
      path: PATH,
      telemetryPath: POWER_PATH,
      binding: simulated as unknown as SerialBinding,
      resetLine: 'none',
      usb: simulated.bridgeControlFor(PATH),
      chain: CHAIN,
      clock,
      log: silentLogger(),
      targetMhz: null,
      platform: 'linux',
    } as const;
    expect(() => createStick(options)).toThrowError(expect.objectContaining({ code: 'unknownModel' }));

    const made = createStick(options, rows);
    let nonces = 0;
    made.on('nonce', () => {
      nonces += 1;
    });
    await settled(clock, made.start());
    expect(made.status).toMatchObject({
      chipCount: 1,
      targetFrequencyMhz: 250,
      frequencyMhz: startsAtMhz,
      targetCoreMv: coreMv?.usual ?? null,
    });
    made.setFeed(feedOf(jobOf(16)));
    await clock.advance(45_000);
    expect(nonces).toBeGreaterThan(10);
    if (startsAtMhz === null) expect(simulated.icarusAt(PATH).frequencyMhz).toBe(250);
    else expect(made.status.frequencyMhz).toBe(250);
    expect(made.status.counters.hardwareErrors).toBe(0);
    made.setTargetFrequency(9_000);
    expect(made.status.targetFrequencyMhz).toBe(300);
    if (coreMv !== null) {
      made.setTargetCoreVoltage(coreMv.max);
      expect(made.status.targetCoreMv).toBe(coreMv.max);
      expect(() => made.setTargetCoreVoltage(coreMv.max + 1)).toThrow(RangeError);
      expect(made.status.telemetry?.powerW).toBeGreaterThan(0);
    }
    await settled(clock, made.stop());
    expect(made.status.phase).toBe('stopped');
  });
});
