/** The BM1384 as a stick drives it: GekkoScience Compac, 2Pac and Terminus. */
import { addressOfChip, chipOfAddress, chipOfFirstByte } from '../bm13xx/addressing.ts';
import { BareAnswerReader } from '../bm13xx/bare-answers.ts';
import { RESET_BAUD_RATE } from '../bm13xx/chip-port.ts';
import type { ChainOf, ChipProtocol } from '../chip-protocol.ts';
import { BM1384_ANSWERS, BM1384_JOB_IDS, candidatesOf } from './answers.ts';
import { askClock, changeClock, configureChips, countChips, slowDown } from './bring-up.ts';
import { jobFrame } from './job-frame.ts';
import { frequencyOfPll } from './pll.ts';

/** One nonce a second and a bit: the mask that a chain gets is the next power of two of its rate over this (KG). */
const HASHES_PER_TICKET = 2 ** 33;
const MAX_MASK = 4000;

export const GEKKO_BM1384: ChipProtocol = {
  jobIds: BM1384_JOB_IDS,
  runBaudRate: RESET_BAUD_RATE,
  reset: null,
  bootMs: 60,
  openReader: (sink) => new BareAnswerReader(BM1384_ANSWERS, sink),
  jobFrame,
  candidates: candidatesOf,
  chipOfNonce: chipOfFirstByte,
  chipOfAddress,
  countChips: (port, _chip, expectedCount) => countChips(port, expectedCount),
  configure: configureChips,
  // They never left it.
  restoreBaudRate: async () => {},
  setClock: changeClock,
  rest: slowDown,
  async askClocks(port, chipCount, restMs) {
    for (let chip = 0; chip < chipCount; chip += 1) {
      await askClock(port, addressOfChip(chip, chipCount), restMs);
    }
  },
  clockIn({ value, address }) {
    const frequencyMhz = frequencyOfPll(value);
    return frequencyMhz === null ? null : { frequencyMhz, address };
  },
  ticketFor,
  // The next job carries it.
  writeTicket: async () => {},
  rolling: null,
  ownHashrate: null,
};

function ticketFor(wanted: number, { chip, chipCount }: ChainOf, frequencyMhz: number): number {
  const hashrateHs = chipCount * frequencyMhz * 1e6 * chip.coreCount;
  const bits = Math.max(0, Math.ceil(Math.log2(hashrateHs / HASHES_PER_TICKET)));
  const highest = Math.min(MAX_MASK, 2 ** bits - 1) + 1;
  return wanted === 0 || wanted >= highest ? highest : 2 ** Math.floor(Math.log2(Math.max(1, wanted)));
}
