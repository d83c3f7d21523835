/**
 * What simulated chips of one generation have in common: their wire, their registers and which nonces each
 * searches. Each family is written from the sources, apart from `device/`.
 */
import type { ChipJob, HostCommand } from './chip-frames.ts';
import type { NonceSlice } from './nonce-slice.ts';

/** Takes host bytes apart. */
export interface HostReader {
  /** Places that looked like a command and were none. */
  readonly badFrames: number;
  push(bytes: Uint8Array): HostCommand[];
  /** Forgets a frame begun: the line was reset or garbled. */
  clear(): void;
}

/** Contents by register number; what is not in it reads as zero. */
export type Registers = ReadonlyMap<number, number>;

export interface ChipFamily {
  /** Hashes of one chip a clock. */
  readonly cores: number;
  /** What registers hold after power-up. */
  readonly powerUp: Registers;
  /** Registers that cannot be written. */
  readonly fixed: ReadonlySet<number>;
  newReader(): HostReader;
  /** The answer to a read command; `address` is the chip's own. */
  registerAnswer(address: number, register: number, registers: Registers): Uint8Array;
  nonceAnswer(nonceWord: number, chipJobId: number, midstateIndex: number, versionField: number): Uint8Array;
  /** 0 when powered down. */
  frequencyMhz(registers: Registers): number;
  baudRate(registers: Registers): number;
  /** Difficulty at which chips filter. */
  ticketDifficulty(registers: Registers, job: ChipJob | null): number;
  /**
   * Version bits, 28 to 13 of the header, that chips roll themselves; absent where they roll none. Mask 0: they try the
   * job's own version only.
   */
  rolledMask?(registers: Registers): number;
  /** False: registers do not let its cores tell what they find. */
  tellsNonces?(registers: Registers): boolean;
  /** `addresses`: of all chips, as they were told. */
  sliceOf(chipIndex: number, chipCount: number, addresses: readonly number[]): NonceSlice;
}
