/** GekkoScience vectors of the sticks with BM1397: bytes, waits and findings of the reference driver. */

import { z } from 'zod';
import { bytesToHex, hexToBytes, readU32LE, reverseBytes, u32ToHex } from '../../../electron/core/bytes.ts';
import { headerOf } from '../../../electron/core/header.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { submitVersionBits } from '../../../electron/core/version-rolling.ts';
import { addressOfChip, chipOfAddress } from '../../../electron/device/bm13xx/addressing.ts';
import { AnswerParser } from '../../../electron/device/bm13xx/answers.ts';
import { limitMhz, roundUpToStep } from '../../../electron/device/bm13xx/chips.ts';
import { crc5, crc16 } from '../../../electron/device/bm13xx/crc.ts';
import { jobFrame } from '../../../electron/device/bm13xx/job-frame.ts';
import { JobRing, nextJobId } from '../../../electron/device/bm13xx/job-ring.ts';
import { ratesOf } from '../../../electron/device/bm13xx/rates.ts';
import { readBackPll, writePll, writeTicket } from '../../../electron/device/bm1397/bring-up.ts';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { GEKKO_JOB_IDS } from '../../../electron/device/bm1397/job-ids.ts';
import { frequencyOfPll, gekkoPll, PLL_OFF } from '../../../electron/device/bm1397/pll.ts';
import { GEKKO_BM1397 } from '../../../electron/device/bm1397/protocol.ts';
import { GEKKO_RECIPE, TICKET_REST_MS } from '../../../electron/device/bm1397/recipes.ts';
import { gekkoTicketDifficulty, ticketMaskOf } from '../../../electron/device/bm1397/registers.ts';
import { type FoundNonce, NonceDesk } from '../../../electron/device/nonce-desk.ts';
import { type Adapter, unknown, type VectorCase, type Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { cgminerVersions, workOf } from './chip-work.ts';
import { runGekkoInit } from './gekko-init.ts';
import { type LineEvent, openRecordedLine, type RecordedLine } from './recorded-line.ts';

type Run = (value: Case) => Verdicts | Promise<Verdicts>;

const Case = z.looseObject({
  id: z.string(),
  input: z.record(z.string(), z.unknown()),
  events: z.array(z.record(z.string(), z.unknown())).default([]),
  output: z.record(z.string(), z.unknown()),
});
type Case = z.infer<typeof Case>;

const DEVICES = ['compacf', 'r909'];
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

const BM1397_DEVICE: Readonly<Record<string, Run>> = {
  ticket_mask: async ({ input, events, output }) => {
    const { chips, cores, wantDiff } = z
      .looseObject({ chips: z.int(), cores: z.int(), wantDiff: z.number() })
      .parse(input);
    const difficulty = gekkoTicketDifficulty(wantDiff, chips * cores);
    const told = await recorded(({ line }) => writeTicket(line, difficulty, TICKET_REST_MS));
    return [
      compare(told, eventsOf(events)),
      compare({ difficulty, mask: ticketMaskOf(difficulty).value & 0xff }, output),
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
  limit_freq: ({ input, output }) => {
    const { mhz, freqBase } = z.looseObject({ mhz: z.array(z.number()), freqBase: z.number() }).parse(input);
    const chip = { ...BM1397, stepMhz: freqBase };
    return compare(
      {
        limitedAllowZero: mhz.map((value) => limitMhz(value, chip, true)),
        limitedNoZero: mhz.map((value) => limitMhz(value, chip)),
        limitedThenRoundedUpToBase: mhz.map((value) => roundUpToStep(limitMhz(value, chip, true), chip)),
      },
      output,
    );
  },
  freq_reply: async ({ input, events, output }) => {
    const { rx, chips } = z.looseObject({ rx: z.string().optional(), chips: z.int() }).parse(input);
    if (rx === undefined) {
      const told = await recorded(({ line }) => readBackPll(line, GEKKO_RECIPE.pll.readBackRestMs ?? 0));
      return compare(told, eventsOf(events));
    }
    let got: object = { used: false };
    const parser = new AnswerParser({
      answerLength: BM1397.answerLength,
      onAnswer: (answer) => {
        if (answer.kind !== 'register') return;
        got = {
          used: true,
          chip: chipOfAddress(answer.address ?? Number.NaN, chips),
          mhz: frequencyOfPll(answer.value),
        };
      },
      tryBrokenNonce: () => false,
    });
    parser.push(hexToBytes(rx));
    return compare(got, output);
  },
  job_id: ({ input, output }) => {
    const { start } = z.looseObject({ start: z.int() }).parse(input);
    const { sequence } = z.looseObject({ sequence: z.array(z.int()) }).parse(output);
    let jobId = start;
    const got = sequence.map(() => {
      jobId = nextJobId(GEKKO_JOB_IDS, jobId);
      return jobId;
    });
    return compare(got, sequence);
  },
  rates: ({ input, output }) => {
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
    const ticketDifficulty = gekkoTicketDifficulty(0, chips * cores);
    const midstateCount = vmask ? BM1397.midstateCount : 1;
    const rates = ratesOf({
      chip: { ...BM1397, coreCount: cores },
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
      ticketMask: ticketMaskOf(ticketDifficulty).value & 0xff,
      difficulty: ticketDifficulty,
      waitFactor: waitFactor0 * midstateCount,
      nonceExpectMs: rates.nonceExpectedMs,
      nonceLimitMs: rates.nonceLimitMs,
    };
    return compare(got, output, { rel: 1e-6 });
  },
  task: ({ input, events, output }) => {
    const { header, versionMask, prevJobId } = z
      .looseObject({ header: z.string(), versionMask: z.string().nullable(), prevJobId: z.int() })
      .parse(input);
    const { jobId, baseVersion } = z.looseObject({ jobId: z.int(), baseVersion: z.string() }).parse(output);
    const mask = versionMask === null ? null : Number.parseInt(versionMask, 16);
    const work = workOf(hexToBytes(header), cgminerVersions(Number.parseInt(baseVersion, 16), mask));
    const chipJobId = new JobRing(GEKKO_JOB_IDS, prevJobId).add(work);
    const tx = bytesToHex(jobFrame(chipJobId, work));
    return [compare([{ tx }], eventsOf(events)), compare({ jobId: chipJobId }, { jobId })];
  },
  nonce: runNonce,
  init: runGekkoInit,
};

export const gekkoAdapter: Adapter = {
  format: 'gekko',
  run(vectorCase: VectorCase) {
    const [category = '', device] = vectorCase.key.split(' ');
    const runs = device === undefined ? ANY_DEVICE : DEVICES.includes(device) ? BM1397_DEVICE : {};
    const run = Object.hasOwn(runs, category) ? runs[category] : undefined;
    return run === undefined ? unknown(vectorCase) : run(Case.parse(vectorCase.value));
  },
};

/** Work was sent under `sentJobId`; the driver's counts are in the ticket difficulty of the stick. */
function runNonce({ input, output }: Case): Verdicts {
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
  const ring = new JobRing(GEKKO_JOB_IDS, sentJobId - GEKKO_JOB_IDS.step);
  const mask = versionMask === null ? null : Number.parseInt(versionMask, 16);
  const ownVersion = readU32LE(hexToBytes(header), 0);
  const base = mask === null ? ownVersion : (ownVersion & ~mask) >>> 0;
  ring.add(workOf(hexToBytes(header), cgminerVersions(base, mask)));
  const found: FoundNonce[] = [];
  let seen = 0;
  const desk = new NonceDesk({
    chain: { kind: 'mainnet' },
    protocol: GEKKO_BM1397,
    ring,
    chipCount: () => chips,
    onFound: (nonce) => void found.push(nonce),
  });
  const parser = new AnswerParser({
    answerLength: BM1397.answerLength,
    onAnswer: (answer) => {
      seen += 1;
      if (answer.kind === 'nonce') desk.take(answer);
    },
    tryBrokenNonce: (answer) => {
      seen += 1;
      return desk.takeDamaged(answer);
    },
  });
  for (let time = 0; time < noncesSeen; time += 1) parser.push(hexToBytes(rx));
  const { counters } = desk;
  const ticketDifficulty = gekkoTicketDifficulty(0, chips * BM1397.coreCount);
  const [first] = found;
  const counts = {
    accepted: found.length,
    submitCalls: found.length,
    hwErrors: counters.hardwareErrors * ticketDifficulty,
    duplicates: counters.duplicates,
    noncesSeen: seen,
  };
  if (first === undefined) return compare(counts, output);
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
