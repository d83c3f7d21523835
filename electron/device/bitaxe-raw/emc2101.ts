/** The EMC2101 fan controller: chip temperature by the diode on the ASIC, and the fan (MUJ, ESP). */

export const EMC2101_ADDRESS = 0x4c;
export const EMC2101 = {
  internalTemperature: 0x00,
  externalHigh: 0x01,
  config: 0x03,
  externalLow: 0x10,
  tachLow: 0x46,
  tachHigh: 0x47,
  fanConfig: 0x4a,
  fanDuty: 0x4c,
  productId: 0xfd,
} as const;

const MAX_DUTY = 63;
const C_A_COUNT = 0.125;
/** Readings that mean the diode is not there or shorted. */
const OPEN_COUNT = 0x3f8;
const SHORT_COUNT = 0x3ff;
const RPM_CONSTANT = 5_400_000;
/** A fan that stands still counts to the end; 82 rpm is what that comes to (ESP). */
const STANDSTILL_RPM = 82;

export type DiodeReading =
  | { readonly kind: 'temperature'; readonly temperatureC: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'short' };

/** By the registers 01 and 10. Boards may need an offset on top. */
export function diodeReading(high: number, low: number): DiodeReading {
  const count = ((high << 8) | low) >> 5;
  if (count === OPEN_COUNT) return { kind: 'open' };
  if (count === SHORT_COUNT) return { kind: 'short' };
  return { kind: 'temperature', temperatureC: ((count << 21) >> 21) * C_A_COUNT };
}

/** Turns a minute by the tachometer's count; 0 when the fan stands. */
export function rpmOfTach(count: number): number {
  if (count <= 0) return 0;
  const rpm = Math.floor(RPM_CONSTANT / count);
  return rpm === STANDSTILL_RPM ? 0 : rpm;
}

/** Register 4C for a share of full speed, 0 to 1. Full when that is not a number: a fan too fast harms nothing. */
export function fanDuty(share: number): number {
  return Number.isNaN(share) ? MAX_DUTY : Math.round(Math.min(1, Math.max(0, share)) * MAX_DUTY);
}
