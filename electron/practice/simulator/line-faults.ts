/** What a bad cable does to bytes on their way from the chips. */
import type { Random } from '../../contract/ports.ts';

/** Chance for each byte, 0 to 1. */
export interface LineFaults {
  readonly lostChance: number;
  readonly doubledChance: number;
  /** A random byte slips in before this one. */
  readonly noiseChance: number;
}

/** A good cable. */
export const NO_LINE_FAULTS: LineFaults = { lostChance: 0, doubledChance: 0, noiseChance: 0 };

/** The bytes as they arrive over such a cable: some lost, some twice, noise in between. */
export function spoiled(bytes: Uint8Array, faults: LineFaults, random: Random): Uint8Array {
  if (faults === NO_LINE_FAULTS) return bytes;
  const out: number[] = [];
  for (const byte of bytes) {
    if (random() < faults.noiseChance) out.push(Math.floor(random() * 256));
    if (random() < faults.lostChance) continue;
    out.push(byte);
    if (random() < faults.doubledChance) out.push(byte);
  }
  return Uint8Array.from(out);
}
