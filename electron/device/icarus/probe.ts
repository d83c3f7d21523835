/**
 * Questions to a device whose answers are known. They are 64 bytes that another device may take amiss, so they
 * go only to a port that is a known stick's or that the user picked.
 */
import { bytesToHex, readU32BE } from '../../core/bytes.ts';
import {
  DIVISION_WORK,
  divisionOf,
  GOLDEN_NONCE,
  GOLDEN_WORK,
  NONCE_BYTES,
  type WorkDivision,
} from './packet.ts';

/** A port while nobody else listens to it. */
export interface ProbePort {
  /** Sends, and resolves with what came until the line was quiet, after `limitMs` at the latest. */
  ask(packet: Uint8Array, limitMs: number): Promise<Uint8Array>;
}

/** The nonce is reached within a millisecond; cgminer waits so long. */
const GOLDEN_LIMIT_MS = 300;
const GOLDEN_TRIES = 3;
/** The slowest device comes to its nonce in a quarter of a second. */
const DIVISION_LIMIT_MS = 1000;

/** Length of the answer to the golden work: 4, 5 (Antminer), 8 (Rockminer). Null when nobody answers so. */
export async function askGolden(port: ProbePort): Promise<number | null> {
  for (let attempt = 0; attempt < GOLDEN_TRIES; attempt += 1) {
    const heard = await port.ask(GOLDEN_WORK, GOLDEN_LIMIT_MS);
    // An answer to older work may come first.
    const at = bytesToHex(heard).indexOf(bytesToHex(GOLDEN_NONCE));
    if (at >= 0 && at % 2 === 0) return heard.length - at / 2;
  }
  return null;
}

/** Into how many parts the device cuts the nonce range; null when it does not answer as it should. */
export async function askDivision(port: ProbePort): Promise<WorkDivision | null> {
  const heard = await port.ask(DIVISION_WORK, DIVISION_LIMIT_MS);
  return heard.length < NONCE_BYTES ? null : divisionOf(readU32BE(heard, 0));
}
