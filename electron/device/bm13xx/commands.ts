/** Commands to chips of the BM1397's kind and later: `55 AA | type | length | payload | crc` (ESP). */
import { crc5 } from './crc.ts';

const PREAMBLE = [0x55, 0xaa] as const;
const TYPE = {
  setAddress: 0x40,
  writeOne: 0x41,
  readOne: 0x42,
  writeAll: 0x51,
  readAll: 0x52,
  chainInactive: 0x53,
} as const;

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

function command(body: readonly number[]): Uint8Array {
  const frame = new Uint8Array(PREAMBLE.length + body.length + 1);
  frame.set(PREAMBLE, 0);
  frame.set(body, PREAMBLE.length);
  frame[frame.length - 1] = crc5(frame.subarray(PREAMBLE.length, frame.length - 1));
  return frame;
}
