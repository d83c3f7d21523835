/**
 * Bytes to lines. Splits at 0x0A and decodes whole lines only, so that a chunk may end anywhere, also
 * inside a UTF-8 sequence. It knows nothing of JSON or sockets.
 */

/**
 * Longest inbound line in bytes. A notify of a 7 kB coinbase is about 15 KiB of hex and public-pool echoes
 * up to 20 kB in one error line (captures, observation 27); anything near this is no pool talking.
 */
export const LINE_LIMIT_BYTES = 256 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class LineSplitter {
  readonly #limitBytes: number;
  #parts: Buffer[] = [];
  #pendingBytes = 0;
  #overflowed = false;

  constructor(limitBytes = LINE_LIMIT_BYTES) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes held back because their line has no end yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** A line grew past the limit: what was held is dropped, and nothing more comes out. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Returns the lines this chunk completes, without their end, empty ones left out. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    while (!this.#overflowed) {
      const end = chunk.indexOf(LINE_FEED, start);
      if (end === -1) {
        this.#hold(chunk.subarray(start));
        break;
      }
      const line = this.#take(chunk.subarray(start, end));
      if (line !== '') lines.push(line);
      start = end + 1;
    }
    return lines;
  }

  #hold(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#pendingBytes += rest.length;
    this.#parts.push(rest);
    if (this.#pendingBytes > this.#limitBytes) this.#overflow();
  }

  #take(last: Buffer): string {
    if (this.#pendingBytes + last.length > this.#limitBytes) {
      this.#overflow();
      return '';
    }
    const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#forget();
    return textOf(bytes);
  }

  #overflow(): void {
    this.#overflowed = true;
    this.#forget();
  }

  #forget(): void {
    this.#parts = [];
    this.#pendingBytes = 0;
  }
}

function textOf(bytes: Buffer): string {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  const text = bytes.toString('utf8', 0, end);
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
