/**
 * How a chain of BM1397 is woken, as data: one recipe a driver that is known to work. Waits are those of the
 * reference drivers, run and recorded (KG, ESP). What the steps do is in `bring-up.ts`.
 */
import type { CountRule } from '../bm13xx/chip-port.ts';
import type { ChipKind } from '../bm13xx/chips.ts';
import type { JobIdRule } from '../bm13xx/job-ring.ts';
import type { PllSetting } from '../bm13xx/pll.ts';
import { ESP_JOB_IDS, GEKKO_JOB_IDS } from './job-ids.ts';
import { espPll, gekkoPll } from './pll.ts';
import { baudRegisterValue, REGISTER } from './registers.ts';

/** `restMs` is waited after each frame of a step. */
export type BringUpStep =
  | { readonly kind: 'chainInactive'; readonly times: number; readonly restMs: number }
  | { readonly kind: 'addresses'; readonly restMs: number }
  | {
      readonly kind: 'write';
      readonly register: number;
      readonly value: number;
      readonly times: number;
      readonly restMs: number;
    }
  | { readonly kind: 'ticket'; readonly restMs: number }
  | { readonly kind: 'baud' }
  | { readonly kind: 'frequency' }
  | { readonly kind: 'frequencyRamp'; readonly fromMhz: number };

export interface BringUpRecipe {
  readonly name: string;
  readonly reset: { readonly lowMs: number; readonly settleMs: number; readonly bootMs: number };
  readonly count: CountRule;
  readonly steps: readonly BringUpStep[];
  readonly pll: {
    readonly choose: (frequencyMhz: number, chip: ChipKind) => PllSetting;
    readonly leadMs: number;
    readonly restMs: number;
    /** Ask the chips what clock they have, and wait this long; null = do not ask. */
    readonly readBackRestMs: number | null;
  };
  readonly baud: {
    readonly divider: number;
    readonly hostBaudRate: number;
    readonly restMs: number;
    readonly settleMs: number;
    readonly flush: boolean;
  };
  readonly jobIds: JobIdRule;
}

/** Of 115,741 baud, which is what chips speak after a reset (ESP). */
export const RESET_BAUD_DIVIDER = 26;

/** Rest after a ticket mask (KG). */
export const TICKET_REST_MS = 21;

/** Multi-midstate jobs on; clock delay 1, pulse width 3 (ESP, core register 0). */
const CORE_MIDSTATES = 0x80008074;
/** PLL3 for a fast UART and its divider: both drivers write them, neither uses them (ESP). */
const UART_PLL = 0xc0700111;
const FAST_UART = 0x0600000f;

/** GekkoScience Compac F and R909. Written for all: kanoi/cgminer driver-gekko.c as run */
export const GEKKO_RECIPE: BringUpRecipe = {
  name: 'gekkoscience',
  reset: { lowMs: 1000, settleMs: 200, bootMs: 60 },
  count: { timeoutMs: 1000, endsOn: 'complete', restMs: 50 },
  steps: [
    { kind: 'chainInactive', times: 3, restMs: 101 },
    { kind: 'addresses', restMs: 11 },
    { kind: 'write', register: REGISTER.clockOrder0, value: 0, times: 1, restMs: 11 },
    { kind: 'write', register: REGISTER.clockOrder1, value: 0, times: 1, restMs: 101 },
    { kind: 'write', register: REGISTER.orderedClock, value: 1, times: 1, restMs: 51 },
    { kind: 'write', register: REGISTER.coreMailbox, value: CORE_MIDSTATES, times: 1, restMs: 101 },
    { kind: 'ticket', restMs: TICKET_REST_MS },
    { kind: 'write', register: REGISTER.uartPll, value: UART_PLL, times: 2, restMs: 51 },
    { kind: 'write', register: REGISTER.fastUart, value: FAST_UART, times: 1, restMs: 101 },
    { kind: 'baud' },
    { kind: 'frequency' },
  ],
  pll: { choose: gekkoPll, leadMs: 10, restMs: 11, readBackRestMs: 1 },
  // The chips run at 1.5625 M, 4 % above the host: what the driver ships and FTDI can do (3 MHz / 2).
  baud: { divider: 1, hostBaudRate: 1_500_000, restMs: 11, settleMs: 10, flush: false },
  jobIds: GEKKO_JOB_IDS,
};

/** Feedback dividers ESP-Miner allows on a BM1397 (ESP). */
const ESP_FB_MIN = 60;
const ESP_FB_MAX = 200;
const ESP_START_MHZ = 50;

/** Boards with the firmware ESP-Miner's way of waking a BM1397 (ESP). */
export const ESP_MINER_RECIPE: BringUpRecipe = {
  name: 'esp-miner',
  reset: { lowMs: 100, settleMs: 100, bootMs: 0 },
  count: { timeoutMs: 1000, endsOn: 'silence', restMs: 20 },
  steps: [
    { kind: 'chainInactive', times: 1, restMs: 0 },
    { kind: 'addresses', restMs: 0 },
    { kind: 'write', register: REGISTER.clockOrder0, value: 0, times: 1, restMs: 0 },
    { kind: 'write', register: REGISTER.clockOrder1, value: 0, times: 1, restMs: 0 },
    { kind: 'write', register: REGISTER.orderedClock, value: 1, times: 1, restMs: 0 },
    { kind: 'write', register: REGISTER.coreMailbox, value: CORE_MIDSTATES, times: 1, restMs: 0 },
    { kind: 'ticket', restMs: 0 },
    { kind: 'write', register: REGISTER.uartPll, value: UART_PLL, times: 1, restMs: 0 },
    { kind: 'write', register: REGISTER.fastUart, value: FAST_UART, times: 1, restMs: 0 },
    {
      kind: 'write',
      register: REGISTER.miscControl,
      value: baudRegisterValue(RESET_BAUD_DIVIDER),
      times: 1,
      restMs: 0,
    },
    { kind: 'frequencyRamp', fromMhz: ESP_START_MHZ },
    { kind: 'baud' },
  ],
  pll: { choose: espPllOf, leadMs: 10, restMs: 10, readBackRestMs: null },
  baud: { divider: 0, hostBaudRate: 3_125_000, restMs: 0, settleMs: 0, flush: true },
  jobIds: ESP_JOB_IDS,
};

function espPllOf(frequencyMhz: number): PllSetting {
  const setting = espPll(frequencyMhz, ESP_FB_MIN, ESP_FB_MAX);
  if (setting === null) throw new RangeError(`no PLL setting for ${frequencyMhz} MHz`);
  return setting;
}
