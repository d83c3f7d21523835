/** Figures of the BM1397 (KG). */
import type { ChipKind } from '../bm13xx/chips.ts';

export const BM1397: ChipKind = {
  name: 'BM1397',
  chipId: 0x1397,
  coreCount: 672,
  answerLength: 9,
  minMhz: 100,
  maxMhz: 800,
  stepMhz: 5,
  canStop: true,
  midstateCount: 4,
  isJudgedPerChip: false,
};
