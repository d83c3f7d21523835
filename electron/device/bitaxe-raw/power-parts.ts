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
