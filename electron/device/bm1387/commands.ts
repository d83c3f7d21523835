/** Commands to a BM1387: `type | length | address | register | data | crc`, without a preamble (KG). */
import { registerCommands } from '../bm13xx/register-commands.ts';

const TYPE = {
  setAddress: 0x41,
  readOne: 0x44,
  writeOne: 0x48,
  readAll: 0x54,
  chainInactive: 0x55,
  writeAll: 0x58,
} as const;

export const REGISTER = { chipId: 0x00, pll: 0x0c, miscControl: 0x1c } as const;

export const { setAddress, chainInactive, readRegister, writeRegister } = registerCommands(TYPE, []);

/** Misc control that sets the UART rate to 25 MHz / 8 / (divider + 1) (KG). */
export function baudValue(divider: number): number {
  return 0x00200000 | (divider << 8);
}

/** Misc control that also opens the gates of the cores: without it they get no work (KG). */
export function gateBlockValue(divider: number): number {
  return 0x40200080 | ((0x80 | divider) << 8);
}
