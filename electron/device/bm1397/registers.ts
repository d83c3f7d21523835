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

/**
 * Ticket mask for a difficulty: the largest power of two that is not above it once fractions are rounded
 * up, at least 1. The register is that power less one with the bits of each byte reversed (ESP).
 */
export function ticketMaskOf(difficulty: number): { readonly difficulty: number; readonly value: number } {
  const bits = Math.min(31, Math.floor(Math.log2(Math.max(1, Math.ceil(difficulty)))));
  const effective = 2 ** bits;
  return { difficulty: effective, value: reverseBitsOfBytes(effective - 1) };
}

/** Ticket difficulties GekkoScience sets, and how many chips x cores must be exceeded for each (KG). */
const GEKKO_TICKETS: readonly { readonly difficulty: number; readonly aboveCores: number }[] = [
  { difficulty: 64, aboveCores: 2600 },
  { difficulty: 32, aboveCores: 1300 },
  { difficulty: 16, aboveCores: 0 },
  { difficulty: 8, aboveCores: 0 },
  { difficulty: 4, aboveCores: 0 },
  { difficulty: 2, aboveCores: 0 },
  { difficulty: 1, aboveCores: 0 },
];

/**
 * Highest ticket difficulty that a stick of this size may have and that is not above `wanted`; 0 = as high
 * as allowed. Higher ones would leave too few nonces to see a fault by.
 */
export function gekkoTicketDifficulty(wanted: number, totalCores: number): number {
  const limit = wanted === 0 ? Number.POSITIVE_INFINITY : Math.floor(wanted);
  const row = GEKKO_TICKETS.find((ticket) => ticket.difficulty <= limit && totalCores > ticket.aboveCores);
  return row?.difficulty ?? 1;
}

/** Hashes per second out of register 04, or null when the chip says that it does not know. */
export function hashrateOfRegister(value: number): number | null {
  const isInvalid = value >= 0x80000000 || value === 0x007fffff;
  return isInvalid ? null : value * HASHRATE_UNIT_HS;
}

function reverseBitsOfBytes(value: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit += 1) {
    const mirrored = (bit & ~7) | (7 - (bit & 7));
    if ((value >>> bit) & 1) result |= 1 << mirrored;
  }
  return result >>> 0;
}
