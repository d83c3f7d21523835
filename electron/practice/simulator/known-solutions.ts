/** Solutions told in advance, for replays on mainnet: found again by the work, not by hashing. */
import type { FoundNonce } from './chip.ts';
import type { ChipJob } from './chip-frames.ts';
import { midstateOfHeader } from './nonce-search.ts';

export class KnownSolutions {
  readonly #solutions: readonly {
    readonly midstate: Int32Array;
    readonly tailWords: readonly number[];
    readonly nonceWord: number;
  }[];

  /** `headers`: 80 bytes each, solved. */
  constructor(headers: readonly Uint8Array[]) {
    this.#solutions = headers.map((header) => {
      const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
      return {
        midstate: midstateOfHeader(header),
        tailWords: [view.getInt32(64), view.getInt32(68), view.getInt32(72)],
        nonceWord: view.getUint32(76),
      };
    });
  }

  /** Every solution that this work leads to, with the midstate it belongs to. */
  answersTo(job: ChipJob): FoundNonce[] {
    const found: FoundNonce[] = [];
    for (const solution of this.#solutions) {
      if (!sameWords(solution.tailWords, job.tailWords)) continue;
      const midstateIndex = job.midstates.findIndex((midstate) => sameWords(solution.midstate, midstate));
      if (midstateIndex !== -1) found.push({ nonceWord: solution.nonceWord, midstateIndex });
    }
    return found;
  }
}

function sameWords(first: ArrayLike<number>, second: ArrayLike<number>): boolean {
  for (let word = 0; word < first.length; word += 1) if (first[word] !== second[word]) return false;
  return true;
}
