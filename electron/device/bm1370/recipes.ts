/**
 * How boards with these chips are woken, as data: ESP-Miner's and NerdQAxe's recipes as run and recorded (ESP,
 * NQ), and a stock S19j Pro's for the BM1362 as captured (MUJ).
 */

import { espClockSteps } from '../bm13xx/pll.ts';
import { espTicketDifficulty } from '../bm13xx/ticket.ts';
import { BM1362, BM1366, BM1368, BM1370, BM1373 } from './chips.ts';
import { ESP_JOB_FORM, FACTORY_JOB_FORM } from './job-frame.ts';
import { ESP_BM1366_JOB_IDS, ESP_BM1370_JOB_IDS } from './job-ids.ts';
import { espHeaderPll, factoryClockSteps, factoryPll, nerdqaxePll } from './pll.ts';
import type { HeaderRecipe, RecipeStep, WholeAnswerRecipe } from './recipe.ts';
import { coreWrite, fastUartValue, hashCountingNumber, REGISTER } from './registers.ts';
import { AUTO_ROLL } from './version.ts';

const ESP_START_MHZ = 50;
const FACTORY_START_MHZ = 56.25;
/** All 16 bits rolled: what also makes answers 11 bytes long (MUJ). */
const ROLL_ALL = 0x9000ffff;
/** Core registers (ESP, MUJ). */
const CLOCK_DELAY = 0x00;
const CORE_ENABLE = 0x02;
const CLOCK_SELECT_1366 = 0x05;
const CLOCK_SELECT_1370 = 0x0b;
const NONCE_OVERFLOW = 0x0d;
const ENABLE = coreWrite(CORE_ENABLE, 0xaa);

const ESP_BAUD = {
  writes: [{ register: REGISTER.fastUart, value: fastUartValue(2) }],
  // Chips run at 1.0417 M, 4 % above the host: what the firmware ships.
  hostBaudRate: 1_000_000,
} as const;
const ESP_PLL = {
  choose: espHeaderPll,
  climb: espClockSteps,
  leadMs: 0,
  dividerValue: null,
  restMs: 0,
  readBackRestMs: null,
} as const;
const FACTORY_PLL = { ...ESP_PLL, choose: factoryPll, climb: factoryClockSteps } as const;
const NERDQAXE_PLL = { ...FACTORY_PLL, choose: nerdqaxePll } as const;
const ESP_COUNT = { timeoutMs: 1000, endsOn: 'silence', restMs: 0 } as const;
const COMMON = {
  reset: { lowMs: 100, settleMs: 100 },
  count: ESP_COUNT,
  countAnswerLength: 11,
  addressing: 'even',
  hashCounting: hashCountingNumber,
  pll: ESP_PLL,
  baud: ESP_BAUD,
  jobForm: ESP_JOB_FORM,
  rollCode: AUTO_ROLL,
  ticketFor: espTicketDifficulty,
  ticketRestMs: 0,
} as const;

const INACTIVE: RecipeStep = { kind: 'chainInactive', times: 1, restMs: 0 };
const ADDRESSES: RecipeStep = { kind: 'addresses', restMs: 0, afterMs: 0 };
const TICKET: RecipeStep = { kind: 'ticket', restMs: 0 };
const VERSION_MASK: RecipeStep = { kind: 'versionMask', times: 1, restMs: 0 };
const HASH_COUNTING: RecipeStep = { kind: 'hashCounting', restMs: 0 };
const BAUD: RecipeStep = { kind: 'baud' };
const ESP_CLIMB: RecipeStep = { kind: 'climb', fromMhz: ESP_START_MHZ };
const FACTORY_CLIMB: RecipeStep = { kind: 'climb', fromMhz: FACTORY_START_MHZ };

const SETUP_1366: readonly RecipeStep[] = [
  write(REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1366, 0x40)),
  write(REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x20)),
  TICKET,
  write(REGISTER.analogMux, 3),
  write(REGISTER.ioStrength, 0x02111111),
];
const EACH_1366 = eachChip(0, [
  [REGISTER.softReset, 0x000701f0],
  [REGISTER.miscControl, 0xf000c100],
  [REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1366, 0x40)],
  [REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x20)],
  [REGISTER.coreMailbox, ENABLE],
]);
const OPEN_1366: readonly RecipeStep[] = [
  write(REGISTER.softReset, 0x00070000),
  write(REGISTER.miscControl, 0xff0fc100),
  INACTIVE,
  ADDRESSES,
];

