/** Ticket masks: what difficulty a chip tells nonces from, and how high a stick may be set (KG, ESP). */

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

/** ESP-Miner's ticket difficulty on every chip (ESP). */
const ESP_TICKET = 256;

/** Highest power of two that is neither above `wanted` nor ESP-Miner's; 0 = as high as that. */
export function espTicketDifficulty(wanted: number): number {
  return wanted === 0 ? ESP_TICKET : ticketMaskOf(Math.min(ESP_TICKET, Math.floor(wanted))).difficulty;
}

function reverseBitsOfBytes(value: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit += 1) {
    const mirrored = (bit & ~7) | (7 - (bit & 7));
    if ((value >>> bit) & 1) result |= 1 << mirrored;
  }
  return result >>> 0;
}
