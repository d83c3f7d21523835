/** The DS4432U, by which older boards set their core voltage, and the INA260, by which they measure what they draw. */

export const DS4432U_ADDRESS = 0x48;
export const DS4432U_OUTPUT_0 = 0xf8;
export const INA260_ADDRESS = 0x40;
export const INA260 = { current: 0x01, voltage: 0x02, power: 0x03 } as const;

/** Feedback of the regulator and the resistors round it, and the full current of the DAC (ESP). */
const FEEDBACK_V = 0.6;
const UPPER_OHM = 4750;
const LOWER_OHM = 3320;
const FULL_CURRENT_A = 0.000098921;
const MAX_CODE = 127;
/** Output with the DAC at 0; below it the current goes the other way, bit 7 (ESP). */
const NOMINAL_V = 1.451;
const LOWERS = 0x80;
const MAX_V = 2.39;

/**
 * DAC code for a core voltage. Throws a RangeError for one that cannot be reached: cut to 7 bits it would come
 * out as another, higher voltage (ESP).
 */
export function ds4432uCode(coreV: number): number {
  const amps = FEEDBACK_V / LOWER_OHM - (coreV - FEEDBACK_V) / UPPER_OHM;
  const code = Math.ceil((Math.abs(amps) / FULL_CURRENT_A) * MAX_CODE);
  if (!(code <= MAX_CODE && coreV <= MAX_V))
    throw new RangeError(`${coreV} V is out of reach of the DS4432U`);
  return coreV < NOMINAL_V ? code | LOWERS : code;
}

/** The same on an emberOne/00, whose regulator is an LM25119 for all chips together (EMB). */
const EMBER_FEEDBACK_V = 0.8;
const EMBER_UPPER_OHM = 3570;
const EMBER_LOWER_OHM = 1020;
const EMBER_FULL_CURRENT_A = (0.997 / 39_000) * (127 / 16);
const EMBER_NOMINAL_V = (EMBER_FEEDBACK_V * (EMBER_UPPER_OHM + EMBER_LOWER_OHM)) / EMBER_LOWER_OHM;
const EMBER_MIN_V = 2.875;
const EMBER_MAX_V = 4.324;

/** DAC code for the rail of an emberOne/00. Throws a RangeError for one out of reach (EMB). */
export function emberCode(railV: number): number {
  if (!(railV > EMBER_MIN_V && railV < EMBER_MAX_V)) throw new RangeError(`${railV} V is out of reach`);
  const amps = EMBER_FEEDBACK_V / EMBER_LOWER_OHM - (railV - EMBER_FEEDBACK_V) / EMBER_UPPER_OHM;
  const code = Math.ceil((Math.abs(amps) / EMBER_FULL_CURRENT_A) * MAX_CODE);
  return railV < EMBER_NOMINAL_V ? code | LOWERS : code;
}

/** 1.25 mA a count, signed. */
export function ina260Amps(raw: number): number {
  return ((raw << 16) >> 16) * 0.00125;
}

/** 1.25 mV a count. */
export function ina260Volts(raw: number): number {
  return raw * 0.00125;
}

/** 10 mW a count. */
export function ina260Watts(raw: number): number {
  return raw * 0.01;
}
