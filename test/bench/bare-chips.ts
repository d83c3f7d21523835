/**
 * The least that passes for one BM1397 behind a tty: it answers what bring-up asks and notes when work came.
 * It hashes only when it is told to find a nonce, so that it never stands in the way of a measurement.
 */
import { sha256dFromMidstate } from '../../electron/core/sha256d.ts';
import { meetsTarget, targetOfDifficulty } from '../../electron/core/target.ts';
import {
  type ChipJob,
  HostFrameReader,
  nonceAnswer,
  registerAnswer,
} from '../../electron/practice/simulator/chip-frames.ts';
import { openTtyPair, type TtyPair } from '../doubles/tty-pair.ts';
import { BENCH_CHAIN, BENCH_DIFFICULTY } from './bench-job.ts';

const CHIP_ID_REGISTER = 0;
const CHIP_ID = 0x13971800;
const TARGET = targetOfDifficulty(BENCH_DIFFICULTY, BENCH_CHAIN);

export interface FoundAnswer {
  /** As a submit writes it. */
  readonly nonceHex: string;
  readonly frame: Uint8Array;
}

export class BareChips {
  readonly path: string;
  readonly #pair: TtyPair;
  readonly #reader = new HostFrameReader();
  readonly #registers = new Map([[CHIP_ID_REGISTER, CHIP_ID]]);
  readonly #onJob: (ntime: number, atNs: bigint) => void;
  #job: ChipJob | null = null;
  #nextNonce = Math.floor(Math.random() * 2 ** 32);

  /** `onJob` gets a job's ntime and when the chunk with its first byte was there to read. */
  constructor(onJob: (ntime: number, atNs: bigint) => void) {
    this.#onJob = onJob;
    this.#pair = openTtyPair();
    this.path = this.#pair.path;
    this.#pair.onBytes((bytes) => {
      const atNs = process.hrtime.bigint();
      // Later, so that the next stick's bytes are not timed by how long these take to read.
      setImmediate(() => this.#take(bytes, atNs));
    });
  }

  /** Searches the newest job; null when there is none yet. Takes some 0.1 ms. */
  find(): FoundAnswer | null {
    const job = this.#job;
    const [state] = job?.midstates ?? [];
    if (job === null || state === undefined) return null;
    const midstate = Uint32Array.from(state);
    const tail = new DataView(new ArrayBuffer(16));
    for (const [index, word] of job.tailWords.entries()) tail.setInt32(4 * index, word);
    for (;;) {
      this.#nextNonce = (this.#nextNonce + 1) >>> 0;
      tail.setUint32(12, this.#nextNonce);
      if (meetsTarget(sha256dFromMidstate(midstate, new Uint8Array(tail.buffer)), TARGET)) break;
    }
    return {
      nonceHex: tail.getUint32(12, true).toString(16).padStart(8, '0'),
      frame: nonceAnswer(this.#nextNonce, job.chipJobId, 0),
    };
  }

  send(frame: Uint8Array): void {
    this.#pair.write(frame);
  }

  close(): void {
    this.#pair.close();
  }

  #take(bytes: Uint8Array, atNs: bigint): void {
    for (const command of this.#reader.push(bytes)) {
      if (command.kind === 'job') {
        this.#job = command.job;
        this.#onJob(littleEndian(command.job.tailWords[1]), atNs);
      } else if (command.kind === 'writeRegister') {
        this.#registers.set(command.register, command.value);
      } else if (command.kind === 'readRegister') {
        const value = this.#registers.get(command.register) ?? 0;
        this.send(registerAnswer(0, command.register, value));
      }
    }
  }
}

/** The other reading of the same four bytes. */
function littleEndian(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
