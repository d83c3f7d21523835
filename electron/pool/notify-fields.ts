/**
 * Reads the parameters of mining.notify. By hand and not by a schema: this stands between every new block and
 * the sticks, and a schema takes a tenth of a millisecond when its code has been idle.
 */

export interface NotifyFields {
  /** Opaque: goes back byte for byte. */
  readonly jobId: string;
  /** 64 digits in Stratum's word-swapped order. */
  readonly prevHash: string;
  readonly coinbase1: string;
  readonly coinbase2: string;
  readonly merkleBranch: readonly string[];
  /** Eight digits each, big-endian. */
  readonly version: string;
  readonly nbits: string;
  readonly ntime: string;
}

/** 2^32 transactions fit under 32 levels; more is no merkle branch. */
const MAX_BRANCH = 32;

/** Hex comes out in lower case. A text says which field is wrong, and how. */
export function readNotifyFields(params: unknown): NotifyFields | string {
  if (!Array.isArray(params)) return 'the parameters are no list';
  const fields: readonly unknown[] = params;
  const [jobId, prevHash, coinbase1, coinbase2, branch, version, nbits, ntime] = fields;
  if (typeof jobId !== 'string') return 'field 0 is no text';
  if (!isHash(prevHash)) return 'field 1 is no hash';
  if (!isHexBytes(coinbase1)) return 'field 2 is no hex';
  if (!isHexBytes(coinbase2)) return 'field 3 is no hex';
  if (!isBranch(branch)) return `field 4 is no list of at most ${MAX_BRANCH} hashes`;
  if (!isWord(version)) return 'field 5 is no word';
  if (!isWord(nbits)) return 'field 6 is no word';
  if (!isWord(ntime)) return 'field 7 is no word';
  return {
    jobId,
    prevHash: prevHash.toLowerCase(),
    coinbase1: coinbase1.toLowerCase(),
    coinbase2: coinbase2.toLowerCase(),
    merkleBranch: branch.map((hash) => hash.toLowerCase()),
    version: padded(version),
    nbits: padded(nbits),
    ntime: padded(ntime),
  };
}

const HASH = /^[0-9a-f]{64}$/i;
const HEX = /^[0-9a-f]*$/i;
/** public-pool prints the version unpadded (`toString(16)`). */
const WORD = /^[0-9a-f]{1,8}$/i;

const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);
const isHexBytes = (value: unknown): value is string =>
  typeof value === 'string' && value.length % 2 === 0 && HEX.test(value);
const isWord = (value: unknown): value is string => typeof value === 'string' && WORD.test(value);
const isBranch = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= MAX_BRANCH && value.every(isHash);

const padded = (word: string): string => word.toLowerCase().padStart(8, '0');
