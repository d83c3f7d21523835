/**
 * How GekkoScience's Compac and Terminus A1 (BM1362) and A2 (BM1370, or BM1368) are woken, as data: what the
 * reference driver sends and how long it waits, its 1 ms after each frame included (KG). Chips stay at 115,200.
 * Enabling them and their core voltage is another matter, done before counting and before configuring.
 */
import { crc5 } from '../bm13xx/crc.ts';
import { espClockSteps } from '../bm13xx/pll.ts';
import { gekkoTicketDifficulty } from '../bm13xx/ticket.ts';
import { LATCH_REST_MS } from '../gekko-power/enable-latch.ts';
import { BM1362, GEKKO_BM1370 } from './chips.ts';
import { FACTORY_JOB_FORM, GEKKO_BM1370_JOB_FORM } from './job-frame.ts';
import { GEKKO_BM1362_JOB_IDS, GEKKO_BM1370_JOB_IDS } from './job-ids.ts';
import { gekkoHeaderPll } from './pll.ts';
import type { RecipeStep, WholeAnswerRecipe } from './recipe.ts';
import { REGISTER } from './registers.ts';
import { AUTO_ROLL, AUTO_ROLL_CODE_0 } from './version.ts';

/** Rest after a ticket mask (KG). */
export const GEKKO_TICKET_REST_MS = 21;
/** Part of the versions that the driver reckons with, in full scans a job: 65,535 / 256 (KG). */
export const GEKKO_VERSION_FACTOR = 0xffff / 256;

const REST_MS = 11;
const LONG_REST_MS = 101;

const COMMON = {
  // The enable latch: chips off, and on (KG).
  reset: { lowMs: LATCH_REST_MS, settleMs: LATCH_REST_MS },
  count: { timeoutMs: 1000, endsOn: 'complete', restMs: 50 },
  countAnswerLength: 11,
  addressing: 'even',
  pll: {
    choose: gekkoHeaderPll,
    climb: espClockSteps,
    leadMs: 10,
    dividerValue: 0x0f0f0f00,
    restMs: REST_MS,
    readBackRestMs: 1,
  },
  baud: null,
  rollCode: AUTO_ROLL,
  ticketFor: gekkoTicketDifficulty,
  ticketRestMs: GEKKO_TICKET_REST_MS,
} as const;

export const GEKKO_BM1362_RECIPE: WholeAnswerRecipe = {
  ...COMMON,
  name: 'gekkoscience-a1',
  chip: BM1362,
  beforeCount: [{ register: REGISTER.versionRolling, value: 0x9000ffff, times: 1 }],
  hashCounting: () => 0x12c9,
  steps: [
    { kind: 'chainInactive', times: 1, restMs: LONG_REST_MS },
    { kind: 'addresses', restMs: REST_MS, afterMs: 0 },
    write(REGISTER.coreMailbox, 0x80008540),
    write(REGISTER.coreMailbox, 0x80008008, LONG_REST_MS),
    { kind: 'ticket', restMs: GEKKO_TICKET_REST_MS },
    write(REGISTER.analogMux, 3, 51),
    write(REGISTER.ioStrength, 0x00011111, LONG_REST_MS),
    { kind: 'pause', ms: 10 },
    eachChip('up', true, [
      [REGISTER.softReset, 2],
      [REGISTER.miscControl, 0xb000c100],
      [REGISTER.coreMailbox, 0x80008540],
      [REGISTER.coreMailbox, 0x80008008],
      [REGISTER.coreMailbox, 0x800082aa],
    ]),
    { kind: 'clock', restMs: 20 },
    { kind: 'hashCounting', restMs: REST_MS },
    { kind: 'versionMask', times: 1, restMs: REST_MS },
  ],
  jobIds: GEKKO_BM1362_JOB_IDS,
  jobForm: FACTORY_JOB_FORM,
};

export const GEKKO_BM1370_RECIPE: WholeAnswerRecipe = {
  ...COMMON,
  name: 'gekkoscience-a2',
  chip: GEKKO_BM1370,
  beforeCount: [{ register: REGISTER.versionRolling, value: 0x8000ffff, times: 1 }],
  rollCode: AUTO_ROLL_CODE_0,
  hashCounting: () => 0x0f25,
  steps: [
    write(REGISTER.softReset, 0x00070000),
    // A write of register 18 under the type of "chain inactive": a slip of the driver that its sticks live with.
    { kind: 'raw', frame: slippedMiscControl(), restMs: LONG_REST_MS },
    { kind: 'chainInactive', times: 1, restMs: LONG_REST_MS },
    { kind: 'addresses', restMs: REST_MS, afterMs: 0 },
    write(REGISTER.coreMailbox, 0x80008d04),
    write(REGISTER.coreMailbox, 0x8000800e, LONG_REST_MS),
    { kind: 'ticket', restMs: GEKKO_TICKET_REST_MS },
    write(REGISTER.ioStrength, 0x00011111, 51),
    { kind: 'read', register: REGISTER.ioStrength, restMs: LONG_REST_MS },
    eachChip('down', true, [
      [REGISTER.ioStrength, 0x0001f111],
      [REGISTER.ioStrength, null],
    ]),
    { kind: 'clock', restMs: 20 },
    write(REGISTER.ringOscillatorPads, 0x5aa55aa5),
    { kind: 'hashCounting', restMs: REST_MS },
    eachChip('down', false, [
      [REGISTER.uartRelay, 0x00130007],
      [REGISTER.uartRelay, null],
    ]),
    { kind: 'pause', ms: 10 },
    write(REGISTER.softReset, 0x000701f0),
    { kind: 'write', register: REGISTER.miscControl, value: 0xf000c100, times: 2, restMs: REST_MS },
    { kind: 'read', register: REGISTER.miscControl, restMs: 51 },
    write(REGISTER.coreMailbox, 0x80008b00),
    write(REGISTER.coreMailbox, 0x8000800e),
    write(REGISTER.coreMailbox, 0x800082aa),
    write(REGISTER.analogMux, 3),
    { kind: 'clock', restMs: 0 },
  ],
  jobIds: GEKKO_BM1370_JOB_IDS,
  jobForm: GEKKO_BM1370_JOB_FORM,
};

function write(register: number, value: number, restMs = REST_MS): RecipeStep {
  return { kind: 'write', register, value, times: 1, restMs };
}

function eachChip(
  order: 'up' | 'down',
  isAddressed: boolean,
  pairs: readonly (readonly [number, number | null])[],
): RecipeStep {
  const frames = pairs.map(([register, value]) => ({ register, value }));
  return { kind: 'eachChip', frames, order, isAddressed, restMs: REST_MS, afterEachMs: 0 };
}

function slippedMiscControl(): Uint8Array {
  const body = Uint8Array.of(0x53, 0x05, 0x00, REGISTER.miscControl, 0xf0, 0x00, 0xc1, 0x00);
  return Uint8Array.of(0x55, 0xaa, ...body, crc5(body));
}
