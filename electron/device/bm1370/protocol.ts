/** Chips that take whole headers as a stick or board drives them, woken by one recipe or another. */
import type { Job } from '../../core/job.ts';
import { rollableBitsOf, versionCount } from '../../core/version-rolling.ts';
import { AnswerParser, type NonceAnswer, type RegisterAnswer } from '../bm13xx/answers.ts';
import { type ChipPort, countAnswers, RESET_BAUD_RATE } from '../bm13xx/chip-port.ts';
import type { ChipKind } from '../bm13xx/chips.ts';
import { readRegister, writeRegister } from '../bm13xx/commands.ts';
import type { JobRing } from '../bm13xx/job-ring.ts';
import type { NonceCandidates, WorkSlot } from '../bm13xx/nonce-match.ts';
import { ticketMaskOf } from '../bm13xx/ticket.ts';
import type { ChainOf, ChipProtocol, VersionRolling } from '../chip-protocol.ts';
import {
  beforeCountActions,
  clockActions,
  configureActions,
  headerAddressOf,
  type LineAction,
  places,
} from './bring-up.ts';
import { GEKKO_BM1368, GEKKO_BM1370, type HeaderChip, isChipId } from './chips.ts';
import { GEKKO_BM1362_RECIPE, GEKKO_BM1370_RECIPE } from './gekko-recipes.ts';
import { headerJobFrame } from './job-frame.ts';
import { headerCandidates } from './job-ids.ts';
import { addressOfNonce } from './nonce-place.ts';
import { frequencyOfHeaderPll } from './pll.ts';
import type { HeaderRecipe, WholeAnswerRecipe } from './recipe.ts';
import {
  fastUartValue,
  hashCountingNumber,
  jobIntervalMs,
  REGISTER,
  RESET_BAUD_DIVIDER,
  versionEpochMs,
} from './registers.ts';
import { ROLLED_BITS, versionMaskValue } from './version.ts';

/**
 * The protocol of a recipe. `chips`: what may sit on the board besides the recipe's own chip and is woken the same
 * way; a stick names the one it has in each call. Clocks outside the dividers are a RangeError.
 */
export function headerProtocol(
  recipe: WholeAnswerRecipe,
  chips: readonly HeaderChip[] = [recipe.chip],
): ChipProtocol {
  const known = (chip: ChipKind): HeaderChip => chips.find((one) => one === chip) ?? recipe.chip;
  return {
    jobIds: recipe.jobIds,
    runBaudRate: recipe.baud?.hostBaudRate ?? RESET_BAUD_RATE,
    reset: recipe.reset,
    bootMs: 0,
    openReader: (sink) => new AnswerParser({ ...sink, answerLength: recipe.countAnswerLength }),
    jobFrame: (chipJobId, work) => headerJobFrame(chipJobId, work.header76, recipe.jobForm),
    candidates: (ring, answer) => allowedCandidates(ring, answer, recipe.chip),
    chipOfNonce: (nonceBytes, chipCount) => placeOf(nonceBytes, chipCount, recipe),
    chipOfAddress(address, chipCount) {
      const place = places(chipCount).find(
        (index) => headerAddressOf(recipe.addressing, index, chipCount) === address,
      );
      return place ?? chipCount;
    },
    async countChips(port, chip, expectedCount) {
      await run(port, beforeCountActions(recipe));
      const isId = ({ register, value }: RegisterAnswer): boolean =>
        register === REGISTER.chipId && isChipId(value, known(chip));
      const request = readRegister(null, REGISTER.chipId);
      return countAnswers(port, recipe.count, request, isId, expectedCount);
    },
    configure(port, { chip, chipCount, frequencyMhz, ticketDifficulty, staysAtResetBaud }) {
      const steps = staysAtResetBaud ? recipe.steps.filter(({ kind }) => kind !== 'baud') : recipe.steps;
      const plan = {
        chip: known(chip),
        chipCount,
        frequencyMhz,
        ticketDifficulty,
        versionMask: ROLLED_BITS,
      };
      return run(port, configureActions({ ...recipe, steps }, plan));
    },
    restoreBaudRate: (port) =>
      run(port, [
        { kind: 'send', frame: writeRegister(null, REGISTER.fastUart, fastUartValue(RESET_BAUD_DIVIDER)) },
        { kind: 'baudRate', baudRate: RESET_BAUD_RATE },
        { kind: 'flush' },
      ]),
    setClock: (port, { chip }, frequencyMhz) => run(port, clockActions(recipe, known(chip), frequencyMhz)),
    rest: (port, { chip }) => run(port, clockActions(recipe, known(chip), 0)),
    askClocks: (port, _chipCount, restMs) =>
      run(port, [
        { kind: 'send', frame: readRegister(null, REGISTER.pll) },
        { kind: 'pause', ms: restMs },
      ]),
    clockIn({ register, value, address }) {
      const frequencyMhz = register === REGISTER.pll ? frequencyOfHeaderPll(value) : null;
      return frequencyMhz === null ? null : { frequencyMhz, address };
    },
    ticketFor: (wanted, { chip, chipCount }) => recipe.ticketFor(wanted, chipCount * chip.coreCount),
    writeTicket: (port, difficulty) =>
      run(port, [
        {
          kind: 'send',
          frame: writeRegister(null, REGISTER.ticketMask, ticketMaskOf(difficulty).value),
        },
        { kind: 'pause', ms: recipe.ticketRestMs },
      ]),
    rolling: rollingOf(recipe, known),
    ownHashrate: null,
  };
}

