/** Commands to a BM1387: `type | length | address | register | data | crc`, without a preamble (KG). */
import { crc5 } from '../bm13xx/crc.ts';

const TYPE = {
  setAddress: 0x41,
  readOne: 0x44,
  writeOne: 0x48,
  readAll: 0x54,
  chainInactive: 0x55,
  writeAll: 0x58,
} as const;

export const REGISTER = { chipId: 0x00, pll: 0x0c, miscControl: 0x1c } as const;

/** Takes the first chip that has no address yet, and gives it this one, 0 to 255. */
export function setAddress(address: number): Uint8Array {
  return command([TYPE.setAddress, 5, address, 0]);
}

/** Chips stop forwarding commands until they are given an address. */
export function chainInactive(): Uint8Array {
  return command([TYPE.chainInactive, 5, 0, 0]);
}

/** Asks one chip, or all when `address` is null, for a register. */
export function readRegister(address: number | null, register: number): Uint8Array {
  return command([address === null ? TYPE.readAll : TYPE.readOne, 5, address ?? 0, register]);
}

/** Writes 32 bits, sent most significant byte first, to one chip, or to all when `address` is null. */
export function writeRegister(address: number | null, register: number, value: number): Uint8Array {
  const type = address === null ? TYPE.writeAll : TYPE.writeOne;
  const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
  return command([type, 9, address ?? 0, register, ...bytes]);
}

/** Misc control that sets the UART rate to 25 MHz / 8 / (divider + 1) (KG). */
export function baudValue(divider: number): number {
  return 0x00200000 | (divider << 8);
}

/** Misc control that also opens the gates of the cores: without it they get no work (KG). */
export function gateBlockValue(divider: number): number {
  return 0x40200080 | ((0x80 | divider) << 8);
}

function command(body: readonly number[]): Uint8Array {
  const frame = Uint8Array.from([...body, 0]);
  frame[body.length] = crc5(frame.subarray(0, body.length));
  return frame;
}
