/** How a chain of BM1387 is woken and set. Waits are the reference driver's, run and recorded (KG). */
import { addressOfChip } from '../bm13xx/addressing.ts';
import { type ChipPort, countAnswers, RESET_BAUD_RATE, sendAndRest } from '../bm13xx/chip-port.ts';
import { jobFrame as framedJob, type JobFields } from '../bm13xx/job-frame.ts';
import type { PllSetting } from '../bm13xx/pll.ts';
import type { ChainPlan } from '../chip-protocol.ts';
import { BM1387 } from './chip.ts';
import {
  baudValue,
  chainInactive,
  gateBlockValue,
  REGISTER,
  readRegister,
  setAddress,
  writeRegister,
} from './commands.ts';
import { pllOf } from './pll.ts';

/** The chips at 1.5625 M, 4 % above the host, as on the BM1397 (KG). */
export const RUN_BAUD_RATE = 1_500_000;
const RUN_DIVIDER = 1;
/** 120,192 baud against the host's 115,200: what drivers send for it (VT, KG). */
const RESET_DIVIDER = 25;

const COUNT = { timeoutMs: 1000, endsOn: 'complete', restMs: 50 } as const;
const INACTIVE_TIMES = 3;
const ADDRESS_REST_MS = 6;
const BEFORE_BAUD_MS = 5;
const BAUD_REST_MS = 11;
const HOST_BAUD_REST_MS = 10;
/** Rest after a command that is answered at once. */
export const COMMAND_REST_MS = 1;
/** Jobs for nothing that open the cores one after the other. */
const OPENING_JOBS = 116;
const OPENING_REST_MS = 10;
const PREAMBLE_LENGTH = 2;

/** As a BM1397's, without its preamble. */
export function jobFrame(chipJobId: number, fields: JobFields): Uint8Array {
  return framedJob(chipJobId, fields).subarray(PREAMBLE_LENGTH);
}

export function countChips(port: ChipPort, expectedCount: number): Promise<number> {
  return countAnswers(
    port,
    COUNT,
    readRegister(null, REGISTER.chipId),
    ({ value }) => value >>> 16 === BM1387.chipId,
    expectedCount,
  );
}

/** Everything after counting, up to the chips having a clock and the run rate. */
export async function configureChips(port: ChipPort, plan: ChainPlan): Promise<void> {
  for (let time = 0; time < INACTIVE_TIMES; time += 1) {
    await sendAndRest(port, chainInactive(), ADDRESS_REST_MS);
  }
  for (let index = 0; index < plan.chipCount; index += 1) {
    await sendAndRest(port, setAddress(addressOfChip(index, plan.chipCount)), ADDRESS_REST_MS);
  }
  await port.pause(BEFORE_BAUD_MS);
  const divider = plan.staysAtResetBaud ? RESET_DIVIDER : RUN_DIVIDER;
  if (!plan.staysAtResetBaud) {
    await sendAndRest(port, writeRegister(null, REGISTER.miscControl, baudValue(divider)), BAUD_REST_MS);
    await port.setBaudRate(RUN_BAUD_RATE);
    await port.pause(HOST_BAUD_REST_MS);
  }
  await sendAndRest(
    port,
    writeRegister(null, REGISTER.miscControl, gateBlockValue(divider)),
    COMMAND_REST_MS,
  );
  await openCores(port);
  // The reference driver leaves the chips at whatever clock they woke with (KG); its ancestor set it (VT).
  await writePll(port, pllOf(plan.frequencyMhz));
}

/** Sets the clock of all chips, or of the one at `address`. */
export function writePll(port: ChipPort, setting: PllSetting, address: number | null = null): Promise<void> {
  return sendAndRest(port, writeRegister(address, REGISTER.pll, setting.value), COMMAND_REST_MS);
}

/** Asks one chip for its clock. The answer does not say whose it is. */
export function askClock(port: ChipPort, address: number, restMs = COMMAND_REST_MS): Promise<void> {
  return sendAndRest(port, readRegister(address, REGISTER.pll), restMs);
}

/** Chips and host back to 115,200, where the next driver will look for them. */
export async function restoreBaudRate(port: ChipPort): Promise<void> {
  await sendAndRest(port, writeRegister(null, REGISTER.miscControl, baudValue(RESET_DIVIDER)), BAUD_REST_MS);
  await port.setBaudRate(RESET_BAUD_RATE);
  await port.flush();
}

async function openCores(port: ChipPort): Promise<void> {
  const header76 = new Uint8Array(76).fill(0xff);
  for (let jobId = 0; jobId < OPENING_JOBS; jobId += 1) {
    const frame = jobFrame(jobId, { header76, midstates: [new Uint32Array(8)] });
    await sendAndRest(port, frame, OPENING_REST_MS);
  }
}
