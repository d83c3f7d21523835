/** The sticks that can be simulated: what their USB descriptor says and what chain sits behind it. */
import { BM1384_FAMILY } from './bm1384-family.ts';
import { BM1387_FAMILY } from './bm1387-family.ts';
import { BM1397_FAMILY } from './bm1397-family.ts';
import type { ChipFamily } from './chip-family.ts';
import { BM1362_FAMILY, BM1370_FAMILY } from './header-family.ts';
import type { TelemetryModelDeps } from './telemetry-model.ts';

export type SimulatedModel =
  | 'compac-f'
  | 'r909'
  | 'newpac'
  | 'r606'
  | 'compac'
  | '2pac'
  | 'terminus'
  | 'compac-a1'
  | 'terminus-a1'
  | 'compac-a2'
  | 'terminus-a2';

export interface StickKind {
  /** USB product string [KU]. */
  readonly product: string;
  readonly usb: UsbIdentity;
  readonly family: ChipFamily;
  readonly chipCount: number;
  /** Share of cores x clock that was measured: 52.5 / 67.2 on the Compac F [KG]. */
  readonly hashScale: number;
  /** The controller on its second port, for kinds that have one. */
  readonly controller?: Omit<TelemetryModelDeps, 'chips' | 'clock'>;
}

export interface UsbIdentity {
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer: string;
}

/** FTDI FT-X with the vendor's strings [KU]. */
const FTDI: UsbIdentity = { vendorId: '0403', productId: '6015', manufacturer: 'GekkoScience' };

const CP210X: UsbIdentity = { vendorId: '10c4', productId: 'ea60', manufacturer: 'GekkoScience' };

const bm1384 = (name: string, chipCount: number): StickKind => ({
  product: `${name} BM1384 Bitcoin Miner`,
  usb: CP210X,
  family: BM1384_FAMILY,
  chipCount,
  hashScale: 1,
});

const CP2105: UsbIdentity = { vendorId: '10c4', productId: 'ea70', manufacturer: 'Silicon Labs' };

/** Chip counts where they are only known once counted, joules, volts and kelvins are our own choices. */
const ON_USB = { supplyV: 5.1, kelvinPerW: 2.6 } as const;
const ON_A_SUPPLY = { supplyV: 12.1, kelvinPerW: 0.9 } as const;
type Fed = typeof ON_USB | typeof ON_A_SUPPLY;

const a1 = (name: string, chipCount: number, version: number, fed: Fed): StickKind => ({
  product: `GekkoScience ${name}`,
  usb: CP2105,
  family: BM1362_FAMILY,
  chipCount,
  hashScale: 1,
  controller: { version, usualCoreMv: 300, joulesPerTh: 30, ...fed },
});
const a2 = (name: string, chipCount: number, version: number, fed: Fed): StickKind => ({
  ...a1(name, chipCount, version, fed),
  family: BM1370_FAMILY,
  controller: { version, usualCoreMv: 270, joulesPerTh: 17, ...fed },
});

export const STICK_KINDS: Readonly<Record<SimulatedModel, StickKind>> = {
  'compac-f': {
    product: 'CompacF Bitcoin Miner',
    usb: FTDI,
    family: BM1397_FAMILY,
    chipCount: 1,
    hashScale: 52.5 / 67.2,
  },
  r909: { product: 'R909 Bitcoin Miner', usb: FTDI, family: BM1397_FAMILY, chipCount: 6, hashScale: 1 },
  newpac: { product: 'NewPac Bitcoin Miner', usb: FTDI, family: BM1387_FAMILY, chipCount: 2, hashScale: 1 },
  r606: { product: 'R606 Bitcoin Miner', usb: FTDI, family: BM1387_FAMILY, chipCount: 12, hashScale: 1 },
  compac: bm1384('Compac', 1),
  '2pac': bm1384('2Pac', 2),
  // How many chips one has is only known once they are counted; these are our own choice.
  terminus: bm1384('Terminus', 2),
  'compac-a1': a1('Compac A1', 2, 0x20, ON_USB),
  'terminus-a1': a1('Terminus A1', 4, 0x21, ON_A_SUPPLY),
  'compac-a2': a2('Compac A2', 1, 0x30, ON_USB),
  'terminus-a2': a2('Terminus A2', 4, 0x30, ON_A_SUPPLY),
};
