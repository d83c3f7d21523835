/** Figures of the BM1387 (KG). */
import type { ChipKind } from '../bm13xx/chips.ts';

export const BM1387: ChipKind = {
  name: 'BM1387',
  chipId: 0x1387,
  coreCount: 114,
  answerLength: 7,
  minMhz: 50,
  maxMhz: 900,
  stepMhz: 6.25,
  canStop: false,
  midstateCount: 4,
  isJudgedPerChip: true,
};
