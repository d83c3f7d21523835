/** The BM1397 as a stick drives it, woken by one recipe or another. */
import { chipOfAddress } from '../bm13xx/addressing.ts';
import { AnswerParser } from '../bm13xx/answers.ts';
import { readRegister } from '../bm13xx/commands.ts';
import { jobFrame } from '../bm13xx/job-frame.ts';
import { gekkoTicketDifficulty } from '../bm13xx/ticket.ts';
import type { ChipProtocol } from '../chip-protocol.ts';
import {
  configureChips,
  countChips,
  readBackPll,
  restoreBaudRate,
  writePll,
  writeTicket,
} from './bring-up.ts';
import { BM1397 } from './chip.ts';
import { chipOfNonce } from './chip-of-nonce.ts';
import { candidatesOf } from './job-ids.ts';
import { frequencyOfPll, PLL_OFF } from './pll.ts';
import { type BringUpRecipe, ESP_MINER_RECIPE, GEKKO_RECIPE, TICKET_REST_MS } from './recipes.ts';
import { hashrateOfRegister, REGISTER } from './registers.ts';

/** GekkoScience Compac F and R909. */
export const GEKKO_BM1397: ChipProtocol = bm1397Protocol(GEKKO_RECIPE);

/** Boards that ESP-Miner is written for. */
export const ESP_BM1397: ChipProtocol = bm1397Protocol(ESP_MINER_RECIPE);

function bm1397Protocol(recipe: BringUpRecipe): ChipProtocol {
  return {
    jobIds: recipe.jobIds,
    runBaudRate: recipe.baud.hostBaudRate,
    reset: recipe.reset,
    bootMs: recipe.reset.bootMs,
    openReader: (sink) => new AnswerParser({ ...sink, answerLength: BM1397.answerLength }),
    jobFrame,
    candidates: candidatesOf,
    chipOfNonce,
    chipOfAddress,
    countChips: (port, chip, expectedCount) => countChips(port, recipe, chip, expectedCount),
    configure: (port, plan) => configureChips(port, recipe, plan),
    restoreBaudRate: (port) => restoreBaudRate(port, recipe),
    setClock: (port, { chip }, frequencyMhz) => writePll(port, recipe, recipe.pll.choose(frequencyMhz, chip)),
    rest: (port) => writePll(port, recipe, PLL_OFF),
    askClocks: (port, _chipCount, restMs) => readBackPll(port, restMs),
    clockIn({ register, value, address }) {
      const frequencyMhz = register === REGISTER.pll ? frequencyOfPll(value) : null;
      return frequencyMhz === null ? null : { frequencyMhz, address };
    },
    ticketFor: (wanted, { chip, chipCount }) => gekkoTicketDifficulty(wanted, chipCount * chip.coreCount),
    writeTicket: (port, difficulty) => writeTicket(port, difficulty, TICKET_REST_MS),
    rolling: null,
    ownHashrate: {
      request: readRegister(null, REGISTER.hashrate),
      read: ({ register, value }) => (register === REGISTER.hashrate ? hashrateOfRegister(value) : undefined),
    },
  };
}
