/** Commands of chips with registers of 32 bits: `preamble | type | length | address | register | data | crc` (ESP, KG). */
import { crc5 } from './crc.ts';

/** First byte of each command; generations of chips number them differently. */
export interface CommandTypes {
  readonly setAddress: number;
  readonly readOne: number;
  readonly writeOne: number;
  readonly readAll: number;
  readonly writeAll: number;
  readonly chainInactive: number;
}

export interface RegisterCommands {
  /** Takes the first chip that has no address yet, and gives it this one, 0 to 255. */
  setAddress(address: number): Uint8Array;
  /** Chips stop forwarding commands until they are given an address. */
  chainInactive(): Uint8Array;
  /** Asks one chip, or all when `address` is null, for a register. */
  readRegister(address: number | null, register: number): Uint8Array;
  /** Writes 32 bits, sent most significant byte first, to one chip, or to all when `address` is null. */
  writeRegister(address: number | null, register: number, value: number): Uint8Array;
}

/** The checksum does not cover the preamble, which may be empty. */
export function registerCommands(types: CommandTypes, preamble: readonly number[]): RegisterCommands {
  const command = (body: readonly number[]): Uint8Array =>
    Uint8Array.from([...preamble, ...body, crc5(Uint8Array.from(body))]);
  return {
    setAddress: (address) => command([types.setAddress, 5, address, 0]),
    chainInactive: () => command([types.chainInactive, 5, 0, 0]),
    readRegister: (address, register) =>
      command([address === null ? types.readAll : types.readOne, 5, address ?? 0, register]),
    writeRegister(address, register, value) {
      const type = address === null ? types.writeAll : types.writeOne;
      const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
      return command([type, 9, address ?? 0, register, ...bytes]);
    },
  };
}
