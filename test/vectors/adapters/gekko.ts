/** GekkoScience vectors: bytes, waits and findings of the reference driver. */

import { z } from 'zod';
import { bytesToHex, hexToBytes, readU32LE, reverseBytes, u32ToHex } from '../../../electron/core/bytes.ts';
import { headerOf } from '../../../electron/core/header.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { submitVersionBits } from '../../../electron/core/version-rolling.ts';
import { addressOfChip, chipOfAddress } from '../../../electron/device/bm13xx/addressing.ts';
import { limitMhz, roundUpToStep } from '../../../electron/device/bm13xx/chips.ts';
import { crc5, crc16 } from '../../../electron/device/bm13xx/crc.ts';
import { JobRing, nextJobId } from '../../../electron/device/bm13xx/job-ring.ts';
import { ratesOf } from '../../../electron/device/bm13xx/rates.ts';
import { gekkoTicketDifficulty, ticketMaskOf } from '../../../electron/device/bm13xx/ticket.ts';
import {
  askClock as askBm1384Clock,
  writePll as writeBm1384Pll,
} from '../../../electron/device/bm1384/bring-up.ts';
import { pllOf as bm1384Pll } from '../../../electron/device/bm1384/pll.ts';
import {
  askClock as askBm1387Clock,
  writePll as writeBm1387Pll,
} from '../../../electron/device/bm1387/bring-up.ts';
import { pllOf as bm1387Pll } from '../../../electron/device/bm1387/pll.ts';
import { readBackPll, writePll, writeTicket } from '../../../electron/device/bm1397/bring-up.ts';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { gekkoPll, PLL_OFF } from '../../../electron/device/bm1397/pll.ts';
import { GEKKO_RECIPE, TICKET_REST_MS } from '../../../electron/device/bm1397/recipes.ts';
import type { ChipProtocol, ClockReading } from '../../../electron/device/chip-protocol.ts';
import { type FoundNonce, NonceDesk } from '../../../electron/device/nonce-desk.ts';
import type { StickDrive } from '../../../electron/device/stick-catalog.ts';
import { type Adapter, unknown, type VectorCase, type Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { cgminerVersions, workOf } from './chip-work.ts';
import { modelOf, runGekkoInit } from './gekko-init.ts';
import { type LineEvent, openRecordedLine, type RecordedLine } from './recorded-line.ts';

type Run = (value: Case) => Verdicts | Promise<Verdicts>;
type RunDevice = (value: Case, drive: StickDrive) => Verdicts | Promise<Verdicts>;

const Case = z.looseObject({
  id: z.string(),
  input: z.record(z.string(), z.unknown()),
  events: z.array(z.record(z.string(), z.unknown())).default([]),
  output: z.record(z.string(), z.unknown()),
});
type Case = z.infer<typeof Case>;

const ANY_DEVICE: Readonly<Record<string, Run>> = {
  crc5: ({ input, output }) => {
    const { hex, bits } = z.looseObject({ hex: z.string(), bits: z.int() }).parse(input);
    return compare({ crc5: crc5(hexToBytes(hex), bits) }, output);
  },
  crc16: ({ input, output }) => {
    const { hex } = z.looseObject({ hex: z.string() }).parse(input);
    return compare({ crc16: crc16(hexToBytes(hex)) }, output);
  },
  chip_address: ({ input, output }) => {
    const { chips } = z.looseObject({ chips: z.int() }).parse(input);
    const each = Array.from({ length: chips }, (_, index) => addressOfChip(index, chips));
    const samples = Array.from({ length: 16 }, (_, index) => chipOfAddress(index * 17, chips));
    return compare({ bm1397: each, bm138x: each, tochip1397: samples }, output);
  },
  version_mask: ({ input, output }) => {
    const { mask, version } = z.looseObject({ mask: z.string(), version: z.string() }).parse(input);
    const bits = Number.parseInt(mask, 16);
    const [base = 0, low = 0, rest = 0, all = 0] = cgminerVersions(Number.parseInt(version, 16), bits);
    const shown = (rolled: number): object => ({
      version: u32ToHex(rolled),
      submitBits: u32ToHex(submitVersionBits(rolled, bits)),
    });
    const got = { microJobId0: shown(base), microJobId1: shown(base), microJobId2: shown(low) };
    return compare({ ...got, microJobId4: shown(rest), microJobId8: shown(all) }, output);
  },
};

/** What every family of chips answers the same way, by the chip and protocol of its catalogue row. */
const ANY_CHIP: Readonly<Record<string, RunDevice>> = {
  limit_freq: ({ input, output }, drive) => {
    const { mhz, freqBase } = z.looseObject({ mhz: z.array(z.number()), freqBase: z.number() }).parse(input);
    const chip = { ...drive.chip, stepMhz: freqBase };
    return compare(
      {
        limitedAllowZero: mhz.map((value) => limitMhz(value, chip, true)),
        limitedNoZero: mhz.map((value) => limitMhz(value, chip)),
        limitedThenRoundedUpToBase: mhz.map((value) => roundUpToStep(limitMhz(value, chip, true), chip)),
      },
      output,
    );
  },
  job_id: ({ input, output }, { protocol }) => {
    const { start } = z.looseObject({ start: z.int() }).parse(input);
    const { sequence } = z.looseObject({ sequence: z.array(z.int()) }).parse(output);
    let jobId = start;
    const got = sequence.map(() => {
      jobId = nextJobId(protocol.jobIds, jobId);
      return jobId;
    });
    return compare(got, sequence);
  },
  rates: ({ input, output }, drive) => {
    const { chips, cores, mhz, vmask, waitFactor0, hrScale } = z
      .looseObject({
        chips: z.int(),
        cores: z.int(),
        mhz: z.number(),
        vmask: z.boolean(),
        waitFactor0: z.number(),
        hrScale: z.number(),
      })
      .parse(input);
    const chip = { ...drive.chip, coreCount: cores };
    const ticketDifficulty = drive.protocol.ticketFor(0, { chip, chipCount: chips }, mhz);
    const midstateCount = vmask ? chip.midstateCount : 1;
    const rates = ratesOf({
      chip,
      chipCount: chips,
      frequencyMhz: mhz,
      hashScale: hrScale,
      midstateCount,
      ticketDifficulty,
      waitFactor: waitFactor0,
    });
    const got = {
      hashrateHs: rates.expectedHs,
      wu: rates.workPerMinute,
      fullscanUs: Math.floor(rates.fullScanMs * 1000),
      maxTaskWaitUs: Math.floor(rates.maxTaskWaitMs * 1000),
      ticketMask: maskByte(chip.name, ticketDifficulty),
      difficulty: ticketDifficulty,
      waitFactor: waitFactor0 * midstateCount,
      nonceExpectMs: rates.nonceExpectedMs,
      nonceLimitMs: rates.nonceLimitMs,
    };
    return compare(got, output, { rel: 1e-6 });
  },
  task: ({ input, events, output }, { protocol }) => {
    const { header, versionMask, prevJobId, chips, ticketMask } = z
      .looseObject({
        header: z.string(),
        versionMask: z.string().nullable(),
        prevJobId: z.int(),
        chips: z.int(),
        ticketMask: z.int().default(0),
      })
      .parse(input);
    const { jobId, baseVersion } = z.looseObject({ jobId: z.int(), baseVersion: z.string() }).parse(output);
    const mask = versionMask === null ? null : Number.parseInt(versionMask, 16);
    const work = workOf(hexToBytes(header), cgminerVersions(Number.parseInt(baseVersion, 16), mask));
    const chipJobId = new JobRing(protocol.jobIds, prevJobId).add(work);
    const setting = { chipCount: chips, ticketDifficulty: ticketMask + 1 };
    const tx = bytesToHex(protocol.jobFrame(chipJobId, work, setting));
    return [compare([{ tx }], eventsOf(events)), compare({ jobId: chipJobId }, { jobId })];
  },
  nonce: runNonce,
  init: (value) => runGekkoInit(value),
};

const ON_BM1397: Readonly<Record<string, RunDevice>> = {
  ticket_mask: async ({ input, events, output }) => {
    const { chips, cores, wantDiff } = z
      .looseObject({ chips: z.int(), cores: z.int(), wantDiff: z.number() })
      .parse(input);
    const difficulty = gekkoTicketDifficulty(wantDiff, chips * cores);
    const told = await recorded(({ line }) => writeTicket(line, difficulty, TICKET_REST_MS));
    return [
      compare(told, eventsOf(events)),
      compare({ difficulty, mask: maskByte(BM1397.name, difficulty) }, output),
    ];
  },
  set_frequency: async ({ input, events }) => {
    const { chips, chip, mhz } = z
      .looseObject({ chips: z.int(), chip: z.int(), mhz: z.number() })
      .parse(input);
    const setting = mhz === 0 ? PLL_OFF : gekkoPll(mhz, BM1397);
    const address = chip < 0 ? null : addressOfChip(chip, chips);
    const told = await recorded(({ line }) => writePll(line, GEKKO_RECIPE, setting, address));
    return compare(told, eventsOf(events));
  },
  freq_reply: async ({ input, events, output }, { protocol }) => {
    const { rx, chips } = z.looseObject({ rx: z.string().optional(), chips: z.int() }).parse(input);
    if (rx === undefined) {
      const told = await recorded(({ line }) => readBackPll(line, GEKKO_RECIPE.pll.readBackRestMs ?? 0));
      return compare(told, eventsOf(events));
    }
    const clock = clockOf(rx, protocol);
    if (clock === null) return compare({ used: false }, output);
    const chip = chipOfAddress(clock.address ?? Number.NaN, chips);
    return compare({ used: true, chip, mhz: clock.frequencyMhz }, output);
  },
};

const ON_BM1387: Readonly<Record<string, RunDevice>> = {
  set_frequency: async ({ input, events, output }) => {
    const { chips, chip, mhz } = z
      .looseObject({ chips: z.int(), chip: z.int().optional(), mhz: z.number() })
      .parse(input);
    const setting = bm1387Pll(mhz);
    const address = chip === undefined || chip < 0 ? null : addressOfChip(chip, chips);
    const told = await recorded(({ line }) => writeBm1387Pll(line, setting, address));
    return [compare(told, eventsOf(events)), compare({ resultMhz: setting.frequencyMhz }, output)];
  },
  freq_reply: async ({ input, events, output }, { protocol }) => {
    const asked = z.looseObject({ chips: z.int(), chip: z.int() }).safeParse(input);
    if (asked.success) {
      const address = addressOfChip(asked.data.chip, asked.data.chips);
      return compare(await recorded(({ line }) => askBm1387Clock(line, address)), eventsOf(events));
    }
    return compareClock(input, output, protocol);
  },
};

const ON_BM1384: Readonly<Record<string, RunDevice>> = {
  set_frequency: async ({ input, events, output }) => {
    const { mhz } = z.looseObject({ mhz: z.number() }).parse(input);
    const setting = bm1384Pll(mhz);
    const told = await recorded(({ line }) => writeBm1384Pll(line, setting));
    return [compare(told, eventsOf(events)), compare({ resultMhz: setting.frequencyMhz }, output)];
  },
  freq_reply: async ({ input, events, output }, { protocol }) => {
    const asked = z.looseObject({ chips: z.int(), chip: z.int() }).safeParse(input);
    if (!asked.success) return compareClock(input, output, protocol);
    const address = addressOfChip(asked.data.chip, asked.data.chips);
    return compare(await recorded(({ line }) => askBm1384Clock(line, address)), eventsOf(events));
  },
};

const OWN: Readonly<Record<string, Readonly<Record<string, RunDevice>>>> = {
  BM1397: ON_BM1397,
  BM1387: ON_BM1387,
  BM1384: ON_BM1384,
};

export const gekkoAdapter: Adapter = {
  format: 'gekko',
  run(vectorCase: VectorCase) {
    const [category = '', device] = vectorCase.key.split(' ');
    if (device === undefined) {
      const run = Object.hasOwn(ANY_DEVICE, category) ? ANY_DEVICE[category] : undefined;
      return run === undefined ? unknown(vectorCase) : run(Case.parse(vectorCase.value));
    }
    const drive = modelOf(device)?.drive;
    if (drive == null) return unknown(vectorCase);
    const runs = { ...ANY_CHIP, ...OWN[drive.chip.name] };
    const run = Object.hasOwn(runs, category) ? runs[category] : undefined;
    return run === undefined ? unknown(vectorCase) : run(Case.parse(vectorCase.value), drive);
  },
};

/** Work was sent under `sentJobId`; the driver's counts are in the ticket difficulty of a BM1397 stick. */
function runNonce({ input, output }: Case, { chip, protocol }: StickDrive): Verdicts {
  const { header, versionMask, sentJobId, rx, chips } = z
    .looseObject({
      chips: z.int(),
      header: z.string(),
      versionMask: z.string().nullable(),
      sentJobId: z.int(),
      rx: z.string(),
    })
    .parse(input);
  const { noncesSeen } = z.looseObject({ noncesSeen: z.int() }).parse(output);
  const ring = new JobRing(protocol.jobIds, sentJobId - protocol.jobIds.step);
  const mask = versionMask === null ? null : Number.parseInt(versionMask, 16);
  const ownVersion = readU32LE(hexToBytes(header), 0);
  const base = mask === null ? ownVersion : (ownVersion & ~mask) >>> 0;
  ring.add(workOf(hexToBytes(header), cgminerVersions(base, mask)));
  // The driver hashes a BM1397's nonce itself, and lets cgminer find out about an older chip's.
  const isHashedFirst = chip.name === BM1397.name;
  const found: FoundNonce[] = [];
  let submitted: Omit<FoundNonce, 'chipIndex'> | null = null;
  let seen = 0;
  const desk = new NonceDesk({
    chain: { kind: 'mainnet' },
    protocol,
    ring,
    chipCount: () => chips,
    onFound: (nonce) => void found.push(nonce),
  });
  const reader = protocol.openReader({
    onAnswer: (answer) => {
      seen += 1;
      if (answer.kind !== 'nonce') return;
      desk.take(answer);
      const [slot] = protocol.candidates(ring, answer)?.slots ?? [];
      if (!isHashedFirst && slot !== undefined) submitted = { ...slot, nonce: answer.nonce };
    },
    tryBrokenNonce: (answer) => {
      seen += 1;
      return desk.takeDamaged(answer);
    },
    takeIfSolved: (answer) => {
      const isTaken = desk.takeIfSolved(answer);
      if (isTaken) seen += 1;
      return isTaken;
    },
  });
  for (let time = 0; time < Math.max(1, noncesSeen); time += 1) reader.push(hexToBytes(rx));
  const { counters } = desk;
  const hwErrorWeight = isHashedFirst ? protocol.ticketFor(0, { chip, chipCount: chips }, 0) : 1;
  const first = found[0] ?? submitted;
  const counts = {
    accepted: found.length,
    submitCalls: found.length + (isHashedFirst ? 0 : counters.hardwareErrors),
    hwErrors: counters.hardwareErrors * hwErrorWeight,
    duplicates: counters.duplicates,
    noncesSeen: seen - desk.strays,
  };
  if (first === null) return compare(counts, output);
  const nonceHex = bytesToHex(reverseBytes(hexToBytes(u32ToHex(first.nonce))));
  return compare(
    {
      ...counts,
      nonceU32: nonceHex,
      microJobId: mask === null ? 0 : 2 ** first.versionIndex,
      workDataVersion: u32ToHex(first.work.versions[first.versionIndex] ?? 0),
      hash: bytesToHex(reverseBytes(sha256d(headerOf(first.work, first.versionIndex, first.nonce)))),
    },
    output,
  );
}

function compareClock(input: Case['input'], output: Case['output'], protocol: ChipProtocol): Verdicts {
  const { rx } = z.looseObject({ rx: z.string() }).parse(input);
  const clock = clockOf(rx, protocol);
  return compare({ chip0Mhz: clock?.frequencyMhz ?? 0, frequencyInvalid: clock === null }, output, {
    abs: 1e-4,
  });
}

function clockOf(rx: string, protocol: ChipProtocol): ClockReading | null {
  let clock: ClockReading | null = null;
  const reader = protocol.openReader({
    onAnswer: (answer) => {
      if (answer.kind === 'register') clock = protocol.clockIn(answer);
    },
    tryBrokenNonce: () => false,
    takeIfSolved: () => false,
  });
  reader.push(hexToBytes(rx));
  return clock;
}

/** Low byte of the mask as the driver keeps it: the BM1397's bits are reversed, the BM1384's are not. */
function maskByte(chipName: string, difficulty: number): number {
  return chipName === BM1397.name ? ticketMaskOf(difficulty).value & 0xff : difficulty - 1;
}

async function recorded(task: (line: RecordedLine) => Promise<void>): Promise<readonly LineEvent[]> {
  const line = await openRecordedLine({ answer: () => [], answerAfterMs: 1 });
  await line.run(task(line));
  return line.events;
}

/** The vector's events as ours are named. */
function eventsOf(events: readonly Readonly<Record<string, unknown>>[]): readonly LineEvent[] {
  return events.map((event) =>
    'tx' in event ? { tx: String(event.tx) } : { waitUs: Number(event.wait_us) },
  );
}