export const ESP_BM1366_RECIPE: WholeAnswerRecipe = {
  ...COMMON,
  name: 'esp-miner-bm1366',
  chip: BM1366,
  beforeCount: [{ register: REGISTER.versionRolling, value: ROLL_ALL, times: 3 }],
  steps: [
    ...OPEN_1366,
    ...SETUP_1366,
    { kind: 'firstChip', frames: [{ register: REGISTER.uartRelay, value: 0x007c0003 }], restMs: 0 },
    EACH_1366,
    ESP_CLIMB,
    HASH_COUNTING,
    VERSION_MASK,
    BAUD,
  ],
  jobIds: ESP_BM1366_JOB_IDS,
};

/** One more A4, no relay, and a sweep of S19 XP's length (NQ). */
export const NERDQAXE_BM1366_RECIPE: WholeAnswerRecipe = {
  ...ESP_BM1366_RECIPE,
  name: 'nerdqaxe-bm1366',
  beforeCount: [{ register: REGISTER.versionRolling, value: ROLL_ALL, times: 4 }],
  addressing: 'powerOfTwo',
  hashCounting: () => 0x151c,
  pll: NERDQAXE_PLL,
  steps: [
    VERSION_MASK,
    ...OPEN_1366,
    ...SETUP_1366,
    EACH_1366,
    FACTORY_CLIMB,
    HASH_COUNTING,
    VERSION_MASK,
    BAUD,
  ],
};

export const ESP_BM1368_RECIPE: WholeAnswerRecipe = {
  ...COMMON,
  name: 'esp-miner-bm1368',
  chip: BM1368,
  beforeCount: [{ register: REGISTER.versionRolling, value: ROLL_ALL, times: 4 }],
  steps: [
    INACTIVE,
    write(REGISTER.softReset, 0x00070000),
    write(REGISTER.miscControl, 0xff0fc100),
    write(REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1370, 0)),
    write(REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x18)),
    write(REGISTER.ticketMask, 0x000000ff),
    write(REGISTER.analogMux, 3),
    write(REGISTER.ioStrength, 0x02111111),
    ADDRESSES,
    eachChip(500, [
      [REGISTER.softReset, 0x000701f0],
      [REGISTER.miscControl, 0xf000c100],
      [REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1370, 0)],
      [REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x18)],
      [REGISTER.coreMailbox, ENABLE],
    ]),
    TICKET,
    ESP_CLIMB,
    HASH_COUNTING,
    VERSION_MASK,
    BAUD,
  ],
  jobIds: ESP_BM1370_JOB_IDS,
};

const OPEN_1370: readonly RecipeStep[] = [
  VERSION_MASK,
  write(REGISTER.softReset, 0x00070000),
  write(REGISTER.miscControl, 0xf000c100),
  INACTIVE,
  ADDRESSES,
  write(REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1370, 0)),
  write(REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x0c)),
  TICKET,
  write(REGISTER.ioStrength, 0x00011111),
];
const CORES_1370: readonly RecipeStep[] = [
  eachChip(0, [
    [REGISTER.softReset, 0x000701f0],
    [REGISTER.miscControl, 0xf000c100],
    [REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1370, 0)],
    [REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x0c)],
    [REGISTER.coreMailbox, ENABLE],
  ]),
  write(REGISTER.adcControl, 0x00004480),
  write(REGISTER.analogMux, 2),
  write(REGISTER.adcControl, 0x00004480),
  write(REGISTER.coreMailbox, coreWrite(NONCE_OVERFLOW, 0xee)),
];

export const ESP_BM1370_RECIPE: WholeAnswerRecipe = {
  ...COMMON,
  name: 'esp-miner-bm1370',
  chip: BM1370,
  beforeCount: [{ register: REGISTER.versionRolling, value: ROLL_ALL, times: 3 }],
  steps: [...OPEN_1370, ...CORES_1370, ESP_CLIMB, HASH_COUNTING, BAUD],
  jobIds: ESP_BM1370_JOB_IDS,
};

/** Ring oscillators off, and a sweep of S21 Pro's length (NQ). */
export const NERDQAXE_BM1370_RECIPE: WholeAnswerRecipe = {
  ...ESP_BM1370_RECIPE,
  name: 'nerdqaxe-bm1370',
  beforeCount: [{ register: REGISTER.versionRolling, value: ROLL_ALL, times: 4 }],
  addressing: 'powerOfTwo',
  hashCounting: () => 0x1eb5,
  pll: NERDQAXE_PLL,
  steps: [
    ...OPEN_1370,
    write(REGISTER.ringOscillatorPads, 0x5aa55aa5),
    ...CORES_1370,
    FACTORY_CLIMB,
    HASH_COUNTING,
    VERSION_MASK,
    BAUD,
  ],
};

