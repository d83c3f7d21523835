/** From a job to a block header: coinbase, merkle root, the first 76 bytes, and the height inside the coinbase. */
import { concatBytes, writeU32LE } from './bytes.ts';
import type { Job, Work } from './job.ts';
import { sha256d } from './sha256d.ts';

export const HEADER_BYTES = 80;

/** The coinbase transaction without witness: its double SHA-256 is the first merkle leaf. */
export function coinbaseOf(
  job: Pick<Job, 'coinbase1' | 'extranonce1' | 'coinbase2'>,
  extranonce2: Uint8Array,
): Uint8Array {
  return concatBytes(job.coinbase1, job.extranonce1, extranonce2, job.coinbase2);
}

/** Merkle root in internal byte order. */
export function merkleRootOf(coinbase: Uint8Array, branch: readonly Uint8Array[]): Uint8Array {
  const pair = new Uint8Array(64);
  let root = sha256d(coinbase);
  for (const sibling of branch) {
    pair.set(root);
    pair.set(sibling, 32);
    root = sha256d(pair);
  }
  return root;
}

/** Header bytes 0..75; the nonce is what is missing. */
export function header76Of(
  job: Pick<Job, 'prevHash' | 'nbits'>,
  merkleRoot: Uint8Array,
  version: number,
  ntime: number,
): Uint8Array {
  const header = new Uint8Array(76);
  writeU32LE(header, 0, version);
  header.set(job.prevHash, 4);
  header.set(merkleRoot, 36);
  writeU32LE(header, 68, ntime);
  writeU32LE(header, 72, job.nbits);
  return header;
}

/** The whole header of a result. Throws a RangeError when the work has no such version. */
export function headerOf(work: Work, versionIndex: number, nonce: number): Uint8Array {
  const version = work.versions[versionIndex];
  if (version === undefined) throw new RangeError(`The work has no version ${versionIndex}`);
  const header = new Uint8Array(HEADER_BYTES);
  header.set(work.header76);
  writeU32LE(header, 0, version);
  writeU32LE(header, 76, nonce);
  return header;
}

/** Offset of the script length: version 4, input count 1, null outpoint 36. */
const SCRIPT_LENGTH_AT = 41;

/** Opcodes OP_1..OP_16 push the heights 1 to 16. */
const OP_1 = 0x51;
const OP_16 = 0x60;

/** Beyond it nLockTime means a date: no height of a chain (BIP 65 threshold). */
const MAX_HEIGHT = 499_999_999;

/**
 * Height of the block a coinbase belongs to (BIP 34: the first thing its script pushes), or null when there
 * is none to be found. Blocks of version 1 may push anything: do not ask for those.
 */
export function blockHeightOf(coinbase: Uint8Array): number | null {
  const scriptLength = coinbase[SCRIPT_LENGTH_AT] ?? 0;
  const opcode = coinbase[SCRIPT_LENGTH_AT + 1] ?? 0;
  if (coinbase[4] !== 1 || scriptLength < 1) return null;
  if (opcode >= OP_1 && opcode <= OP_16) return opcode - OP_1 + 1;
  if (opcode < 1 || opcode > 4 || scriptLength < 1 + opcode) return null;
  const pushed = coinbase.subarray(SCRIPT_LENGTH_AT + 2, SCRIPT_LENGTH_AT + 2 + opcode);
  if (pushed.length < opcode) return null;
  const height = pushed.reduceRight((value, byte) => value * 256 + byte, 0);
  return isMinimal(pushed) && height >= 1 && height <= MAX_HEIGHT ? height : null;
}

/** Script numbers are positive while the top bit is clear, and carry no zero byte but to keep it clear. */
function isMinimal(pushed: Uint8Array): boolean {
  const top = pushed.at(-1) ?? 0;
  const next = pushed.at(-2) ?? 0;
  return top < 0x80 && (top !== 0 || next >= 0x80);
}
