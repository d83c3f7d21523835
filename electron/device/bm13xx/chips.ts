/** Facts of each chip that is driven: a new chip is one row here and its own recipe (KG). */

export interface ChipKind {
  readonly name: string;
  /** First two bytes of its chip id register. */
  readonly chipId: number;
  /** Hashes per clock. */
  readonly coreCount: number;
  /** Bytes of every answer, preamble included. */
  readonly answerLength: number;
  readonly minMhz: number;
  readonly maxMhz: number;
  readonly stepMhz: number;
  /** Midstates a job may carry. */
  readonly midstateCount: 4;
}

export const BM1397: ChipKind = {
  name: 'BM1397',
  chipId: 0x1397,
  coreCount: 672,
  answerLength: 9,
  minMhz: 100,
  maxMhz: 800,
  stepMhz: 5,
  midstateCount: 4,
};
