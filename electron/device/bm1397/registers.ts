/** Registers of the BM1397 by number, and what goes into them (KG, ESP). */

export const REGISTER = {
  chipId: 0x00,
  hashrate: 0x04,
  pll: 0x08,
  ticketMask: 0x14,
  miscControl: 0x18,
  orderedClock: 0x20,
  fastUart: 0x28,
  coreMailbox: 0x3c,
  uartPll: 0x68,
  pllDivider: 0x70,
  clockOrder0: 0x80,
  clockOrder1: 0x84,
} as const;

/** Chip clock that the UART rate is divided from, Hz. */
const UART_CLOCK_HZ = 25_000_000;
/** Bits of misc control beside the divider, as every driver writes them. */
const MISC_CONTROL_BASE = 0x00006031;
/** The hashrate register counts 2^20 H/s; skot's notes say 2^24 (ESP): unverified on hardware. */
const HASHRATE_UNIT_HS = 2 ** 20;

/** `f = 25 MHz / (8 x (divider + 1))`: 0 is 3.125 M, 1 is 1.5625 M, 26 is 115,741 baud. */
export function baudOfDivider(divider: number): number {
  return UART_CLOCK_HZ / (8 * (divider + 1));
}

/** Misc control value for a UART divider of 0 to 31. */
export function baudRegisterValue(divider: number): number {
  return MISC_CONTROL_BASE | (divider << 8);
}

/** Hashes per second out of register 04, or null when the chip says that it does not know. */
export function hashrateOfRegister(value: number): number | null {
  const isInvalid = value >= 0x80000000 || value === 0x007fffff;
  return isInvalid ? null : value * HASHRATE_UNIT_HS;
}
