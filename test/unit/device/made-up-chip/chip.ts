/** Figures of a chip that does not exist: the worked example of CONTRIBUTING. */
import type { ChipKind } from '../../../../electron/device/bm13xx/chips.ts';

export const BM1399: ChipKind = {
  name: 'BM1399',
  chipId: 0x1399,
  coreCount: 1000,
  answerLength: 9,
  minMhz: 100,
  maxMhz: 600,
  stepMhz: 5,
  canStop: true,
  midstateCount: 4,
  isJudgedPerChip: false,
};
