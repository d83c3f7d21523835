/** Which chip is meant: addresses handed out at bring-up, and the chip that an answer came from. */

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

/** Chip that found a nonce, on chips that share the nonces evenly by the first byte as sent (BM1384, BM1387: KG). */
export function chipOfFirstByte(nonceBytes: Uint8Array, chipCount: number): number {
  return Math.min(chipCount - 1, Math.floor((nonceBytes[0] ?? 0) / (256 / chipCount)));
}
