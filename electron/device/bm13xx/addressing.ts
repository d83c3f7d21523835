/** Which chip is meant: addresses handed out at bring-up, and the chip that a nonce or an answer came from. */

/** Chips share the 256 addresses evenly (KG). */
export function addressStep(chipCount: number): number {
  return Math.floor(256 / chipCount);
}

/** Address of the chip at this place in the chain, 0 the nearest to the host. */
export function addressOfChip(chipIndex: number, chipCount: number): number {
  return (addressStep(chipCount) * chipIndex) & 0xff;
}

/** Chip an answer came from; may be the chip count or more where 256 does not divide evenly. */
export function chipOfAddress(address: number, chipCount: number): number {
  return Math.floor(address / addressStep(chipCount));
}

/**
 * Chip that found a nonce, by the nonce bytes as sent: with six chips by the second byte, in blocks of 64
 * of which each chip has 42 / 4; otherwise by the third (KG).
 */
export function chipOfNonce(nonceBytes: Uint8Array, chipCount: number): number {
  const last = chipCount - 1;
  if (chipCount === 6) {
    const inBlock = (nonceBytes[1] ?? 0) % 64;
    return Math.min(last, Math.floor(inBlock / (addressStep(chipCount) / 4)));
  }
  return Math.min(last, Math.floor((nonceBytes[2] ?? 0) / (256 / chipCount)));
}
