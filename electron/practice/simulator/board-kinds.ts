/** The boards that can be simulated: USB strings, chips, parts and figures [catalogue of boards; ESP, EMB, PIA]. */

import { BM1397_FAMILY } from './bm1397-family.ts';
import type { ChipFamily } from './chip-family.ts';
import { BM1362_FAMILY, headerFamily } from './header-family.ts';
import type { UsbIdentity } from './stick-kinds.ts';

export type SimulatedBoard =
  | 'bitaxe-gamma-raw'
  | 'bitaxe-supra-raw'
  | 'bitaxe-supra-402-raw'
  | 'bitaxe-ultra-raw'
  | 'bitaxe-ultra-207-raw'
  | 'bitaxe-max-raw'
  | 'bitaxe-hex-raw'
  | 'bitaxe-supra-hex-raw'
  | 'emberone-00'
  | 'qaxe'
  | 'qaxe-plus'
  | '0xaxe';

export interface BoardKind {
  readonly product: string;
  readonly usb: UsbIdentity;
  readonly family: ChipFamily;
  readonly chipCount: number;
  /** Who answers on the management port. */
  readonly controller: 'raw' | 'ember' | 'qaxe' | '0xaxe';
  readonly parts: 'tps546' | 'ds4432u' | 'hex' | 'ember' | null;
  readonly inputV: number;
  readonly nominalW: number;
  readonly nominalMhz: number;
  readonly nominalRailV: number;
}

/** As ESP-Miner counts their hashes (ESP). */
const BM1366_FAMILY = headerFamily({ chipId: 0x13660000, cores: 894, jobNumberBits: 5 });
const BM1368_FAMILY = headerFamily({ chipId: 0x13680000, cores: 1276, jobNumberBits: 4 });
const BM1370_FAMILY = headerFamily({ chipId: 0x13700000, cores: 2040, jobNumberBits: 4 });

const OSMU: UsbIdentity = { vendorId: 'c0de', productId: 'cafe', manufacturer: 'OSMU' };
const QAXE: UsbIdentity = { vendorId: 'c0de', productId: 'caff', manufacturer: 'Microengineer' };

const bitaxe = (
  family: ChipFamily,
  parts: BoardKind['parts'],
  nominalW: number,
  nominalMhz: number,
  nominalRailV: number,
): BoardKind => ({
  product: 'Bitaxe',
  usb: OSMU,
  family,
  chipCount: parts === 'hex' ? 6 : 1,
  controller: 'raw',
  parts,
  inputV: parts === 'hex' ? 12.1 : 5.1,
  nominalW,
  nominalMhz,
  nominalRailV,
});

const QAXE_KIND = {
  product: 'Qaxe',
  usb: QAXE,
  chipCount: 4,
  controller: 'qaxe',
  parts: null,
  inputV: 12,
  nominalRailV: 1.2,
} as const;

/** Watts are of the chips: what ESP-Miner's self-test expects of the board less what the rest of it takes, or published. */
export const BOARD_KINDS: Readonly<Record<SimulatedBoard, BoardKind>> = {
  'bitaxe-gamma-raw': bitaxe(BM1370_FAMILY, 'tps546', 14, 525, 1.15),
  'bitaxe-supra-raw': bitaxe(BM1368_FAMILY, 'ds4432u', 10, 490, 1.166),
  'bitaxe-supra-402-raw': bitaxe(BM1368_FAMILY, 'tps546', 8, 490, 1.166),
  'bitaxe-ultra-raw': bitaxe(BM1366_FAMILY, 'ds4432u', 10, 485, 1.2),
  'bitaxe-ultra-207-raw': bitaxe(BM1366_FAMILY, 'tps546', 10, 485, 1.2),
  'bitaxe-max-raw': bitaxe(BM1397_FAMILY, 'ds4432u', 10, 425, 1.4),
  'bitaxe-hex-raw': bitaxe(BM1366_FAMILY, 'hex', 40, 485, 3.6),
  'bitaxe-supra-hex-raw': bitaxe(BM1368_FAMILY, 'hex', 65, 490, 3.498),
  'emberone-00': {
    product: 'EmberOne00',
    usb: { vendorId: '1209', productId: '256f', manufacturer: '256F' },
    family: BM1362_FAMILY,
    chipCount: 12,
    controller: 'ember',
    parts: 'ember',
    inputV: 12,
    // About 100 W and 3.5 TH/s for the whole board (EMB's makers); our share for the chips.
    nominalW: 80,
    nominalMhz: 400,
    nominalRailV: 3.3,
  },
  qaxe: { ...QAXE_KIND, family: BM1366_FAMILY, nominalW: 35, nominalMhz: 485 },
  'qaxe-plus': { ...QAXE_KIND, family: BM1368_FAMILY, nominalW: 48, nominalMhz: 490 },
  '0xaxe': {
    product: '0xAxe',
    usb: { vendorId: 'c0de', productId: 'cafe', manufacturer: 'microengineer' },
    family: BM1366_FAMILY,
    chipCount: 16,
    controller: '0xaxe',
    parts: null,
    inputV: 12,
    nominalW: 140,
    nominalMhz: 480,
    nominalRailV: 4.8,
  },
};
