/**
 * Telemetry and power of GekkoScience's A1 and A2 sticks, on their second serial interface: commands of two
 * bytes, answers of one to seven. Bytes in, readings out; who asks and when is the stick's business (KG).
 */

/** Time from a command to its answer, ms (KG). */
export const ANSWER_AFTER_MS = 100;
/** Rest after the answer to a setting, ms (KG). */
export const SETTING_REST_MS = 100;
/** At this the driver takes the voltage down to the second and switches the regulator off (KG). */
export const OVERHEAT_C = 110;
export const COOLDOWN_MV = 100;

const MAX_MV = 500;
const MV_A_STEP = 5;
/** Reference of the controller's converter, volts at 255. */
const REFERENCE_V = 2.048;
const FULL_SCALE = 255;
/** Highest sensible temperature count; it and those above are 125 C, so no lie reads as cool. */
const HOTTEST_COUNT = 218;

export type LedMode = 'off' | 'heartbeat' | 'work' | 'on';
const LED_LETTERS: Readonly<Record<LedMode, string>> = { off: '-', heartbeat: 'H', work: 'N', on: 'O' };

export const ASK_VERSION = letters('?', 'v');
export const ASK_MASK = letters('M', '.');
export const ASK_READING = letters('G', '.');
export const REGULATOR_ON = letters('B', 'O');
export const REGULATOR_OFF = letters('B', '-');

/** Core voltage of each chip, limited to 0 to 500 mV, in steps of 5 rounded down. Throws a RangeError on NaN. */
export function setCoreVoltage(mv: number): Uint8Array {
  return Uint8Array.of('V'.charCodeAt(0), Math.floor(limited(mv, MAX_MV) / MV_A_STEP));
}

/** Fan, limited to 0 to 100 percent. Throws a RangeError on NaN. */
export function setFan(percent: number): Uint8Array {
  return Uint8Array.of('F'.charCodeAt(0), Math.floor(limited(percent, 100)));
}

export function setLed(mode: LedMode): Uint8Array {
  return letters('L', LED_LETTERS[mode]);
}

/** Bits of the mask: which places of a reading mean something. */
const HAS = {
  vin: 1,
  iin: 2,
  vout: 4,
  iout: 8,
  temp1: 0x10,
  temp2: 0x20,
  tach: 0x40,
  highAmps: 0x80,
} as const;
const MASK_V1 = HAS.vin | HAS.vout | HAS.temp1;
const MASK_V2_0 = HAS.vin | HAS.iin | HAS.vout | HAS.iout | HAS.temp1 | HAS.tach | HAS.highAmps;
const MASK_V2_1 = HAS.vin | HAS.iin | HAS.vout | HAS.temp1 | HAS.temp2 | HAS.tach;

/** How a stick's readings are to be read. */
export interface TelemetryLayout {
  readonly generation: 1 | 2 | 3;
  readonly mask: number;
  /** From version 2.1 on, where a fan's speed is measured (KG). */
  readonly canSetFan: boolean;
}

/** Places of a reading, sensors that are not there included. */
const PLACES = 7;

/** Generation by the byte that answers `ASK_VERSION`, or null when it is none that is known. */
export function generationOf(versionByte: number): 1 | 2 | 3 | null {
  const generation = versionByte >> 4;
  return generation === 1 || generation === 2 || generation === 3 ? generation : null;
}

/**
 * Layout by the version byte and, on generation 3, the byte that answers `ASK_MASK`. Null when the version is not
 * known, or when generation 3 did not say its mask.
 */
export function layoutOf(versionByte: number, maskByte: number | null): TelemetryLayout | null {
  const generation = generationOf(versionByte);
  if (generation === null) return null;
  if (generation === 1) return { generation, mask: MASK_V1, canSetFan: false };
  if (generation === 2) {
    const isFirst = (versionByte & 0xf) === 0;
    return { generation, mask: isFirst ? MASK_V2_0 : MASK_V2_1, canSetFan: !isFirst };
  }
  if (maskByte === null) return null;
  return { generation, mask: maskByte, canSetFan: (maskByte & HAS.tach) !== 0 };
}

