/** Figures of the BM1384 (KG). */
import type { ChipKind } from '../bm13xx/chips.ts';

export const BM1384: ChipKind = {
  name: 'BM1384',
  chipId: 0x1384,
  coreCount: 55,
  answerLength: 5,
  minMhz: 6.25,
  maxMhz: 500,
  stepMhz: 6.25,
  canStop: false,
  midstateCount: 1,
  isJudgedPerChip: true,
};