/** GekkoScience Compac A1 and Terminus A1. */
export const GEKKO_BM1362: ChipProtocol = headerProtocol(GEKKO_BM1362_RECIPE);
/** GekkoScience Compac A2 and Terminus A2. */
export const GEKKO_BM1370_PROTOCOL: ChipProtocol = headerProtocol(GEKKO_BM1370_RECIPE, [
  GEKKO_BM1370,
  GEKKO_BM1368,
]);

function rollingOf(recipe: HeaderRecipe, known: (chip: ChipKind) => HeaderChip): VersionRolling {
  return {
    allBits: ROLLED_BITS,
    bitsFor,
    sweepTicks: (chain, bits, frequencyMhz) =>
      sweepTicks(recipe, known(chain.chip), chain, bits, frequencyMhz),
    tell: (port, bits, ticks) =>
      run(port, [
        { kind: 'send', frame: writeRegister(null, REGISTER.hashCounting, ticks) },
        {
          kind: 'send',
          frame: writeRegister(null, REGISTER.versionRolling, versionMaskValue(bits, recipe.rollCode)),
        },
      ]),
    longestJobMs({ chip, chipCount }, bits, ticks, waitFactor) {
      const epochMs = versionEpochMs(known(chip), ticks, versionCount(bits));
      return Math.min(epochMs * waitFactor, jobIntervalMs(known(chip), chipCount));
    },
  };
}

/** Bits that the pool lets be rolled, the job leaves clear and the chips can reach. */
function bitsFor(job: Job): number {
  return (rollableBitsOf(job) & ROLLED_BITS) >>> 0;
}

/**
 * Ticks of one sweep: the recipe's when all versions are rolled. With fewer the chips would be through them sooner
 * and repeat themselves, so they try more nonces with each, up to all there are.
 */
function sweepTicks(
  recipe: HeaderRecipe,
  chip: HeaderChip,
  { chipCount }: ChainOf,
  bits: number,
  frequencyMhz: number,
): number {
  const usual = recipe.hashCounting(chip, chipCount, frequencyMhz);
  const longer = (usual * versionCount(ROLLED_BITS)) / versionCount(bits);
  return Math.max(usual, Math.min(longer, hashCountingNumber(chip, chipCount, frequencyMhz)));
}

/**
 * What an answer may be about. A version outside the bits that its pool allows is not told of, whatever it solves:
 * chips may roll by the mask of the job before while they are told the next.
 */
function allowedCandidates(ring: JobRing, answer: NonceAnswer, chip: HeaderChip): NonceCandidates | null {
  const { isNamed, slots } = headerCandidates(ring, answer, chip);
  const allowed = [...slots].filter(isAllowed);
  return isNamed && allowed.length === 0 ? null : { isNamed, slots: allowed };
}

function isAllowed({ work, versionIndex }: WorkSlot): boolean {
  const rolled = (work.versions[versionIndex] ?? 0) ^ work.job.version;
  return (rolled & ~bitsFor(work.job)) === 0;
}

/** Null where nonces do not tell the chip: a guess would blame the wrong one. */
function placeOf(nonceBytes: Uint8Array, chipCount: number, recipe: HeaderRecipe): number | null {
  if (chipCount === 1) return 0;
  if (!recipe.chip.noncesNameChip) return null;
  const address = addressOfNonce(nonceBytes);
  const isFrom = (index: number): boolean => headerAddressOf(recipe.addressing, index, chipCount) <= address;
  return Math.max(0, places(chipCount).findLastIndex(isFrom));
}

async function run(port: ChipPort, actions: readonly LineAction[]): Promise<void> {
  for (const action of actions) {
    switch (action.kind) {
      case 'send':
        await port.send(action.frame);
        break;
      case 'pause':
        if (action.ms > 0) await port.pause(action.ms);
        break;
      case 'baudRate':
        await port.setBaudRate(action.baudRate);
        break;
      case 'flush':
        await port.flush();
        break;
    }
  }
}