/** Null is what the stick has no sensor for, or did not say. */
export interface TelemetryReading {
  readonly inputV: number | null;
  readonly inputA: number | null;
  /** Of one chip: two are in series. */
  readonly coreV: number | null;
  readonly outputA: number | null;
  readonly temperatureC: number | null;
  readonly secondTemperatureC: number | null;
  readonly fanRpm: number | null;
}

/** A reading out of the bytes that answered `ASK_READING`; those that are missing are null. */
export function readingOf(reply: Uint8Array, { generation, mask }: TelemetryLayout): TelemetryReading {
  const at = <T>(place: number, bit: number, read: (count: number) => T): T | null => {
    const count = reply[place];
    return count === undefined || (mask & bit) === 0 ? null : read(count);
  };
  const isHighRange = (mask & HAS.highAmps) !== 0;
  return {
    inputV: at(0, HAS.vin, generation === 1 ? inputVoltsV1 : inputVolts),
    inputA: at(1, HAS.iin, (count) => amps(count, isHighRange)),
    coreV: at(2, HAS.vout, coreVolts),
    outputA: at(3, HAS.iout, (count) => amps(count, true)),
    temperatureC: at(4, HAS.temp1, temperature),
    secondTemperatureC: at(5, HAS.temp2, temperature),
    fanRpm: at(6, HAS.tach, fanRpm),
  };
}

/**
 * A reading that can be believed, or null: bytes that are missing or too many leave in doubt which is which, and a
 * line or controller that is stuck says the same everywhere. Single counts at either end of a scale are no number:
 * the controller works, so it has a voltage and draws a current, and full scale is where converters stick. A fan that
 * stands and a core without voltage are told as such.
 */
export function soundReading(reply: Uint8Array, layout: TelemetryLayout): TelemetryReading | null {
  const { mask } = layout;
  const placeCount = 32 - Math.clz32(mask & ~HAS.highAmps);
  if (reply.length !== placeCount && reply.length !== PLACES) return null;
  const told = reply.filter((_, place) => (mask & (1 << place)) !== 0);
  if (told.every((count) => count === told[0]) && (told[0] === 0 || told[0] === FULL_SCALE)) return null;
  const dead = (place: number): boolean => reply[place] === 0 || reply[place] === FULL_SCALE;
  const stuck = (place: number): boolean => reply[place] === FULL_SCALE;
  const reading = readingOf(reply, layout);
  return {
    inputV: dead(0) ? null : reading.inputV,
    inputA: dead(1) ? null : reading.inputA,
    coreV: stuck(2) ? null : reading.coreV,
    outputA: stuck(3) ? null : reading.outputA,
    temperatureC: stuck(4) ? null : reading.temperatureC,
    secondTemperatureC: stuck(5) ? null : reading.secondTemperatureC,
    fanRpm: stuck(6) ? null : reading.fanRpm,
  };
}

/** What the stick draws, W; null where it does not measure both, or has no input voltage, which cannot be. */
export function inputWatts({ inputV, inputA }: TelemetryReading): number | null {
  return inputV === null || inputA === null || inputV === 0 ? null : inputV * inputA;
}

/** Of 6 V. */
export function inputVoltsV1(count: number): number {
  return (count * 6) / FULL_SCALE;
}

export function inputVolts(count: number): number {
  return ((count * REFERENCE_V) / FULL_SCALE) * 12;
}

export function coreVolts(count: number): number {
  return (count * REFERENCE_V) / FULL_SCALE / 2;
}

/** Up to 40.96 A, or 6.4 A in the low range. */
export function amps(count: number, isHighRange: boolean): number {
  return ((count * REFERENCE_V) / FULL_SCALE) * (isHighRange ? 20 : 3.125);
}

/** -50 to 125 C; null at count 0, which is no sensor. */
export function temperature(count: number): number | null {
  if (count === 0) return null;
  return count >= HOTTEST_COUNT ? 125 : (count * 175) / HOTTEST_COUNT - 50;
}

export function fanRpm(count: number): number {
  return count * 30;
}

function limited(value: number, max: number): number {
  if (Number.isNaN(value)) throw new RangeError('a setting must be a number');
  return Math.min(max, Math.max(0, value));
}

function letters(first: string, second: string): Uint8Array {
  return Uint8Array.of(first.charCodeAt(0), second.charCodeAt(0));
}
