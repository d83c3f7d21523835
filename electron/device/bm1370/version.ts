/** Versions that chips roll themselves: what they are told, and what header their answer is about. */

/** Lowest header bit of the 16 that a chip can roll (BIP 320). */
const FIELD_SHIFT = 13;
/** Header bits 28 to 13: all that a chip can roll (BIP 320). */
export const ROLLED_BITS = 0x1fffe000;
/** Rolls by itself, generator code 1 (ESP). */
export const AUTO_ROLL = 0x90000000;
/** Rolls by itself, generator code 0: what GekkoScience's A2 is told (KG). */
export const AUTO_ROLL_CODE_0 = 0x80000000;

/** Value of register A4 for a mask of header bits; bits outside 28 to 13 are not rolled. */
export function versionMaskValue(versionMask: number, rollCode = AUTO_ROLL): number {
  return (rollCode | ((versionMask >>> FIELD_SHIFT) & 0xffff)) >>> 0;
}

/** Header version of an answer: the job's with the rolled bits put in (ESP, KG, MUJ). */
export function rolledVersion(jobVersion: number, versionField: number): number {
  return (jobVersion | (versionField << FIELD_SHIFT)) >>> 0;
}

/**
 * The version after this one as ESP-Miner counts: up by the lowest bit of a mask without holes. When all its bits
 * are set the carry goes on above the mask, so a version may leave it (ESP).
 */
export function nextVersion(version: number, mask: number): number {
  if (mask === 0) return version;
  const counted = (version & mask) >>> 0;
  const sum = counted + ((mask & -mask) >>> 0);
  const overflow = (sum & ~mask) >>> 0;
  const next = ((version & ~mask) | (sum & mask)) >>> 0;
  return overflow === 0 ? next : nextVersion(next, (overflow << 1) >>> 0);
}
