/** What a recipe for waking chips that take whole headers is made of. The recipes are in `recipes.ts` and `gekko-recipes.ts`. */
import type { CountRule } from '../bm13xx/chip-port.ts';
import type { JobIdRule } from '../bm13xx/job-ring.ts';
import type { ClockStep, PllSetting } from '../bm13xx/pll.ts';
import type { HeaderChip } from './chips.ts';
import type { HeaderJobForm } from './job-frame.ts';

/** Spacing of addresses: 256 shared out (ESP, KG), by the next power of two (NQ), or fixed (stock; BM1373). */
export type Addressing = 'even' | 'powerOfTwo' | 'twos' | 'sixteens';

export interface RegisterWrite {
  readonly register: number;
  readonly value: number;
}

/** A frame to one chip: a write, or with null a read. */
export interface ChipFrame {
  readonly register: number;
  readonly value: number | null;
}

/** `restMs` is waited after each frame of a step. */
export type RecipeStep =
  | { readonly kind: 'chainInactive'; readonly times: number; readonly restMs: number }
  | { readonly kind: 'addresses'; readonly restMs: number; readonly afterMs: number }
  | (RegisterWrite & { readonly kind: 'write'; readonly times: number; readonly restMs: number })
  | { readonly kind: 'read'; readonly register: number; readonly restMs: number }
  | {
      readonly kind: 'eachChip';
      readonly frames: readonly ChipFrame[];
      readonly order: 'up' | 'down';
      /** False: once for each chip, but always to address 0, as GekkoScience's driver does (KG). */
      readonly isAddressed: boolean;
      readonly restMs: number;
      readonly afterEachMs: number;
    }
  | { readonly kind: 'firstChip'; readonly frames: readonly ChipFrame[]; readonly restMs: number }
  /** A BM1373 is spoken to at a quarter of the address it was given (ESP). */
  | (RegisterWrite & { readonly kind: 'lastChip'; readonly addressDivisor: number; readonly restMs: number })
  /** Bytes that are no command of ours, sent because the reference driver sends them. */
  | { readonly kind: 'raw'; readonly frame: Uint8Array; readonly restMs: number }
  | { readonly kind: 'ticket'; readonly restMs: number }
  | { readonly kind: 'versionMask'; readonly times: number; readonly restMs: number }
  | { readonly kind: 'clock'; readonly restMs: number }
  | { readonly kind: 'climb'; readonly fromMhz: number }
  | { readonly kind: 'hashCounting'; readonly restMs: number }
  | { readonly kind: 'baud' }
  | { readonly kind: 'pause'; readonly ms: number };

export interface HeaderRecipe {
  readonly name: string;
  readonly chip: HeaderChip;
  /** Null where enabling is another device's matter. */
  readonly reset: { readonly lowMs: number; readonly settleMs: number } | null;
  /** Written to all before counting; register A4 makes answers 11 bytes long (MUJ). */
  readonly beforeCount: readonly (RegisterWrite & { readonly times: number })[];
  readonly count: CountRule;
  /** Length of the answer to a count: 9 where A4 has not been written yet. */
  readonly countAnswerLength: 9 | 11;
  readonly addressing: Addressing;
  readonly steps: readonly RecipeStep[];
  readonly hashCounting: (chip: HeaderChip, chipCount: number, frequencyMhz: number) => number;
  readonly pll: {
    readonly choose: (frequencyMhz: number, chip: HeaderChip) => PllSetting;
    readonly climb: (fromMhz: number, toMhz: number) => readonly ClockStep[];
    readonly leadMs: number;
    /** Written to register 70 before each clock; null where it is not. */
    readonly dividerValue: number | null;
    readonly restMs: number;
    /** Ask the chips what clock they have, and wait this long; null = do not ask. */
    readonly readBackRestMs: number | null;
  };
  /** Null: chips and host stay at 115,200. */
  readonly baud: { readonly writes: readonly RegisterWrite[]; readonly hostBaudRate: number } | null;
  /** High bits of register A4 when the mask is told anew. */
  readonly rollCode: number;
  /** See `ChipProtocol.ticketFor`; `totalCores` is chips x hashes per clock. */
  readonly ticketFor: (wanted: number, totalCores: number) => number;
  readonly ticketRestMs: number;
  readonly jobIds: JobIdRule;
  readonly jobForm: HeaderJobForm;
}

/** Recipes whose chips answer in 11 bytes from the first question on; a BM1373's do not (ESP). */
export type WholeAnswerRecipe = HeaderRecipe & { readonly countAnswerLength: 11 };
