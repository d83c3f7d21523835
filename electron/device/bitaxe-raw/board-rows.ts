/**
 * Boards as catalogue rows. All of one maker say the same of themselves over USB, so only the one that reference hosts
 * know by its strings is found by them (MUJ, PIA); the others are attached by hand, and a wrong one is not fed for long:
 * its parts or its chips are others. Clocks are those that ESP-Miner offers its users for the chip (ESP).
 */

import { BM1362, BM1366, BM1368, BM1370, type HeaderChip } from '../bm1370/chips.ts';
import { headerProtocol } from '../bm1370/protocol.ts';
import type { WholeAnswerRecipe } from '../bm1370/recipe.ts';
import {
  ESP_BM1366_RECIPE,
  ESP_BM1368_RECIPE,
  ESP_BM1370_RECIPE,
  S19J_PRO_BM1362_RECIPE,
} from '../bm1370/recipes.ts';
import { BM1397 } from '../bm1397/chip.ts';
import { ESP_BM1397 } from '../bm1397/protocol.ts';
import type { StickDrive, StickModel, UsbMatch } from '../stick-catalog.ts';
import {
  EMBERONE_BOARD,
  GAMMA_BOARD,
  HEX_BOARD,
  MAX_BOARD,
  OXAXE_BOARD,
  QAXE_BOARD,
  SUPRA_402_BOARD,
  SUPRA_BOARD,
  SUPRA_HEX_BOARD,
  ULTRA_207_BOARD,
  ULTRA_BOARD,
} from './boards.ts';
import type { BoardPlan } from './raw-board.ts';

const RAMP_MS = 5 * 60_000;
/** Lowest clock that ESP-Miner offers; the way up to it is the recipe's (ESP). */
const START_MHZ = 400;

/** First the management port, then the chips'; on QAxe boards the other way round (RAW, EMBFW, QAXEFW). */
const RAW_PORTS = { chips: 2, power: 0 } as const;
const QAXE_PORTS = { chips: 0, power: 2 } as const;

const usb = (vendorId: string, productId: string, manufacturer: string, product: string): UsbMatch => ({
  vendorId,
  productId,
  manufacturer,
  product,
});

/**
 * Chips and host stay at 115,200: a job fits, QAxe firmware knows no other, and a controller that mirrors rates is one
 * thing less to fail. Addresses evenly apart, so that nonces tell their chip.
 */
const drive = (
  recipe: WholeAnswerRecipe,
  usual: HeaderChip,
  maxMhz: number,
  defaultMhz: number,
  power: BoardPlan,
): StickDrive => {
  const chip: HeaderChip = { ...usual, maxMhz };
  return {
    chip,
    protocol: headerProtocol({ ...recipe, chip, baud: null }, [chip]),
    defaultMhz,
    startMhz: Math.min(START_MHZ, defaultMhz),
    hashScale: 1,
    rampMs: RAMP_MS,
    worksAtResetBaud: true,
    power,
  };
};

const bm1366 = (power: BoardPlan, defaultMhz = 485): StickDrive =>
  drive(ESP_BM1366_RECIPE, BM1366, 575, defaultMhz, power);
const bm1368 = (power: BoardPlan): StickDrive => drive(ESP_BM1368_RECIPE, BM1368, 575, 490, power);
const bm1370 = (power: BoardPlan): StickDrive => drive(ESP_BM1370_RECIPE, BM1370, 625, 525, power);

const bitaxe = (
  id: string,
  name: string,
  chipCount: number,
  driven: StickDrive,
  match: readonly UsbMatch[] = [],
): StickModel => ({
  id,
  name,
  maker: 'Bitaxe',
  chipName: driven.chip.name,
  chipCount,
  usb: match,
  ports: RAW_PORTS,
  drive: driven,
});

const qaxe = (
  id: string,
  name: string,
  chipCount: number,
  driven: StickDrive,
  match: readonly UsbMatch[],
): StickModel => ({
  id,
  name,
  maker: 'microengineer',
  chipName: driven.chip.name,
  chipCount,
  usb: match,
  ports: QAXE_PORTS,
  drive: driven,
});

export const BOARD_ROWS: readonly StickModel[] = [
  bitaxe('bitaxe-gamma-raw', 'Bitaxe Gamma (bitaxe-raw)', 1, bm1370(GAMMA_BOARD), [
    usb('c0de', 'cafe', 'OSMU', 'Bitaxe'),
  ]),
  bitaxe('bitaxe-supra-raw', 'Bitaxe Supra 400 (bitaxe-raw)', 1, bm1368(SUPRA_BOARD)),
  bitaxe('bitaxe-supra-402-raw', 'Bitaxe Supra 402 (bitaxe-raw)', 1, bm1368(SUPRA_402_BOARD)),
  bitaxe('bitaxe-ultra-raw', 'Bitaxe Ultra (bitaxe-raw)', 1, bm1366(ULTRA_BOARD)),
  bitaxe('bitaxe-ultra-207-raw', 'Bitaxe Ultra 207 (bitaxe-raw)', 1, bm1366(ULTRA_207_BOARD)),
  bitaxe('bitaxe-max-raw', 'Bitaxe Max (bitaxe-raw)', 1, {
    chip: { ...BM1397, maxMhz: 600 },
    protocol: ESP_BM1397,
    defaultMhz: 425,
    startMhz: START_MHZ,
    hashScale: 1,
    rampMs: RAMP_MS,
    worksAtResetBaud: true,
    power: MAX_BOARD,
  }),
  bitaxe('bitaxe-hex-raw', 'Bitaxe Hex (bitaxe-raw)', 6, bm1366(HEX_BOARD)),
  bitaxe('bitaxe-supra-hex-raw', 'Bitaxe Supra Hex (bitaxe-raw)', 6, bm1368(SUPRA_HEX_BOARD)),
  {
    id: 'emberone-00',
    name: 'emberOne/00',
    maker: '256 Foundation',
    chipName: BM1362.name,
    chipCount: 12,
    usb: [usb('1209', '256f', '256F', 'EmberOne00')],
    ports: RAW_PORTS,
    // What its first driver sets and its stock board allows (EMB, MUJ).
    drive: drive(S19J_PRO_BM1362_RECIPE, BM1362, 525, 400, EMBERONE_BOARD),
  },
  qaxe('qaxe', 'QAxe', 4, bm1366(QAXE_BOARD), [usb('c0de', 'caff', 'Microengineer', 'Qaxe')]),
  qaxe('qaxe-plus', 'QAxe+', 4, bm1368(QAXE_BOARD), []),
  qaxe('0xaxe', '0xAxe', 16, bm1366(OXAXE_BOARD, 480), [usb('c0de', 'cafe', 'microengineer', '0xAxe')]),
  // Intel chips on a line of nine bits (RAW). Its name begins as the others' does, so it must have a row.
  {
    id: 'bitaxe-bonanza',
    name: 'Bitaxe Bonanza',
    maker: 'Bitaxe',
    chipName: 'BZM2',
    chipCount: null,
    usb: [usb('c0de', 'cafe', 'OSMU', 'BitaxeBonanza'), usb('c0de', 'b17d', 'OSMU', 'BitaxeBonanza')],
    drive: null,
  },
];
