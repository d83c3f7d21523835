/** Commands to chips of the BM1397's kind and later: `55 AA | type | length | payload | crc` (ESP). */
import { registerCommands } from './register-commands.ts';

const TYPE = {
  setAddress: 0x40,
  writeOne: 0x41,
  readOne: 0x42,
  writeAll: 0x51,
  readAll: 0x52,
  chainInactive: 0x53,
} as const;

export const { setAddress, chainInactive, readRegister, writeRegister } = registerCommands(
  TYPE,
  [0x55, 0xaa],
);
