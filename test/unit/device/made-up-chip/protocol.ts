/** A made-up chip as a stick drives it: all that a new chip's folder has to say, made of what chips share. */
import { addressOfChip, chipOfAddress } from '../../../../electron/device/bm13xx/addressing.ts';
import { AnswerParser } from '../../../../electron/device/bm13xx/answers.ts';
import {
  type ChipPort,
  countAnswers,
  RESET_BAUD_RATE,
  sendAndRest,
} from '../../../../electron/device/bm13xx/chip-port.ts';
import {
  chainInactive,
  readRegister,
  setAddress,
  writeRegister,
} from '../../../../electron/device/bm13xx/commands.ts';
import { jobFrame } from '../../../../electron/device/bm13xx/job-frame.ts';
import { gekkoDividers, mhzOfDividers } from '../../../../electron/device/bm13xx/pll.ts';
import { gekkoTicketDifficulty, ticketMaskOf } from '../../../../electron/device/bm13xx/ticket.ts';
import type { ChipProtocol } from '../../../../electron/device/chip-protocol.ts';
import { BM1399 } from './chip.ts';

const REGISTER = { chipId: 0x00, pll: 0x08, ticketMask: 0x14 } as const;
const REST_MS = 10;
const COUNT = { timeoutMs: 1000, endsOn: 'complete', restMs: 50 } as const;

const write = (port: ChipPort, register: number, value: number): Promise<void> =>
  sendAndRest(port, writeRegister(null, register, value), REST_MS);

export const BM1399_PROTOCOL: ChipProtocol = {
  // An answer's low two bits name the midstate.
  jobIds: { step: 4, max: 0x7f, wrapTo: 0 },
  runBaudRate: RESET_BAUD_RATE,
  reset: { lowMs: 30, settleMs: 200 },
  bootMs: 60,
  openReader: (sink) => new AnswerParser({ ...sink, answerLength: BM1399.answerLength }),
  jobFrame,
  candidates(ring, { idByte }) {
    const work = ring.at(idByte & 0xfc);
    return work === null ? null : { isNamed: true, slots: [{ work, versionIndex: idByte & 3 }] };
  },
  chipOfNonce: () => null,
  chipOfAddress,
  countChips: (port, chip, expectedCount) =>
    countAnswers(
      port,
      COUNT,
      readRegister(null, REGISTER.chipId),
      ({ register, value }) => register === REGISTER.chipId && value >>> 16 === chip.chipId,
      expectedCount,
    ),
  async configure(port, { chip, chipCount, frequencyMhz, ticketDifficulty }) {
    await sendAndRest(port, chainInactive(), REST_MS);
    for (let index = 0; index < chipCount; index += 1) {
      await sendAndRest(port, setAddress(addressOfChip(index, chipCount)), REST_MS);
    }
    await this.writeTicket(port, ticketDifficulty);
    await this.setClock(port, { chip, chipCount }, frequencyMhz);
  },
  // They never left it.
  restoreBaudRate: async () => {},
  async setClock(port, { chipCount }, frequencyMhz) {
    const { fb, refdiv, postdiv1, postdiv2 } = gekkoDividers(frequencyMhz);
    await write(port, REGISTER.pll, 0x40000000 | (fb << 16) | (refdiv << 8) | (postdiv1 << 4) | postdiv2);
    await this.askClocks(port, chipCount, REST_MS);
  },
  rest: (port) => write(port, REGISTER.pll, 0),
  askClocks: (port, _chipCount, restMs) => sendAndRest(port, readRegister(null, REGISTER.pll), restMs),
  clockIn({ register, value, address }) {
    if (register !== REGISTER.pll || value === 0) return null;
    const [fb, refdiv, post] = [(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
    return {
      address,
      frequencyMhz: mhzOfDividers({ fb, refdiv, postdiv1: post >>> 4, postdiv2: post & 0xf }),
    };
  },
  ticketFor: (wanted, { chip, chipCount }) => gekkoTicketDifficulty(wanted, chipCount * chip.coreCount),
  writeTicket: (port, difficulty) => write(port, REGISTER.ticketMask, ticketMaskOf(difficulty).value),
  rolling: null,
  ownHashrate: null,
};
