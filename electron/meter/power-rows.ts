/**
 * Published watts, one row a model. None was measured on a stick by us. A model without a source has no row: its user
 * types the watts. Bitaxe figures are the board targets of the firmware's self-test (ESP); those of sticks are those
 * of their chip in another machine, because no maker of sticks publishes any.
 */

/** Watts of one chip at a clock, and the core voltage they are for; null voltage: not told. */
export interface PowerPoint {
  readonly mhz: number;
  readonly coreMv: number | null;
  readonly chipW: number;
}

export interface PowerRow {
  readonly model: string;
  /** Null where it is only known once counted. */
  readonly chipCount: number | null;
  /** Watts that do not follow the clock: USB bridge, regulator, fan, leakage. Our assumption where no source is named. */
  readonly idleW: number;
  /** By rising clock. Empty: the clock is fixed or not told, and `idleW` is all there is. */
  readonly points: readonly PowerPoint[];
}

/** Data sheet of the chip, hashrate by voltage at 55 cores (zeusbtc.com, "BM1384 ASIC chip data sheet"). */
const BM1384: readonly PowerPoint[] = [
  { mhz: 150, coreMv: 600, chipW: 2.058 },
  { mhz: 200, coreMv: 650, chipW: 2.899 },
  { mhz: 250, coreMv: 700, chipW: 4.62 },
  { mhz: 275, coreMv: 720, chipW: 5.357 },
  { mhz: 325, coreMv: 750, chipW: 6.9 },
  { mhz: 400, coreMv: 800, chipW: 9.848 },
];

/**
 * Antminer S9, 0.098 J/GH of the whole machine at the wall (Bitmain's figure, second hand): 13.5 TH/s are 189 chips of
 * 114 cores at 626 MHz.
 */
const BM1387: readonly PowerPoint[] = [{ mhz: 626, coreMv: null, chipW: (0.098 * 13_500) / 189 }];

const BITAXE_IDLE_W = 2;

/** From the target of a whole board: ESP, `power_consumption_target`. */
const board = (
  model: string,
  chipCount: number,
  [mhz, coreMv, boardW]: readonly [mhz: number, coreMv: number, boardW: number],
): PowerRow => ({
  model,
  chipCount,
  idleW: BITAXE_IDLE_W,
  points: [{ mhz, coreMv, chipW: (boardW - BITAXE_IDLE_W) / chipCount }],
});

/** A stick whose chip is that of a board; what sets its voltage counts otherwise, so none is compared. */
const stickLike = (model: string, chipCount: number, idleW: number, like: PowerRow): PowerRow => ({
  model,
  chipCount,
  idleW,
  points: like.points.map((point) => ({ ...point, coreMv: null })),
});

const BITAXE_MAX = board('bitaxe-max-raw', 1, [425, 1400, 12]);
const BITAXE_GAMMA = board('bitaxe-gamma-raw', 1, [525, 1150, 19]);

export const POWER_ROWS: readonly PowerRow[] = [
  { model: 'compac', chipCount: 1, idleW: 0.5, points: BM1384 },
  { model: '2pac', chipCount: 2, idleW: 0.5, points: BM1384 },
  { model: 'terminus', chipCount: null, idleW: 2, points: BM1384 },
  { model: 'newpac', chipCount: 2, idleW: 0.5, points: BM1387 },
  { model: 'r606', chipCount: 12, idleW: 3, points: BM1387 },
  stickLike('compac-f', 1, 1, BITAXE_MAX),
  stickLike('r909', 6, 3, BITAXE_MAX),
  stickLike('compac-a2', 1, 1, BITAXE_GAMMA),
  BITAXE_MAX,
  board('bitaxe-ultra-raw', 1, [485, 1200, 12]),
  // With another regulator; the 402 as the 400, because its own target of 8 W is that of the regulator alone.
  board('bitaxe-ultra-207-raw', 1, [485, 1200, 12]),
  board('bitaxe-supra-402-raw', 1, [490, 1166, 12]),
  board('bitaxe-hex-raw', 6, [485, 1200, 40]),
  board('bitaxe-supra-raw', 1, [490, 1166, 12]),
  BITAXE_GAMMA,
  board('bitaxe-supra-hex-raw', 6, [490, 1166, 90]),
  // Published by its maker as 55 W at the wall; its voltage is not.
  { model: 'qaxe-plus', chipCount: 4, idleW: 3, points: [{ mhz: 490, coreMv: null, chipW: (55 - 3) / 4 }] },
  // Its clock is fixed: 2 W at 330 MH/s (c't 25/2013).
  { model: 'block-erupter', chipCount: 1, idleW: 2, points: [] },
  // It does not tell its clock, and the one figure there is does not either: about 2 W (btccontract.de, second hand).
  { model: 'antminer-u2', chipCount: 1, idleW: 2, points: [] },
];
