/** Solutions told in advance, for replays on mainnet: found again by the work, not by hashing. */
import type { FoundNonce } from './chip.ts';
import type { ChipJob } from './chip-frames.ts';
import { midstateOfHeader } from './nonce-search.ts';

export class KnownSolutions {
  readonly #solutions: readonly {
    readonly head: Uint8Array;
    readonly midstate: Int32Array;
    readonly tailWords: readonly number[];
    readonly nonceWord: number;
  }[];

  /** `headers`: 80 bytes each, solved. */
  constructor(headers: readonly Uint8Array[]) {
    this.#solutions = headers.map((header) => {
      const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
      return {
        head: header.slice(0, 64),
        midstate: midstateOfHeader(header),
        tailWords: [view.getInt32(64), view.getInt32(68), view.getInt32(72)],
        nonceWord: view.getUint32(76),
      };
    });
  }

  /** Every solution that this work leads to, with the midstate or the rolled version it belongs to. */
  answersTo(job: ChipJob, rolledMask: number): FoundNonce[] {
    const found: FoundNonce[] = [];
    for (const solution of this.#solutions) {
      if (!sameWords(solution.tailWords, job.tailWords)) continue;
      if (job.head !== undefined) {
        const versionField = fieldBetween(job.head, solution.head, rolledMask);
        if (versionField === null) continue;
        found.push({ nonceWord: solution.nonceWord, midstateIndex: 0, versionField });
        continue;
      }
      const midstateIndex = job.midstates.findIndex((midstate) => sameWords(solution.midstate, midstate));
      if (midstateIndex !== -1) found.push({ nonceWord: solution.nonceWord, midstateIndex, versionField: 0 });
    }
    return found;
  }
}

function sameWords(first: ArrayLike<number>, second: ArrayLike<number>): boolean {
  for (let word = 0; word < first.length; word += 1) if (first[word] !== second[word]) return false;
  return true;
}

/** Bits 28 to 13 of the version that make one head of the other; null when other bytes differ, or other bits. */
function fieldBetween(head: Uint8Array, solved: Uint8Array, rolledMask: number): number | null {
  for (let at = 4; at < 64; at += 1) if (head[at] !== solved[at]) return null;
  const version = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
  const wanted = new DataView(solved.buffer, solved.byteOffset).getUint32(0, true);
  const rolled = (version ^ wanted) >>> 0;
  const isReached = (version & rolled) === 0 && (rolled & ~(rolledMask << 13)) === 0;
  return isReached ? rolled >>> 13 : null;
}
