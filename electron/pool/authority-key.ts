/** The authority key at the end of a Stratum V2 address (specification 4.7): base58check of 0x0100 and 32 bytes. */
import { bytesEqual, bytesToHex } from '../core/bytes.ts';
import { sha256d } from '../core/sha256d.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const PREFIX_BYTES = 2;
const KEY_BYTES = 32;
const CHECKSUM_BYTES = 4;
const TOTAL_BYTES = PREFIX_BYTES + KEY_BYTES + CHECKSUM_BYTES;

/** The x-only public key as hex, or null when characters, length, prefix or checksum are wrong. */
export function decodeAuthorityKey(text: string): string | null {
  const bytes = base58Bytes(text);
  if (bytes === null || bytes[0] !== 1 || bytes[1] !== 0) return null;
  const payload = bytes.subarray(0, TOTAL_BYTES - CHECKSUM_BYTES);
  const checksum = bytes.subarray(TOTAL_BYTES - CHECKSUM_BYTES);
  if (!bytesEqual(sha256d(payload).subarray(0, CHECKSUM_BYTES), checksum)) return null;
  return bytesToHex(payload.subarray(PREFIX_BYTES));
}

/** Exactly TOTAL_BYTES bytes; the prefix is not zero, so base58's leading-zero rule never applies. */
function base58Bytes(text: string): Uint8Array | null {
  let value = 0n;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit === -1) return null;
    value = value * 58n + BigInt(digit);
    if (value >> BigInt(8 * TOTAL_BYTES) > 0n) return null;
  }
  const bytes = new Uint8Array(TOTAL_BYTES);
  for (let index = TOTAL_BYTES - 1; index >= 0; index -= 1) {
    bytes[index] = Number(value & 0xffn);
    value >>= 8n;
  }
  return bytes;
}
