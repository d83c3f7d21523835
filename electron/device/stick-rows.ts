/**
 * The catalogue's data: one row a model (KG; clocks are what cgminer's code runs, not its
 * README). Watts are not here: `meter` has the model of them.
 */
import { BOARD_ROWS } from './bitaxe-raw/board-rows.ts';
import { BM1362, GEKKO_BM1368, GEKKO_BM1370 } from './bm1370/chips.ts';
import { GEKKO_BM1362, GEKKO_BM1370_PROTOCOL } from './bm1370/protocol.ts';
import { BM1384 } from './bm1384/chip.ts';
import { GEKKO_BM1384 } from './bm1384/protocol.ts';
import { BM1387 } from './bm1387/chip.ts';
import { GEKKO_BM1387 } from './bm1387/protocol.ts';
import { BM1397 } from './bm1397/chip.ts';
import { GEKKO_BM1397 } from './bm1397/protocol.ts';
import {
  ANTMINER_U1,
  ANTMINER_U3,
  AVALON_NANO,
  BLOCK_ERUPTER,
  CAIRNSMORE1,
  CAIRNSMORE1_SINGLE,
  ICARUS,
  type IcarusDrive,
  LANCELOT,
} from './icarus/icarus-drive.ts';
import type { StickDrive, StickModel, UsbMatch } from './stick-catalog.ts';

const GEKKO = 'GekkoScience';
const BITMAIN = 'Bitmain';
const RAMP_MS = 5 * 60_000;

const ftdi = (product: string): UsbMatch => ({
  vendorId: '0403',
  productId: '6015',
  manufacturer: GEKKO,
  product,
});

/** The first batches carry the maker's nickname. */
const cp210x = (product: string): readonly UsbMatch[] =>
  [GEKKO, 'bitshopperde'].map((manufacturer) => ({
    vendorId: '10c4',
    productId: 'ea60',
    manufacturer,
    product,
  }));

const cp2105 = (product: string): UsbMatch => ({
  vendorId: '10c4',
  productId: 'ea70',
  manufacturer: 'Silicon Labs',
  product,
});

const ftdiAny = (productId: string, product: string): UsbMatch => ({
  vendorId: '0403',
  productId,
  manufacturer: null,
  product,
});

/** Speaks the Icarus protocol. */
const icarus = (
  id: string,
  name: string,
  maker: string,
  chipName: string,
  chipCount: number | null,
  drive: IcarusDrive,
  usb: readonly UsbMatch[],
): StickModel => ({ id, name, maker, chipName, chipCount, usb, drive });

const ON_BM1384 = {
  chip: BM1384,
  protocol: GEKKO_BM1384,
  hashScale: 1,
  rampMs: 3 * 60_000,
  // They know no other.
  worksAtResetBaud: true,
} as const;

/** Chips that roll versions themselves, fed and measured over the bridge's second interface. */
const ON_HEADER_CHIP = {
  defaultMhz: 300,
  startMhz: 300,
  hashScale: 1,
  rampMs: RAMP_MS,
  // They know no other.
  worksAtResetBaud: true,
} as const;

/**
 * The usual core voltages are the driver's, which lets users ask for 0 to 500 mV (KG). 50 mV to either side is our
 * own choice: less and chips err, more and they only get hot.
 */
const ON_BM1362: StickDrive = {
  ...ON_HEADER_CHIP,
  chip: BM1362,
  protocol: GEKKO_BM1362,
  power: { kind: 'gekko', coreMv: { usual: 300, min: 250, max: 350, step: 5 } },
};
const ON_BM1370: StickDrive = {
  ...ON_HEADER_CHIP,
  chip: GEKKO_BM1370,
  otherChips: [GEKKO_BM1368],
  protocol: GEKKO_BM1370_PROTOCOL,
  power: { kind: 'gekko', coreMv: { usual: 270, min: 220, max: 320, step: 5 } },
};

const gekkoHeader = (id: string, name: string, chipCount: number | null, drive: StickDrive): StickModel => ({
  id,
  name,
  maker: GEKKO,
  chipName: drive.chip.name,
  chipCount,
  usb: [cp2105(`GekkoScience ${name}`)],
  // The CP2105's enhanced port and its standard one (KG).
  ports: { chips: 0, power: 1 },
  drive,
});

