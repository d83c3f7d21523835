/** Which chip found a nonce, by the nonces that each one searches. */
import { addressStep } from '../bm13xx/addressing.ts';

/**
 * By the nonce bytes as sent: with six chips by the second byte, in blocks of 64 of which each chip has
 * 42 / 4; otherwise by the third (KG).
 */
export function chipOfNonce(nonceBytes: Uint8Array, chipCount: number): number {
  const last = chipCount - 1;
  if (chipCount === 6) {
    const inBlock = (nonceBytes[1] ?? 0) % 64;
    return Math.min(last, Math.floor(inBlock / (addressStep(chipCount) / 4)));
  }
  return Math.min(last, Math.floor((nonceBytes[2] ?? 0) / (256 / chipCount)));
}
