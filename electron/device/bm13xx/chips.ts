/** What is known of a chip as figures (KG); its bytes are in the folder of its name. */

export interface ChipKind {
  readonly name: string;
  /** First two bytes of what it answers when asked who it is. */
  readonly chipId: number;
  /** Hashes per clock. */
  readonly coreCount: number;
  /** Bytes of every answer, preamble included. */
  readonly answerLength: number;
  readonly minMhz: number;
  readonly maxMhz: number;
  readonly stepMhz: number;
  /** Whether its clock can be switched off. If not, it rests at its lowest clock. */
  readonly canStop: boolean;
  /** Midstates a job may carry. */
  readonly midstateCount: 1 | 4;
  /** Whether the reference driver expects nonces of each chip, or only of the stick. */
  readonly isJudgedPerChip: boolean;
}

/** A frequency moved inside the chip's limits; 0, the clock switched off, stays 0 when allowed and possible. */
export function limitMhz(frequencyMhz: number, chip: ChipKind, allowOff = false): number {
  if (allowOff && chip.canStop && frequencyMhz === 0) return 0;
  return Math.min(chip.maxMhz, Math.max(chip.minMhz, frequencyMhz));
}

/** The next whole step at or above a frequency. */
export function roundUpToStep(frequencyMhz: number, chip: ChipKind): number {
  return Math.ceil(frequencyMhz / chip.stepMhz) * chip.stepMhz;
}
