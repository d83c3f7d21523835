/** A board of the bitaxe-raw and emberOne kind as data: which parts it has, at which pins, and how far they go. */
import type { Tps546Limits } from './tps546.ts';

export interface RawBoard {
  readonly kind: 'raw';
  readonly regulator:
    | { readonly kind: 'tps546'; readonly limits: Tps546Limits }
    | {
        readonly kind: 'ds4432u';
        /** Throws a RangeError for a rail that is out of reach. */
        readonly codeOf: (railV: number) => number;
        readonly hasPowerMeter: boolean;
        readonly powerPin: number | null;
      };
  readonly fan: 'emc2101' | 'emc2302' | null;
  /** Registers of the EMC2101 that fit the chip's diode; null = as it starts. */
  readonly diode: { readonly ideality: number; readonly beta: number } | null;
  readonly thermometers: readonly (
    | { readonly kind: 'tmp1075'; readonly address: number }
    | { readonly kind: 'tmp451'; readonly address: number; readonly offsetC: number }
  )[];
  /** Feeds what the chips talk with; null on boards where it is always on. */
  readonly ioPowerPin: number | null;
  readonly hasLight: boolean;
}

export interface QaxeBoard {
  readonly kind: 'qaxe';
  /** What switches the chips on and tells that they are: two firmwares, two ways (QAXEFW). */
  readonly firmware: 'qaxe' | '0xaxe';
}

/** How the chips of a board are fed. */
export interface BoardPlan {
  readonly kind: 'board';
  readonly board: RawBoard | QaxeBoard;
  /** The rail when the user has no wish, V. */
  readonly defaultRailV: number;
  /** Chips in series on the rail; null where no source tells: then nobody can set or read one chip's voltage. */
  readonly domainCount: number | null;
  /** What the user may ask for, of one chip. */
  readonly coreMv: { readonly min: number; readonly max: number; readonly step: number } | null;
  /** At this temperature of the chips the board is switched off, whatever anybody else decides. */
  readonly stopC: number;
}
