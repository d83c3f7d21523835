/**
 * What is done on the line to wake a chain by a recipe, one action after the other. Pure: whoever has the line
 * does them; nothing here waits or sends.
 */
import { assertNever } from '../../core/assert-never.ts';
import { addressOfChip } from '../bm13xx/addressing.ts';
import { chainInactive, readRegister, setAddress, writeRegister } from '../bm13xx/commands.ts';
import type { PllSetting } from '../bm13xx/pll.ts';
import { ticketMaskOf } from '../bm13xx/ticket.ts';
import type { HeaderChip } from './chips.ts';
import { HEADER_PLL_OFF } from './pll.ts';
import type { Addressing, HeaderRecipe, RecipeStep } from './recipe.ts';
import { REGISTER } from './registers.ts';
import { versionMaskValue } from './version.ts';

export type LineAction =
  | { readonly kind: 'send'; readonly frame: Uint8Array }
  | { readonly kind: 'pause'; readonly ms: number }
  /** Of the host, once everything sent has left. */
  | { readonly kind: 'baudRate'; readonly baudRate: number }
  /** Drop what was received and not yet read. */
  | { readonly kind: 'flush' };

export interface HeaderPlan {
  readonly chip: HeaderChip;
  readonly chipCount: number;
  readonly frequencyMhz: number;
  readonly ticketDifficulty: number;
  /** Header bits that the chips may roll. */
  readonly versionMask: number;
}

/** Everything after the chips have been counted. Throws a RangeError when the clock cannot be had. */
export function configureActions(recipe: HeaderRecipe, plan: HeaderPlan): readonly LineAction[] {
  return recipe.steps.flatMap((step) => actionsOf(recipe, plan, step));
}

/** What comes before the chips are asked who they are. */
export function beforeCountActions(recipe: HeaderRecipe): readonly LineAction[] {
  return recipe.beforeCount.flatMap(({ register, value, times }) =>
    repeat(times, sendAndRest(writeRegister(null, register, value), 0)),
  );
}

/** All chips to this clock with the recipe's rests; 0 switches the clock off. */
export function clockActions(
  recipe: HeaderRecipe,
  chip: HeaderChip,
  frequencyMhz: number,
): readonly LineAction[] {
  const setting = frequencyMhz === 0 ? HEADER_PLL_OFF : recipe.pll.choose(frequencyMhz, chip);
  return pllActions(recipe, setting);
}

/** From one clock to another without a jump. */
export function climbActions(
  recipe: HeaderRecipe,
  chip: HeaderChip,
  fromMhz: number,
  toMhz: number,
): readonly LineAction[] {
  return recipe.pll
    .climb(fromMhz, toMhz)
    .flatMap(({ frequencyMhz, restMs }) => [
      ...pllActions(recipe, recipe.pll.choose(frequencyMhz, chip)),
      ...rest(restMs),
    ]);
}

/** Chips and host to the recipe's run rate; none where they stay at 115,200. */
export function baudActions(recipe: HeaderRecipe): readonly LineAction[] {
  const { baud } = recipe;
  if (baud === null) return [];
  const writes = baud.writes.flatMap(({ register, value }) =>
    sendAndRest(writeRegister(null, register, value), 0),
  );
  return [...writes, { kind: 'baudRate', baudRate: baud.hostBaudRate }, { kind: 'flush' }];
}

/** Address of the chip at this place in the chain when addresses are handed out. */
export function headerAddressOf(addressing: Addressing, chipIndex: number, chipCount: number): number {
  switch (addressing) {
    case 'even':
      return addressOfChip(chipIndex, chipCount);
    case 'powerOfTwo':
      return (chipIndex * (256 / 2 ** Math.ceil(Math.log2(chipCount)))) & 0xff;
    case 'twos':
      return chipIndex * 2;
    case 'sixteens':
      return chipIndex * 16;
    default:
      return assertNever(addressing);
  }
}

