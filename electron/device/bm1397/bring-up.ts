/**
 * Wakes a chain by a recipe: counts its chips, gives them addresses, sets them up. It talks to the chips
 * through `ChipPort` and decides nothing about what to do when they do not answer.
 */
import { assertNever } from '../../core/assert-never.ts';
import { addressOfChip } from '../bm13xx/addressing.ts';
import type { RegisterAnswer } from '../bm13xx/answers.ts';
import { type ChipPort, countAnswers, RESET_BAUD_RATE, sendAndRest } from '../bm13xx/chip-port.ts';
import type { ChipKind } from '../bm13xx/chips.ts';
import { chainInactive, readRegister, setAddress, writeRegister } from '../bm13xx/commands.ts';
import { espClockSteps, type PllSetting } from '../bm13xx/pll.ts';
import { ticketMaskOf } from '../bm13xx/ticket.ts';
import type { ChainPlan } from '../chip-protocol.ts';
import { PLL_OFF } from './pll.ts';
import type { BringUpRecipe, BringUpStep } from './recipes.ts';
import { RESET_BAUD_DIVIDER } from './recipes.ts';
import { baudRegisterValue, REGISTER } from './registers.ts';

/** Asks all chips for their id at the present rate and returns how many answered. */
export function countChips(
  port: ChipPort,
  recipe: BringUpRecipe,
  chip: ChipKind,
  expectedCount: number,
): Promise<number> {
  const isId = (answer: RegisterAnswer): boolean =>
    answer.register === REGISTER.chipId && answer.value >>> 16 === chip.chipId;
  return countAnswers(port, recipe.count, readRegister(null, REGISTER.chipId), isId, expectedCount);
}

/** Everything after counting, up to the chips having a clock and the run rate. */
export async function configureChips(port: ChipPort, recipe: BringUpRecipe, plan: ChainPlan): Promise<void> {
  for (const step of recipe.steps) await runStep(port, recipe, plan, step);
}

/** Sets the clock of all chips, or of the one at `address`; PLL_OFF always goes to all. */
export async function writePll(
  port: ChipPort,
  recipe: BringUpRecipe,
  setting: PllSetting,
  address: number | null = null,
): Promise<void> {
  const { leadMs, restMs, readBackRestMs } = recipe.pll;
  const to = setting === PLL_OFF ? null : address;
  await port.pause(leadMs);
  for (const [register, value] of [
    [REGISTER.pllDivider, 0x0f0f0f00],
    [REGISTER.pllDivider, 0x0f0f0f00],
    [REGISTER.pll, setting.value],
    [REGISTER.pll, setting.value],
  ] as const) {
    await sendAndRest(port, writeRegister(to, register, value), restMs);
  }
  if (readBackRestMs !== null) await readBackPll(port, readBackRestMs);
}

/** All chips from one clock to another without a jump, as ESP-Miner does it. */
export async function climbPll(
  port: ChipPort,
  recipe: BringUpRecipe,
  chip: ChipKind,
  fromMhz: number,
  toMhz: number,
): Promise<void> {
  for (const { frequencyMhz, restMs } of espClockSteps(fromMhz, toMhz)) {
    await writePll(port, recipe, recipe.pll.choose(frequencyMhz, chip));
    if (restMs > 0) await port.pause(restMs);
  }
}

/** Asks all chips for the clock they have; their answers come as register answers. */
export async function readBackPll(port: ChipPort, restMs: number): Promise<void> {
  await sendAndRest(port, readRegister(null, REGISTER.pll), restMs);
}

/**
 * All chips to the ticket mask of this difficulty, then `restMs` of rest. The chips do not confirm it; whether it
 * holds is read from nonces. Rejects when the line does.
 */
export async function writeTicket(port: ChipPort, difficulty: number, restMs: number): Promise<void> {
  const { value } = ticketMaskOf(difficulty);
  await sendAndRest(port, writeRegister(null, REGISTER.ticketMask, value), restMs);
}

/** Chips and host to the recipe's run rate. */
export async function raiseBaudRate(port: ChipPort, recipe: BringUpRecipe): Promise<void> {
  const { divider, hostBaudRate, restMs, settleMs, flush } = recipe.baud;
  await sendAndRest(port, writeRegister(null, REGISTER.miscControl, baudRegisterValue(divider)), restMs);
  await port.setBaudRate(hostBaudRate);
  if (settleMs > 0) await port.pause(settleMs);
  if (flush) await port.flush();
}

/** Chips and host back to 115,200, where the next driver will look for them. */
export async function restoreBaudRate(port: ChipPort, recipe: BringUpRecipe): Promise<void> {
  const value = baudRegisterValue(RESET_BAUD_DIVIDER);
  await sendAndRest(port, writeRegister(null, REGISTER.miscControl, value), recipe.baud.restMs);
  await port.setBaudRate(RESET_BAUD_RATE);
  await port.flush();
}

async function runStep(
  port: ChipPort,
  recipe: BringUpRecipe,
  plan: ChainPlan,
  step: BringUpStep,
): Promise<void> {
  switch (step.kind) {
    case 'chainInactive':
      for (let time = 0; time < step.times; time += 1) await sendAndRest(port, chainInactive(), step.restMs);
      return;
    case 'addresses':
      for (let index = 0; index < plan.chipCount; index += 1) {
        await sendAndRest(port, setAddress(addressOfChip(index, plan.chipCount)), step.restMs);
      }
      return;
    case 'write':
      for (let time = 0; time < step.times; time += 1) {
        await sendAndRest(port, writeRegister(null, step.register, step.value), step.restMs);
      }
      return;
    case 'ticket':
      return writeTicket(port, plan.ticketDifficulty, step.restMs);
    case 'baud':
      if (!plan.staysAtResetBaud) await raiseBaudRate(port, recipe);
      return;
    case 'frequency':
      return writePll(port, recipe, recipe.pll.choose(plan.frequencyMhz, plan.chip));
    case 'frequencyRamp':
      return climbPll(port, recipe, plan.chip, step.fromMhz, plan.frequencyMhz);
    default:
      return assertNever(step);
  }
}
