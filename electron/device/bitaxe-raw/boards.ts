/**
 * The boards as data: parts, pins, voltages and how far they go. Voltages and their ranges are what ESP-Miner offers
 * its users for the chip (ESP); the emberOne's is what its first driver set (EMB).
 */
import { ds4432uCode, emberCode } from './power-parts.ts';
import type { BoardPlan, RawBoard } from './raw-board.ts';
import type { Tps546Limits } from './tps546.ts';

/** ESP-Miner throttles at 75 C, the other reference host switches off at 80 (ESP, MUJ). */
const STOP_C = 80;
const STEP_MV = 10;

/** One chip or more beside each other, 5 V in (ESP, MUJ). */
const ON_5_V: Tps546Limits = {
  inputOnV: 4.8,
  inputOffV: 4.5,
  inputOverV: 6.5,
  scaleLoop: 0.25,
  railMinV: 1,
  railMaxV: 2,
  outputWarnA: 25,
  outputFaultA: 30,
  restW: 5,
};

/** Three domains in series, 12 V in (ESP). */
const ON_12_V: Tps546Limits = {
  inputOnV: 11.5,
  inputOffV: 11,
  inputOverV: 14.8,
  scaleLoop: 0.125,
  railMinV: 2.5,
  railMaxV: 4.5,
  outputWarnA: 25,
  outputFaultA: 30,
  restW: 12,
};

const BITAXE: Omit<RawBoard, 'regulator'> = {
  kind: 'raw',
  fan: 'emc2101',
  diode: null,
  thermometers: [],
  ioPowerPin: null,
  hasLight: false,
};
/** Always on: no firmware is known to have a pin for it (RAW). */
const SHIFTED: RawBoard['regulator'] = {
  kind: 'ds4432u',
  codeOf: ds4432uCode,
  hasPowerMeter: true,
  powerPin: null,
};
/** Beside the chips of boards with three domains (ESP). */
const HEX_THERMOMETERS: RawBoard['thermometers'] = [
  { kind: 'tmp1075', address: 0x4a },
  { kind: 'tmp1075', address: 0x4b },
];

const single = (
  regulator: RawBoard['regulator'],
  coreMv: number,
  [min, max]: readonly [number, number],
  diode: RawBoard['diode'] = null,
): BoardPlan => ({
  kind: 'board',
  board: { ...BITAXE, regulator, diode },
  defaultRailV: coreMv / 1000,
  domainCount: 1,
  coreMv: { min, max, step: STEP_MV },
  stopC: STOP_C,
});

const hex = (coreMv: number, [min, max]: readonly [number, number], restW: number): BoardPlan => ({
  kind: 'board',
  board: {
    ...BITAXE,
    regulator: { kind: 'tps546', limits: { ...ON_12_V, restW } },
    fan: 'emc2302',
    thermometers: HEX_THERMOMETERS,
  },
  defaultRailV: (coreMv * HEX_DOMAINS) / 1000,
  domainCount: HEX_DOMAINS,
  coreMv: { min, max, step: STEP_MV },
  stopC: STOP_C,
});

const HEX_DOMAINS = 3;
const TPS546: RawBoard['regulator'] = { kind: 'tps546', limits: ON_5_V };
const BM1366_MV = [1100, 1300] as const;
const BM1368_MV = [1100, 1300] as const;
const BM1370_MV = [1000, 1250] as const;
const BM1397_MV = [1100, 1500] as const;

/** Boards 600 to 603. The diode of its chip is measured as ESP-Miner does (ESP). */
export const GAMMA_BOARD = single(TPS546, 1150, BM1370_MV, { ideality: 0x24, beta: 0x00 });
/** 400 and 401, and 402 and 403. */
export const SUPRA_BOARD = single(SHIFTED, 1166, BM1368_MV);
export const SUPRA_402_BOARD = single(TPS546, 1166, BM1368_MV);
/** 201 to 205, and 207. */
export const ULTRA_BOARD = single(SHIFTED, 1200, BM1366_MV);
export const ULTRA_207_BOARD = single(TPS546, 1200, BM1366_MV);
/** 2.2 and 102. */
export const MAX_BOARD = single(SHIFTED, 1400, BM1397_MV);
/** 302 and 303. */
export const HEX_BOARD = hex(1200, BM1366_MV, 12);
/** 701 and 702. */
export const SUPRA_HEX_BOARD = hex(1166, BM1368_MV, 25);

/** The rail of all twelve chips; in how many domains they sit no source tells, so nobody may ask for one's voltage (EMB). */
export const EMBERONE_BOARD: BoardPlan = {
  kind: 'board',
  board: {
    kind: 'raw',
    regulator: { kind: 'ds4432u', codeOf: emberCode, hasPowerMeter: false, powerPin: 1 },
    fan: null,
    diode: null,
    thermometers: [
      { kind: 'tmp1075', address: 0x4a },
      // Reads too high by this with the chip at rest (MUJ).
      { kind: 'tmp451', address: 0x49, offsetC: -7 },
    ],
    ioPowerPin: 2,
    hasLight: true,
  },
  defaultRailV: 3.3,
  domainCount: null,
  coreMv: null,
  stopC: 75,
};

/** Voltage by resistors (QAXEFW); PIA stops at 70 C. */
export const QAXE_BOARD: BoardPlan = {
  kind: 'board',
  board: { kind: 'qaxe', firmware: 'qaxe' },
  defaultRailV: 1.2,
  domainCount: null,
  coreMv: null,
  stopC: 70,
};

/** Four domains in series, which its firmware measures; what they should be no source tells (QAXEFW, PIA). */
export const OXAXE_BOARD: BoardPlan = {
  kind: 'board',
  board: { kind: 'qaxe', firmware: '0xaxe' },
  defaultRailV: 4.8,
  domainCount: 4,
  coreMv: null,
  stopC: 70,
};