/** Places in a chain, 0 the nearest to the host. */
export function places(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function actionsOf(recipe: HeaderRecipe, plan: HeaderPlan, step: RecipeStep): readonly LineAction[] {
  switch (step.kind) {
    case 'chainInactive':
      return repeat(step.times, sendAndRest(chainInactive(), step.restMs));
    case 'addresses':
      return [
        ...places(plan.chipCount).flatMap((index) =>
          sendAndRest(setAddress(headerAddressOf(recipe.addressing, index, plan.chipCount)), step.restMs),
        ),
        ...rest(step.afterMs),
      ];
    case 'write':
      return repeat(step.times, sendAndRest(writeRegister(null, step.register, step.value), step.restMs));
    case 'read':
      return sendAndRest(readRegister(null, step.register), step.restMs);
    case 'eachChip':
      return eachChip(recipe, plan, step);
    case 'firstChip':
      return step.frames.flatMap((frame) => sendAndRest(frameOf(frame, 0), step.restMs));
    case 'lastChip': {
      const last =
        headerAddressOf(recipe.addressing, plan.chipCount - 1, plan.chipCount) / step.addressDivisor;
      return sendAndRest(writeRegister(last, step.register, step.value), step.restMs);
    }
    case 'raw':
      return sendAndRest(step.frame, step.restMs);
    case 'ticket':
      return sendAndRest(
        writeRegister(null, REGISTER.ticketMask, ticketMaskOf(plan.ticketDifficulty).value),
        step.restMs,
      );
    case 'versionMask':
      return repeat(
        step.times,
        sendAndRest(
          writeRegister(null, REGISTER.versionRolling, versionMaskValue(plan.versionMask)),
          step.restMs,
        ),
      );
    case 'clock':
      return [...clockActions(recipe, plan.chip, plan.frequencyMhz), ...rest(step.restMs)];
    case 'climb':
      return climbActions(recipe, plan.chip, step.fromMhz, plan.frequencyMhz);
    case 'hashCounting':
      return sendAndRest(
        writeRegister(
          null,
          REGISTER.hashCounting,
          recipe.hashCounting(plan.chip, plan.chipCount, plan.frequencyMhz),
        ),
        step.restMs,
      );
    case 'baud':
      return baudActions(recipe);
    case 'pause':
      return rest(step.ms);
    default:
      return assertNever(step);
  }
}

function eachChip(
  recipe: HeaderRecipe,
  plan: HeaderPlan,
  step: Extract<RecipeStep, { readonly kind: 'eachChip' }>,
): readonly LineAction[] {
  const upwards = places(plan.chipCount);
  return (step.order === 'up' ? upwards : upwards.toReversed()).flatMap((index) => {
    const address = step.isAddressed ? headerAddressOf(recipe.addressing, index, plan.chipCount) : 0;
    const frames = step.frames.flatMap((frame) => sendAndRest(frameOf(frame, address), step.restMs));
    return [...frames, ...rest(step.afterEachMs)];
  });
}

function pllActions(recipe: HeaderRecipe, setting: PllSetting): readonly LineAction[] {
  const { leadMs, dividerValue, restMs, readBackRestMs } = recipe.pll;
  const divider =
    dividerValue === null ? [] : sendAndRest(writeRegister(null, REGISTER.pllDivider, dividerValue), restMs);
  const readBack =
    readBackRestMs === null ? [] : sendAndRest(readRegister(null, REGISTER.pll), readBackRestMs);
  return [
    ...rest(leadMs),
    ...divider,
    ...sendAndRest(writeRegister(null, REGISTER.pll, setting.value), restMs),
    ...readBack,
  ];
}

function frameOf(
  frame: { readonly register: number; readonly value: number | null },
  address: number,
): Uint8Array {
  return frame.value === null
    ? readRegister(address, frame.register)
    : writeRegister(address, frame.register, frame.value);
}

function sendAndRest(frame: Uint8Array, restMs: number): readonly LineAction[] {
  return [{ kind: 'send', frame }, ...rest(restMs)];
}

function rest(ms: number): readonly LineAction[] {
  return ms > 0 ? [{ kind: 'pause', ms }] : [];
}

function repeat(times: number, actions: readonly LineAction[]): readonly LineAction[] {
  return Array.from({ length: times }, () => actions).flat();
}
