/** Numbers as PMBus devices such as the TPS546 send them, and what such a regulator tells of a board. */

/** Commands of the TPS546 (MUJ, ESP). */
export const PMBUS = {
  operation: 0x01,
  onOffConfig: 0x02,
  clearFaults: 0x03,
  voutMode: 0x20,
  voutCommand: 0x21,
  statusWord: 0x79,
  readVin: 0x88,
  readVout: 0x8b,
  readIout: 0x8c,
  readTemperature: 0x8d,
} as const;
export const TPS546_ADDRESS = 0x24;

const MIN_EXPONENT = -16;
const MAX_EXPONENT = 15;
const MIN_MANTISSA = -1024;
const MAX_MANTISSA = 1023;

/** A voltage to its 16 bits by the exponent in VOUT_MODE (97 is 2^-9). Throws a RangeError when it does not fit. */
export function ulinear16(volts: number, voutMode: number): number {
  const raw = Math.round(volts / 2 ** exponentOf(voutMode));
  if (!(raw >= 0 && raw <= 0xffff)) throw new RangeError(`${volts} V does not fit ULINEAR16`);
  return raw;
}

export function voltsOfUlinear16(raw: number, voutMode: number): number {
  return raw * 2 ** exponentOf(voutMode);
}

/** A number to 5 bits of exponent and 11 of mantissa: the smallest error, then the lowest exponent (MUJ). */
export function slinear11(value: number): number {
  let best: { readonly raw: number; readonly error: number } | null = null;
  for (let exponent = MIN_EXPONENT; exponent <= MAX_EXPONENT; exponent += 1) {
    const mantissa = Math.round(value / 2 ** exponent);
    if (!(mantissa >= MIN_MANTISSA && mantissa <= MAX_MANTISSA)) continue;
    const error = Math.abs(mantissa * 2 ** exponent - value);
    if (best === null || error < best.error) {
      best = { raw: ((exponent & 0x1f) << 11) | (mantissa & 0x7ff), error };
    }
  }
  if (best === null) throw new RangeError(`${value} does not fit SLINEAR11`);
  return best.raw;
}

export function valueOfSlinear11(raw: number): number {
  const exponent = signed(raw >> 11, 5);
  return signed(raw, 11) * 2 ** exponent;
}

/** What goes over I2C: low byte first. */
export function pmbusWord(raw: number): Uint8Array {
  return Uint8Array.of(raw & 0xff, raw >> 8);
}

/** Null when the two bytes did not come. */
export function wordOfPmbus(bytes: Uint8Array): number | null {
  const [low, high] = bytes;
  return low === undefined || high === undefined ? null : low | (high << 8);
}

export interface Tps546Reading {
  readonly inputV: number | null;
  readonly outputV: number | null;
  readonly outputA: number | null;
  readonly temperatureC: number | null;
}

/** A reading out of the bytes that answered each command; null is what did not come. */
export function tps546Reading(
  bytes: Readonly<Record<'vin' | 'vout' | 'iout' | 'temperature', Uint8Array>>,
  voutMode: number,
): Tps546Reading {
  const vout = wordOfPmbus(bytes.vout);
  return {
    inputV: linear(bytes.vin),
    outputV: vout === null ? null : voltsOfUlinear16(vout, voutMode),
    outputA: linear(bytes.iout),
    temperatureC: linear(bytes.temperature),
  };
}

/** What a board with this regulator draws: its output and what the rest of the board needs, W (ESP). */
export function boardWatts(
  { outputV, outputA }: Pick<Tps546Reading, 'outputV' | 'outputA'>,
  restW: number,
): number | null {
  return outputV === null || outputA === null ? null : outputV * outputA + restW;
}

/** What the regulator is set to where domains are in series (ESP). */
export function railVolts(coreV: number, domainCount: number): number {
  return coreV * domainCount;
}

function linear(bytes: Uint8Array): number | null {
  const raw = wordOfPmbus(bytes);
  return raw === null ? null : valueOfSlinear11(raw);
}

function exponentOf(voutMode: number): number {
  return signed(voutMode, 5);
}

/** The lowest bits as a signed number. */
function signed(value: number, bits: number): number {
  return (value << (32 - bits)) >> (32 - bits);
}
