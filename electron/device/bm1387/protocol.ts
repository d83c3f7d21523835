/** The BM1387 as a stick drives it: GekkoScience NewPac and Terminus R606. */
import { addressOfChip, chipOfAddress, chipOfFirstByte } from '../bm13xx/addressing.ts';
import { BareAnswerReader } from '../bm13xx/bare-answers.ts';
import type { ChipPort } from '../bm13xx/chip-port.ts';
import type { ChipProtocol } from '../chip-protocol.ts';
import { BM1387_ANSWERS, BM1387_JOB_IDS, candidatesOf } from './answers.ts';
import {
  askClock,
  COMMAND_REST_MS,
  configureChips,
  countChips,
  jobFrame,
  RUN_BAUD_RATE,
  restoreBaudRate,
  writePll,
} from './bring-up.ts';
import { frequencyOfPll, pllOf } from './pll.ts';

export const GEKKO_BM1387: ChipProtocol = {
  jobIds: BM1387_JOB_IDS,
  runBaudRate: RUN_BAUD_RATE,
  reset: { lowMs: 30, settleMs: 200 },
  bootMs: 60,
  openReader: (sink) => new BareAnswerReader(BM1387_ANSWERS, sink),
  jobFrame,
  candidates: candidatesOf,
  chipOfNonce: chipOfFirstByte,
  chipOfAddress,
  countChips: (port, _chip, expectedCount) => countChips(port, expectedCount),
  configure: configureChips,
  restoreBaudRate,
  async setClock(port, { chipCount }, frequencyMhz) {
    await writePll(port, pllOf(frequencyMhz));
    await askClocks(port, chipCount, COMMAND_REST_MS);
  },
  rest: (port, { chip }) => writePll(port, pllOf(chip.minMhz)),
  askClocks,
  clockIn({ value, address }) {
    const frequencyMhz = frequencyOfPll(value);
    return frequencyMhz === null ? null : { frequencyMhz, address };
  },
  // They have no mask: every nonce of difficulty 1 is told (KG).
  ticketFor: () => 1,
  writeTicket: async () => {},
  rolling: null,
  ownHashrate: null,
};

async function askClocks(port: ChipPort, chipCount: number, restMs: number): Promise<void> {
  for (let chip = 0; chip < chipCount; chip += 1)
    await askClock(port, addressOfChip(chip, chipCount), restMs);
}
