/**
 * What a device of the Icarus family makes of the host's bytes. There are no frames: 64 bytes are work, and with
 * Antminers four bytes that nothing follows are a command. Written apart from `device/`, as `chip-frames.ts` is.
 */
import type { Clock } from '../../contract/ports.ts';

/** Words as big-endian readings of the header's bytes. */
export interface IcarusWork {
  /** 0 where the host gives none. */
  readonly workId: number;
  /** SHA-256 state h0..h7. */
  readonly midstate: Int32Array;
  /** Header bytes 64..75: merkle tail, ntime, nbits. */
  readonly tailWords: readonly [number, number, number];
  /** The first nonce of a work by which drivers know devices; null for any other work. */
  knownNonce(division: number): number | null;
}

export interface IcarusFrameReaderDeps {
  readonly clock: Clock;
  readonly takesCommands: boolean;
  readonly onWork: (work: IcarusWork) => void;
  readonly onClock: (register: number) => void;
  readonly onVoltage: (coreMv: number) => void;
}

const WORK_BYTES = 64;
const COMMAND_BYTES = 4;
/** Bytes of one command come together; work takes 6 ms on the wire, and is handed over whole. */
const COMMAND_QUIET_MS = 2;
/** Part of a work that nothing follows was noise. */
const WORK_QUIET_MS = 100;

export class IcarusFrameReader {
  readonly #deps: IcarusFrameReaderDeps;
  #pending: readonly number[] = [];
  #cancelTimer: () => void = () => {};
  /** Bytes that nothing came of, a run at a time. */
  badFrames = 0;

  constructor(deps: IcarusFrameReaderDeps) {
    this.#deps = deps;
  }

  push(bytes: Uint8Array): void {
    this.#cancelTimer();
    this.#pending = [...this.#pending, ...bytes];
    while (this.#pending.length >= WORK_BYTES) {
      const packet = Uint8Array.from(this.#pending.slice(0, WORK_BYTES));
      this.#pending = this.#pending.slice(WORK_BYTES);
      this.#deps.onWork(workOf(packet));
    }
    if (this.#pending.length === 0) return;
    this.#cancelTimer = this.#deps.clock.after(COMMAND_QUIET_MS, () => this.#quiet());
  }

  /** Forgets what has begun, and takes the timer back. */
  clear(): void {
    this.#cancelTimer();
    this.#pending = [];
  }

  #quiet(): void {
    if (this.#deps.takesCommands && this.#obeyAll()) {
      this.#pending = [];
      return;
    }
    this.#cancelTimer = this.#deps.clock.after(WORK_QUIET_MS, () => {
      this.badFrames += 1;
      this.#pending = [];
    });
  }

  /** False, and nothing done, unless all that is pending is commands. */
  #obeyAll(): boolean {
    if (this.#pending.length % COMMAND_BYTES !== 0) return false;
    const commands: (() => void)[] = [];
    for (let at = 0; at < this.#pending.length; at += COMMAND_BYTES) {
      const command = this.#commandOf(this.#pending.slice(at, at + COMMAND_BYTES));
      if (command === null) return false;
      commands.push(command);
    }
    for (const command of commands) command();
    return true;
  }

  #commandOf([head = 0, high = 0, low = 0, last = 0]: readonly number[]): (() => void) | null {
    if (crc5([head, high, low]) !== (last & 0x1f)) return null;
    if (head === 0x82) return () => this.#deps.onClock((high << 8) | low);
    const digits = (((high & 0xf) << 8) | low).toString(16);
    return head === 0xaa ? () => this.#deps.onVoltage(Number(digits)) : null;
  }
}

/** [KI, BI] */
const KNOWN: readonly { readonly start: string; readonly nonceOf: (division: number) => number | null }[] = [
  { start: '4679ba4ec99876bf', nonceOf: () => 0x000187a2 },
  {
    start: '2e4c8f91fd595d2d',
    nonceOf: (division) => ({ 1: 0x04c0fdb4, 2: 0x82540e46, 4: 0x417c0f36, 8: 0x60c994d5 })[division] ?? null,
  },
];

function workOf(packet: Uint8Array): IcarusWork {
  const view = new DataView(packet.buffer);
  const start = Buffer.from(packet.subarray(0, 8)).toString('hex');
  return {
    workId: packet[51] ?? 0,
    midstate: Int32Array.from({ length: 8 }, (_, word) => view.getInt32(28 - word * 4)),
    tailWords: [view.getInt32(60), view.getInt32(56), view.getInt32(52)],
    knownNonce: (division) => KNOWN.find((known) => known.start === start)?.nonceOf(division) ?? null,
  };
}

/** CRC5 of the 24 bits and the three zero bits that follow them. */
function crc5(bytes: readonly number[]): number {
  let crc = 0x1f;
  for (let bit = 0; bit < 27; bit += 1) {
    const input = ((bytes[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1;
    crc = ((crc >>> 4) ^ input) === 1 ? ((crc << 1) & 0x1f) ^ 0x05 : (crc << 1) & 0x1f;
  }
  return crc;
}
