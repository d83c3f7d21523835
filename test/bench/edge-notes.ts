/**
 * Bytes seen at the edges of a miner, with their times, and what they tell of its speed once it is over: from
 * a notify to each stick's new work, and from a nonce to its submit.
 */

export interface EdgeSamples {
  /** From a clean notify's bytes out of the socket to its work handed to the binding, one for each stick. */
  readonly workMs: readonly number[];
  /** From a nonce's bytes out of the binding to its submit line written; of nonces that came alone. */
  readonly submitMs: readonly number[];
  /** The same of nonces that came with others. */
  readonly burstMs: readonly number[];
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

/** Nonces nearer to each other than this came together. */
const TOGETHER_NS = 2_000_000n;

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
    return { workMs: this.#workMs(), ...this.#submits() };
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

  #submits(): Pick<EdgeSamples, 'submitMs' | 'burstMs'> {
    const answers = this.#answers();
    const submitMs: number[] = [];
    const burstMs: number[] = [];
    for (const { atNs, what } of this.#written) {
      for (const { method, params } of messagesIn(what)) {
        const answer = method === 'mining.submit' ? answers.get(String(params[NONCE_PARAM])) : undefined;
        if (answer === undefined) continue;
        (answer.isAlone ? submitMs : burstMs).push(Number(atNs - answer.atNs) / 1e6);
      }
    }
    return { submitMs, burstMs };
  }

  /** By nonce as a submit writes it. */
  #answers(): ReadonlyMap<string, { readonly atNs: bigint; readonly isAlone: boolean }> {
    const answers = this.#answered.flatMap(({ atNs, what }) => noncesIn(what).map((hex) => ({ hex, atNs })));
    // In the order in which they were read: only neighbours can be near.
    return new Map(
      answers.map(({ hex, atNs }, i) => {
        const sincePreviousNs = atNs - (answers[i - 1]?.atNs ?? atNs - TOGETHER_NS);
        const untilNextNs = (answers[i + 1]?.atNs ?? atNs + TOGETHER_NS) - atNs;
        return [hex, { atNs, isAlone: sincePreviousNs >= TOGETHER_NS && untilNextNs >= TOGETHER_NS }];
      }),
    );
  }
}

function noncesIn(frames: Buffer): readonly string[] {
  const count = Math.floor(frames.length / ANSWER_BYTES);
  return Array.from({ length: count }, (_, i) =>
    frames
      .readUInt32LE(i * ANSWER_BYTES + NONCE_OFFSET)
      .toString(16)
      .padStart(8, '0'),
  );
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
