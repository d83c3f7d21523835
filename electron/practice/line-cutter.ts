/** Cuts a byte stream into lines without ever holding more than one line's worth. */

/** Longest line a miner may send, bytes: ckpool takes 1,024, a submit needs about 200. */
const MAX_LINE_BYTES = 16 * 1024;

export class LineCutter {
  #rest: Buffer = Buffer.alloc(0);

  /** Whole lines without their end, empty ones left out; null once a line is too long to be one. */
  push(chunk: Buffer): string[] | null {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const lines: string[] = [];
    for (let end = rest.indexOf(0x0a); end !== -1; end = rest.indexOf(0x0a)) {
      if (end > MAX_LINE_BYTES) return null;
      const line = rest.toString('utf8', 0, end).trim();
      if (line !== '') lines.push(line);
      rest = rest.subarray(end + 1);
    }
    this.#rest = rest;
    return rest.length > MAX_LINE_BYTES ? null : lines;
  }
}
