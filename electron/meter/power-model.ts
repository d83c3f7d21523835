/**
 * Watts of sticks that cannot measure them, from frequency and chip count. A rough model, always shown as
 * `modelled`: nobody publishes these figures, so a plug at the wall stays the better answer.
 */

interface PowerRow {
  readonly model: string;
  readonly chipCount: number;
  /** Watts that do not follow the clock: USB bridge, regulator, leakage. An assumption, no source. */
  readonly idleW: number;
  /** Watts per chip and MHz: (reference watts - idle) / MHz / chips of the reference point. */
  readonly chipWPerMhz: number;
}

/**
 * Reference points. BM1397: a Compac F at about 300 GH/s takes about 13 W (assumed, no primary
 * source; 300 GH/s = 672 cores x 446 MHz, and its maker's README shows 263.5 GH/s at 400 MHz and 790 mV);
 * a Bitaxe Max with the same chip is specified at 12 W for 425 MHz by its firmware's self-test, which this
 * row meets within 5 %. BM1387: a NewPac at 45 GH/s about 6 W (197 MHz, 2 chips). BM1370: a Compac A2 at
 * 300 MHz about 11 W. The R909 has no figure at all: six BM1397 at the Compac F's watts per MHz.
 */
const BM1397_W_PER_MHZ = (13 - 1) / 446;
const ROWS: readonly PowerRow[] = [
  { model: 'compac-f', chipCount: 1, idleW: 1, chipWPerMhz: BM1397_W_PER_MHZ },
  { model: 'r909', chipCount: 6, idleW: 3, chipWPerMhz: BM1397_W_PER_MHZ },
  { model: 'newpac', chipCount: 2, idleW: 0.5, chipWPerMhz: (6 - 0.5) / 197 / 2 },
  { model: 'compac-a2', chipCount: 1, idleW: 1, chipWPerMhz: (11 - 1) / 300 },
  // Its clock is fixed: 2 W at 330 MH/s (c't 25/2013).
  { model: 'block-erupter', chipCount: 1, idleW: 2, chipWPerMhz: 0 },
  // It does not tell its clock, and the one figure there is does not either: about 2 W (btccontract.de, second hand).
  // Nobody publishes watts of the U1, the U3, the Avalon Nano or the Icarus boards: they have no row.
  { model: 'antminer-u2', chipCount: 1, idleW: 2, chipWPerMhz: 0 },
];

export interface PowerQuestion {
  /** Id of the stick catalogue, such as `compac-f`. */
  readonly model: string;
  /** The clock that is set; 0 = chips idle. Null when unknown. */
  readonly frequencyMhz: number | null;
  /** Chips that answered; null = as many as the model has. */
  readonly chipCount: number | null;
}

/** Modelled watts at the stick's USB plug, or null for a model or a frequency that is not known. */
export function modelledPowerW(question: PowerQuestion): number | null {
  const row = ROWS.find((candidate) => candidate.model === question.model);
  if (row === undefined || question.frequencyMhz === null) return null;
  return row.idleW + row.chipWPerMhz * question.frequencyMhz * (question.chipCount ?? row.chipCount);
}