const BM1373_BAUD = {
  writes: [
    { register: REGISTER.autoWork, value: 0 },
    { register: REGISTER.fastUart, value: 0x80000000 },
  ],
  hostBaudRate: 3_000_000,
} as const;

/** One voltage domain; boards with more would mark the last chip of each (ESP). */
export const ESP_BM1373_RECIPE: HeaderRecipe = {
  ...COMMON,
  name: 'esp-miner-bm1373',
  chip: BM1373,
  beforeCount: [],
  countAnswerLength: 9,
  addressing: 'sixteens',
  hashCounting: () => 0x1eb5,
  baud: BM1373_BAUD,
  steps: [
    { kind: 'chainInactive', times: 1, restMs: 10 },
    { kind: 'addresses', restMs: 0, afterMs: 10 },
    write(REGISTER.coreMailbox, coreWrite(NONCE_OVERFLOW, 0x04)),
    TICKET,
    write(REGISTER.ioStrength, 0x00011111),
    { kind: 'lastChip', register: REGISTER.ioStrength, value: 0x0001f111, addressDivisor: 4, restMs: 0 },
    write(REGISTER.ringOscillatorPads, 0x5aa55aa5, 10),
    BAUD,
    { kind: 'pause', ms: 10 },
    write(REGISTER.softReset, 0xf00701f0, 20),
    write(REGISTER.miscControl, 0xff00c100, 10),
    write(REGISTER.miscControlAdd, 0, 10),
    write(REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1370, 0), 10),
    write(REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x5a), 10),
    write(REGISTER.coreMailbox, ENABLE, 10),
    write(REGISTER.analogMux, 2),
    ESP_CLIMB,
    HASH_COUNTING,
    VERSION_MASK,
    BAUD,
  ],
  jobIds: ESP_BM1370_JOB_IDS,
};

/** Waits are the 10 ms after each write that stock firmware keeps, and 5 between the first ones (MUJ). */
export const S19J_PRO_BM1362_RECIPE: WholeAnswerRecipe = {
  ...COMMON,
  name: 's19j-pro-bm1362',
  chip: BM1362,
  beforeCount: [{ register: REGISTER.versionRolling, value: ROLL_ALL, times: 1 }],
  count: { timeoutMs: 500, endsOn: 'silence', restMs: 10 },
  addressing: 'twos',
  hashCounting: () => 0x1381,
  pll: FACTORY_PLL,
  baud: null,
  jobForm: FACTORY_JOB_FORM,
  steps: [
    { kind: 'versionMask', times: 2, restMs: 5 },
    write(REGISTER.softReset, 0, 10),
    write(REGISTER.miscControl, 0xb000c100, 10),
    { kind: 'chainInactive', times: 1, restMs: 10 },
    { kind: 'addresses', restMs: 10, afterMs: 0 },
    write(REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1366, 0x40), 10),
    write(REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x08), 10),
    { kind: 'ticket', restMs: 10 },
    write(REGISTER.analogMux, 3, 10),
    write(REGISTER.ioStrength, 0x00011111, 10),
    FACTORY_CLIMB,
    eachChip(0, [
      [REGISTER.softReset, 2],
      [REGISTER.miscControl, 0xb000c100],
      [REGISTER.coreMailbox, coreWrite(CLOCK_SELECT_1366, 0x40)],
      [REGISTER.coreMailbox, coreWrite(CLOCK_DELAY, 0x08)],
      [REGISTER.coreMailbox, ENABLE],
    ]),
    { kind: 'hashCounting', restMs: 10 },
    { kind: 'versionMask', times: 1, restMs: 10 },
  ],
  jobIds: ESP_BM1366_JOB_IDS,
};

function write(register: number, value: number, restMs = 0): RecipeStep {
  return { kind: 'write', register, value, times: 1, restMs };
}

function eachChip(afterEachMs: number, writes: readonly (readonly [number, number])[]): RecipeStep {
  const frames = writes.map(([register, value]) => ({ register, value }));
  return { kind: 'eachChip', frames, order: 'up', isAddressed: true, restMs: 0, afterEachMs };
}
