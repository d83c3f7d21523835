/** The far end of the made-up chip: a BM1397 with another id and other cores. A real one is written from its sources. */
import { BM1397_FAMILY } from '../../../../electron/practice/simulator/bm1397-family.ts';
import type { ChipFamily } from '../../../../electron/practice/simulator/chip-family.ts';
import { BM1399 } from './chip.ts';

const CHIP_ID_REGISTER = 0x00;

export const BM1399_FAMILY: ChipFamily = {
  ...BM1397_FAMILY,
  cores: BM1399.coreCount,
  powerUp: new Map([...BM1397_FAMILY.powerUp, [CHIP_ID_REGISTER, 0x13991800]]),
};
