/** Where in a chain a nonce was found, by the four nonce bytes as sent. */
import { addressStep } from '../bm13xx/addressing.ts';

/** Core of the chip, 0 to 127: the seven highest bits (ESP, MUJ). */
export function coreOfNonce(nonceBytes: Uint8Array): number {
  return (nonceBytes[0] ?? 0) >> 1;
}

/** Address of a BM1362 or BM1366 that found it; its lowest bit belongs to the count and is left out (MUJ). */
export function addressOfNonce(nonceBytes: Uint8Array): number {
  return addressBits(nonceBytes) & 0xfe;
}

/**
 * Chip that found it, as ESP-Miner counts; may be the chip count or more where 256 does not divide evenly. On
 * chips with a nonce offset instead of an address (BM1370) it is only the part of the range (ESP, MUJ).
 */
export function chipOfHeaderNonce(nonceBytes: Uint8Array, chipCount: number): number {
  return Math.floor(addressBits(nonceBytes) / addressStep(chipCount));
}

/** Bits 24 to 17 of the nonce bytes read big endian. */
function addressBits(nonceBytes: Uint8Array): number {
  const [b0 = 0, b1 = 0] = nonceBytes;
  return ((b0 & 1) << 7) | (b1 >> 1);
}
