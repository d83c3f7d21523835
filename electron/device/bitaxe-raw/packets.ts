/**
 * Packets of the management channel of bitaxe-raw and emberOne boards: requests to GPIO, I2C, ADC, LED and fan,
 * and what answers them (RAW, EMBFW, MUJ). One request at a time, each in one write: firmware gives up a request
 * begun after 4 ms.
 */

export const PAGE = { i2c: 0x05, gpio: 0x06, adc: 0x07, ledOrFan: 0x08 } as const;

export interface Request {
  readonly id: number;
  readonly page: number;
  readonly command: number;
  readonly data: Uint8Array;
}

const HEAD_LENGTH = 6;
const EMPTY = new Uint8Array(0);

/** `len16le id bus page command data`, the length that of the whole. */
export function requestPacket({ id, page, command, data }: Request): Uint8Array {
  const packet = new Uint8Array(HEAD_LENGTH + data.length);
  packet.set([packet.length & 0xff, packet.length >> 8, id, 0, page, command]);
  packet.set(data, HEAD_LENGTH);
  return packet;
}

/** A request before it has its id. */
export type Content = Omit<Request, 'id'>;

/** Sets a pin's level; what each pin is differs by board. */
export function setPin(pin: number, isHigh: boolean): Content {
  return { page: PAGE.gpio, command: pin, data: Uint8Array.of(isHigh ? 1 : 0) };
}

export function readPin(pin: number): Content {
  return { page: PAGE.gpio, command: pin, data: EMPTY };
}

export function setI2cClock(hz: number): Content {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, hz, true);
  return { page: PAGE.i2c, command: 0x10, data };
}

export function writeI2c(address: number, bytes: Uint8Array): Content {
  return { page: PAGE.i2c, command: 0x20, data: Uint8Array.of(address, ...bytes) };
}

export function readI2c(address: number, count: number): Content {
  return { page: PAGE.i2c, command: 0x30, data: Uint8Array.of(address, count) };
}

/** Writes, such as a register's number, and reads in one go. */
export function writeReadI2c(address: number, bytes: Uint8Array, count: number): Content {
  return { page: PAGE.i2c, command: 0x40, data: Uint8Array.of(address, ...bytes, count) };
}

/** Answered by two bytes, little endian, not scaled. */
export function readAdc(input: 'vdd' | 'vin'): Content {
  return { page: PAGE.adc, command: input === 'vdd' ? 0x50 : 0x51, data: EMPTY };
}

/** emberOne only. */
export function setLedColour(red: number, green: number, blue: number): Content {
  return { page: PAGE.ledOrFan, command: 0x10, data: Uint8Array.of(red, green, blue) };
}
