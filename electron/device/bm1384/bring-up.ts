/** How a chain of BM1384 is woken and set. Waits are the reference drivers', run and recorded (KG; BA named). */
import { addressOfChip } from '../bm13xx/addressing.ts';
import { type ChipPort, countAnswers, sendAndRest } from '../bm13xx/chip-port.ts';
import type { PllSetting } from '../bm13xx/pll.ts';
import type { ChainOf, ChainPlan } from '../chip-protocol.ts';
import { BM1384 } from './chip.ts';
import { chainInactive, REGISTER, readRegister, setAddress, writePllOfAll } from './commands.ts';
import { pllOf, settableMhz } from './pll.ts';

const COUNT = { timeoutMs: 1000, endsOn: 'complete', restMs: 50 } as const;
const COMMAND_REST_MS = 1;
/** Empty jobs that open the cores one after the other. */
const OPENING_JOBS = 57;
const OPENING_REST_MS = 10;
const OPENING_IDS = 0x20;
const JOB_LENGTH = 64;
const JOB_ID_AT = 51;
/** After a change of clock, "confirmed required" (BA). */
const CLOCK_REST_MS = 500;
/** On the way to rest the clock comes down by so much at a time. */
const REST_STEP_MHZ = 25;
const REST_STEP_MS = 100;

export function countChips(port: ChipPort, expectedCount: number): Promise<number> {
  return countAnswers(
    port,
    COUNT,
    readRegister(null, REGISTER.chipId),
    ({ value }) => value >>> 16 === BM1384.chipId,
    expectedCount,
  );
}

/** Everything after counting, up to the chips having a clock. */
export async function configureChips(port: ChipPort, plan: ChainPlan): Promise<void> {
  await giveAddresses(port, plan.chipCount);
  await openCores(port);
  // The reference driver leaves the chips at whatever clock they woke with (KG); its ancestor set it (VT).
  await changeClock(port, plan, plan.frequencyMhz);
}

/** Sets the clock of all chips and asks for it. */
export async function writePll(port: ChipPort, setting: PllSetting): Promise<void> {
  await sendAndRest(port, writePllOfAll(setting.value), COMMAND_REST_MS);
  await sendAndRest(port, readRegister(null, REGISTER.pll), COMMAND_REST_MS);
}

/** Asks one chip for its clock. The answer does not say whose it is. */
export function askClock(port: ChipPort, address: number, restMs = COMMAND_REST_MS): Promise<void> {
  return sendAndRest(port, readRegister(address, REGISTER.pll), restMs);
}

/** A new clock; the chips are given their addresses again with it (KG). */
export async function changeClock(port: ChipPort, chain: ChainOf, frequencyMhz: number): Promise<void> {
  await writePll(port, pllOf(settableMhz(frequencyMhz)));
  await giveAddresses(port, chain.chipCount);
  await port.pause(CLOCK_REST_MS);
}

/** Down to the lowest clock, step by step. */
export async function slowDown(port: ChipPort, { chip }: ChainOf, fromMhz: number): Promise<void> {
  for (let mhz = fromMhz - REST_STEP_MHZ; mhz > chip.minMhz; mhz -= REST_STEP_MHZ) {
    await writePll(port, pllOf(settableMhz(mhz)));
    await port.pause(REST_STEP_MS);
  }
  await writePll(port, pllOf(chip.minMhz));
}

async function giveAddresses(port: ChipPort, chipCount: number): Promise<void> {
  await sendAndRest(port, chainInactive(), COMMAND_REST_MS);
  for (let index = 0; index < chipCount; index += 1) {
    await sendAndRest(port, setAddress(addressOfChip(index, chipCount)), COMMAND_REST_MS);
  }
}

async function openCores(port: ChipPort): Promise<void> {
  for (let count = 0; count < OPENING_JOBS; count += 1) {
    const frame = new Uint8Array(JOB_LENGTH);
    frame[JOB_ID_AT] = count % OPENING_IDS;
    await sendAndRest(port, frame, OPENING_REST_MS);
  }
}
