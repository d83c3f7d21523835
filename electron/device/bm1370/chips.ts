/**
 * Chips that take whole headers and roll versions themselves, as figures: BM1362, BM1366, BM1368, BM1370 and
 * BM1373. Hashes per clock are ESP-Miner's small cores (ESP), for the BM1362 GekkoScience's (KG).
 */
import type { ChipKind } from '../bm13xx/chips.ts';

export interface HeaderChip extends ChipKind {
  /** First two bytes of the chip id register; some chips have two. */
  readonly chipIds: readonly number[];
  /** Cores that share the nonces among them, 2 nonces a clock each (ESP). */
  readonly bigCoreCount: number;
  /** Each tries another version at the same time (MUJ). */
  readonly subCoreCount: 8 | 16;
  /** Bits of an answer's id byte that name the job; the rest names the sub-core (ESP, MUJ). */
  readonly jobNumberBits: 4 | 5;
  /** Whether the address of the chip is a part of its nonces (MUJ); a BM1370 counts on from an offset instead. */
  readonly noncesNameChip: boolean;
  /** Feedback dividers that may be used (ESP; BM1362: PIA). */
  readonly fbMin: number;
  readonly fbMax: number;
  /** Ticks a sweep must be shorter than the whole, so that no nonce is tried twice (ESP). */
  readonly sweepGuardTicks: number;
  /** Time after which one chip is given new work, ms (ESP; BM1362: MUJ). */
  readonly jobIntervalMs: number;
}

const COMMON = {
  answerLength: 11,
  minMhz: 100,
  maxMhz: 800,
  stepMhz: 6.25,
  canStop: true,
  midstateCount: 1,
  isJudgedPerChip: false,
  sweepGuardTicks: 0,
  noncesNameChip: true,
} as const;

export const BM1362: HeaderChip = {
  ...COMMON,
  name: 'BM1362',
  chipId: 0x1362,
  chipIds: [0x1362],
  coreCount: 512,
  bigCoreCount: 65,
  subCoreCount: 8,
  jobNumberBits: 5,
  fbMin: 160,
  fbMax: 239,
  jobIntervalMs: 1000,
};

export const BM1366: HeaderChip = {
  ...COMMON,
  name: 'BM1366',
  chipId: 0x1366,
  chipIds: [0x1366],
  coreCount: 894,
  bigCoreCount: 112,
  subCoreCount: 8,
  jobNumberBits: 5,
  fbMin: 144,
  fbMax: 235,
  jobIntervalMs: 2000,
};

export const BM1368: HeaderChip = {
  ...COMMON,
  name: 'BM1368',
  chipId: 0x1368,
  chipIds: [0x1368],
  coreCount: 1276,
  bigCoreCount: 80,
  subCoreCount: 16,
  jobNumberBits: 4,
  // ESP-Miner takes it as on a BM1366; nobody has tested it (MUJ).
  noncesNameChip: false,
  fbMin: 144,
  fbMax: 235,
  jobIntervalMs: 500,
};

export const BM1370: HeaderChip = {
  ...COMMON,
  name: 'BM1370',
  chipId: 0x1370,
  chipIds: [0x1370],
  coreCount: 2040,
  bigCoreCount: 128,
  subCoreCount: 16,
  jobNumberBits: 4,
  fbMin: 160,
  fbMax: 239,
  sweepGuardTicks: 268,
  noncesNameChip: false,
  jobIntervalMs: 500,
};

/** As GekkoScience reckons the chips of an A2 (KG). */
export const GEKKO_BM1370: HeaderChip = { ...BM1370, coreCount: 2048 };
export const GEKKO_BM1368: HeaderChip = { ...BM1368, coreCount: 1280 };

/** New and thinly tested; sources give 2040 to 6725 hashes a clock (NQ, ESP): ESP-Miner's is taken. */
export const BM1373: HeaderChip = {
  ...BM1370,
  name: 'BM1373',
  chipId: 0x1372,
  chipIds: [0x1372, 0x1373],
  coreCount: 6725,
};

export const HEADER_CHIPS: readonly HeaderChip[] = [BM1362, BM1366, BM1368, BM1370, BM1373];

/** Whether a value of the chip id register is this chip's. Only the two id bytes tell: a third is 03 on a BM1362 (MUJ). */
export function isChipId(value: number, chip: HeaderChip): boolean {
  return chip.chipIds.includes(value >>> 16);
}