export const STICK_ROWS: readonly StickModel[] = [
  {
    id: 'compac-f',
    name: 'Compac F',
    maker: GEKKO,
    chipName: BM1397.name,
    chipCount: 1,
    usb: [ftdi('CompacF Bitcoin Miner')],
    drive: {
      chip: BM1397,
      protocol: GEKKO_BM1397,
      hasCbusReset: true,
      defaultMhz: 200,
      startMhz: 200,
      // Measured shortfall at low clocks (KG).
      hashScale: 52.5 / 67.2,
      rampMs: RAMP_MS,
      worksAtResetBaud: true,
    },
  },
  {
    id: 'r909',
    name: 'Terminus R909',
    maker: GEKKO,
    chipName: BM1397.name,
    chipCount: 6,
    usb: [ftdi('R909 Bitcoin Miner')],
    drive: {
      chip: BM1397,
      protocol: GEKKO_BM1397,
      hasCbusReset: true,
      defaultMhz: 450,
      startMhz: 400,
      hashScale: 1,
      rampMs: RAMP_MS,
      // New work every 4.7 ms, and a frame takes 13 ms there.
      worksAtResetBaud: false,
    },
  },
  {
    id: 'newpac',
    name: 'NewPac',
    maker: GEKKO,
    chipName: BM1387.name,
    chipCount: 2,
    usb: [ftdi('NewPac Bitcoin Miner')],
    drive: {
      chip: BM1387,
      protocol: GEKKO_BM1387,
      hasCbusReset: true,
      defaultMhz: 100,
      startMhz: 100,
      hashScale: 1,
      rampMs: 3 * 60_000,
      worksAtResetBaud: true,
    },
  },
  {
    id: 'r606',
    name: 'Terminus R606',
    maker: GEKKO,
    chipName: BM1387.name,
    chipCount: 12,
    usb: [ftdi('R606 Bitcoin Miner')],
    drive: {
      chip: BM1387,
      protocol: GEKKO_BM1387,
      hasCbusReset: true,
      defaultMhz: 550,
      startMhz: 550,
      hashScale: 1,
      rampMs: 4 * 60_000,
      // New work every 11 ms, and a frame takes 13 ms there.
      worksAtResetBaud: false,
    },
  },
  {
    id: 'compac',
    name: 'Compac',
    maker: GEKKO,
    chipName: BM1384.name,
    chipCount: 1,
    usb: cp210x('Compac BM1384 Bitcoin Miner'),
    drive: { ...ON_BM1384, defaultMhz: 150, startMhz: 100 },
  },
  {
    id: '2pac',
    name: '2Pac',
    maker: GEKKO,
    chipName: BM1384.name,
    chipCount: 2,
    usb: cp210x('2Pac BM1384 Bitcoin Miner'),
    drive: { ...ON_BM1384, defaultMhz: 100, startMhz: 100 },
  },
  {
    id: 'terminus',
    name: 'Terminus',
    maker: GEKKO,
    chipName: BM1384.name,
    chipCount: null,
    usb: cp210x('Terminus BM1384 Bitcoin Miner'),
    drive: { ...ON_BM1384, defaultMhz: 150, startMhz: 100 },
  },
  gekkoHeader('compac-a1', 'Compac A1', null, ON_BM1362),
  gekkoHeader('terminus-a1', 'Terminus A1', null, ON_BM1362),
  gekkoHeader('compac-a2', 'Compac A2', 1, ON_BM1370),
  gekkoHeader('terminus-a2', 'Terminus A2', null, ON_BM1370),
  icarus('block-erupter', 'Block Erupter USB', 'ASICMiner', 'BE100', 1, BLOCK_ERUPTER, [
    { vendorId: '10c4', productId: 'ea60', manufacturer: null, product: 'Block Erupter' },
  ]),
  // A U1 and a U2 differ in nothing that can be told or set.
  icarus('antminer-u1', 'Antminer U1', BITMAIN, 'BM1380', 1, ANTMINER_U1, [
    { vendorId: '10c4', productId: 'ea60', manufacturer: null, product: 'Antminer' },
  ]),
  icarus('antminer-u2', 'Antminer U2', BITMAIN, 'BM1380', 1, ANTMINER_U1, []),
  icarus('antminer-u3', 'Antminer U3', BITMAIN, 'BM1382', 4, ANTMINER_U3, []),
  icarus('avalon-nano', 'Avalon Nano', 'Canaan', 'ASIC', null, AVALON_NANO, []),
  icarus('icarus', 'Icarus', 'FPGA board', 'Spartan-6', 2, ICARUS, []),
  icarus('lancelot', 'Lancelot', 'FPGA board', 'Spartan-6', 2, LANCELOT, []),
  icarus('cairnsmore1', 'Cairnsmore1', 'FPGA board', 'Spartan-6', 2, CAIRNSMORE1, [
    ftdiAny('6014', 'Cairnsmore1'),
    ftdiAny('8350', 'Cairnsmore1'),
  ]),
  icarus(
    'cairnsmore1-single',
    'Cairnsmore1, one chip a port',
    'FPGA board',
    'Spartan-6',
    1,
    CAIRNSMORE1_SINGLE,
    [],
  ),
  ...BOARD_ROWS,
];
