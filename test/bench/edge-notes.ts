/**
 * Bytes seen at the edges of a miner, with their times, and what they tell of its speed once it is over: from
 * a notify to each stick's new work, and from a nonce to its submit.
 */

export interface EdgeSamples {
  /** From a clean notify's bytes out of the socket to its work handed to the binding, one for each stick. */
  readonly workMs: readonly number[];
  /** From a nonce's bytes out of the binding to its submit line written. */
  readonly submitMs: readonly number[];
}

interface Note<T> {
  readonly atNs: bigint;
  readonly what: T;
}

/** Frames of a BM1397: job with four midstates, answer (ESP). */
const JOB_TYPE = 0x21;
const NTIME_OFFSET = 14;
const ANSWER_BYTES = 9;
const NONCE_OFFSET = 2;

const NTIME_PARAM = 7;
const NONCE_PARAM = 4;

export class EdgeNotes {
  readonly #received: Note<Buffer>[] = [];
  readonly #written: Note<string>[] = [];
  readonly #answered: Note<Buffer>[] = [];
  readonly #handed: Note<{ readonly fd: number; readonly ntime: number }>[] = [];

  received(atNs: bigint, what: Buffer): void {
    this.#received.push({ atNs, what });
  }

  written(atNs: bigint, what: string): void {
    this.#written.push({ atNs, what });
  }

  answered(atNs: bigint, bytes: Buffer): void {
    this.#answered.push({ atNs, what: Buffer.from(bytes) });
  }

  handed(atNs: bigint, fd: number, frame: Buffer): void {
    if (frame[2] !== JOB_TYPE) return;
    this.#handed.push({ atNs, what: { fd, ntime: frame.readUInt32LE(NTIME_OFFSET) } });
  }

  samples(): EdgeSamples {
    return { workMs: this.#workMs(), submitMs: this.#submitMs() };
  }

  #workMs(): number[] {
    const notifiedNs = new Map<number, bigint>();
    for (const { atNs, what } of this.#received) {
      for (const { method, params } of messagesIn(what.toString())) {
        if (method === 'mining.notify')
          notifiedNs.set(Number.parseInt(String(params[NTIME_PARAM]), 16), atNs);
      }
    }
    const seen = new Set<string>();
    return this.#handed.flatMap(({ atNs, what: { fd, ntime } }) => {
      const key = `${fd} ${ntime}`;
      const sinceNs = notifiedNs.get(ntime);
      if (seen.has(key) || sinceNs === undefined) return [];
      seen.add(key);
      return [Number(atNs - sinceNs) / 1e6];
    });
  }

  #submitMs(): number[] {
    const answeredNs = new Map<string, bigint>();
    for (const { atNs, what } of this.#answered) {
      for (let at = 0; at + ANSWER_BYTES <= what.length; at += ANSWER_BYTES) {
        const nonce = what.readUInt32LE(at + NONCE_OFFSET);
        answeredNs.set(nonce.toString(16).padStart(8, '0'), atNs);
      }
    }
    return this.#written.flatMap(({ atNs, what }) =>
      messagesIn(what).flatMap(({ method, params }) => {
        const sinceNs = method === 'mining.submit' ? answeredNs.get(String(params[NONCE_PARAM])) : undefined;
        return sinceNs === undefined ? [] : [Number(atNs - sinceNs) / 1e6];
      }),
    );
  }
}

/** A line that was split over two chunks is left out: one in thousands. */
function messagesIn(
  text: string,
): readonly { readonly method?: string; readonly params: readonly unknown[] }[] {
  return text.split('\n').flatMap((line) => {
    try {
      const { method, params } = JSON.parse(line);
      return Array.isArray(params) ? [{ method, params }] : [];
    } catch {
      return [];
    }
  });
}
