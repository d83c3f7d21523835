/** Commands to a BM1384: three bytes and a checksum of 27 bits in the low five of the fourth (KG). */
import { crc5 } from '../bm13xx/crc.ts';

const TYPE = { setAddress: 0x01, read: 0x04, writePll: 0x02, chainInactive: 0x05 } as const;
/** Set: for every chip of the chain. */
const FOR_ALL = 0x80;
const CRC_BITS = 27;

export const REGISTER = { chipId: 0x00, pll: 0x04 } as const;

/** Takes the first chip that has no address yet, and gives it this one, 0 to 255. */
export function setAddress(address: number): Uint8Array {
  return command(TYPE.setAddress, address, 0);
}

/** Chips stop forwarding commands until they are given an address. */
export function chainInactive(): Uint8Array {
  return command(FOR_ALL | TYPE.chainInactive, 0, 0);
}

/** Asks one chip, or all when `address` is null, for a register. */
export function readRegister(address: number | null, register: number): Uint8Array {
  return address === null ? command(FOR_ALL | TYPE.read, 0, register) : command(TYPE.read, address, register);
}

/** The clock of all chips; 16 bits. */
export function writePllOfAll(value: number): Uint8Array {
  return command(FOR_ALL | TYPE.writePll, value >>> 8, value & 0xff);
}

function command(type: number, second: number, third: number): Uint8Array {
  const frame = Uint8Array.of(type, second, third, 0);
  frame[3] = crc5(frame, CRC_BITS);
  return frame;
}
