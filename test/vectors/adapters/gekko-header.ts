/** GekkoScience vectors of the sticks with whole-header chips (Compac A1, A2), and of their telemetry. */
import { z } from 'zod';
import { bytesToHex, hexToBytes, readU32LE, reverseBytes, u32ToHex } from '../../../electron/core/bytes.ts';
import { headerOf } from '../../../electron/core/header.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { chipOfAddress } from '../../../electron/device/bm13xx/addressing.ts';
import { AnswerParser } from '../../../electron/device/bm13xx/answers.ts';
import { limitMhz, roundUpToStep } from '../../../electron/device/bm13xx/chips.ts';
import { readRegister, writeRegister } from '../../../electron/device/bm13xx/commands.ts';
import { JobRing, nextJobId } from '../../../electron/device/bm13xx/job-ring.ts';
import { ratesOf } from '../../../electron/device/bm13xx/rates.ts';
import { gekkoTicketDifficulty, ticketMaskOf } from '../../../electron/device/bm13xx/ticket.ts';
import { clockActions, type LineAction } from '../../../electron/device/bm1370/bring-up.ts';
import {
  GEKKO_BM1362_RECIPE,
  GEKKO_BM1370_RECIPE,
  GEKKO_TICKET_REST_MS,
  GEKKO_VERSION_FACTOR,
} from '../../../electron/device/bm1370/gekko-recipes.ts';
import { headerJobFrame } from '../../../electron/device/bm1370/job-frame.ts';
import { headerCandidates } from '../../../electron/device/bm1370/job-ids.ts';
import { chipOfHeaderNonce } from '../../../electron/device/bm1370/nonce-place.ts';
import { frequencyOfHeaderPll } from '../../../electron/device/bm1370/pll.ts';
import type { HeaderRecipe } from '../../../electron/device/bm1370/recipe.ts';
import { REGISTER } from '../../../electron/device/bm1370/registers.ts';
import { CHIPS_OFF, CHIPS_ON, LATCH_REST_MS } from '../../../electron/device/gekko-power/enable-latch.ts';
import { type FoundNonce, NonceDesk } from '../../../electron/device/nonce-desk.ts';
import type { VendorTransfer } from '../../../electron/device/usb-control.ts';
import { type Adapter, unknown, type Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { answersIn } from './bm13xx-jobs.ts';
import { workOf } from './chip-work.ts';
import { runTelemetry } from './gekko-telemetry.ts';
import { toldOf } from './line-actions.ts';

const Case = z.looseObject({
  id: z.string(),
  input: z.record(z.string(), z.unknown()),
  events: z.array(z.record(z.string(), z.unknown())).default([]),
  output: z.record(z.string(), z.unknown()).default({}),
});
export type GekkoCase = z.infer<typeof Case>;
type Run = (value: GekkoCase, recipe: HeaderRecipe) => Verdicts;

const RECIPES: Readonly<Record<string, HeaderRecipe>> = {
  compaca1: GEKKO_BM1362_RECIPE,
  compaca2: GEKKO_BM1370_RECIPE,
};
/** Requests of the driver that are matters of opening a tty. */
const VENDOR_REQUEST = 0xff;

const RUNS: Readonly<Record<string, Run>> = {
  init: ({ events }) => {
    const want = events.flatMap((event) => {
      const transfer = transferOf(event);
      return transfer === null ? [] : [transfer];
    });
    const rest = { waitUs: LATCH_REST_MS * 1000 };
    return compare([shown(CHIPS_OFF), rest, shown(CHIPS_ON), rest], want);
  },
  ticket_mask: ({ input, events, output }) => {
    const { chips, cores, wantDiff } = z
      .looseObject({ chips: z.int(), cores: z.int(), wantDiff: z.number() })
      .parse(input);
    const { difficulty, value } = ticketMaskOf(gekkoTicketDifficulty(wantDiff, chips * cores));
    const told: readonly LineAction[] = [
      { kind: 'send', frame: writeRegister(null, REGISTER.ticketMask, value) },
      { kind: 'pause', ms: GEKKO_TICKET_REST_MS },
    ];
    return [compare(toldOf(told), eventsOf(events)), compare({ difficulty, mask: value & 0xff }, output)];
  },
  set_frequency: ({ input, events }, recipe) => {
    const { mhz } = z.looseObject({ mhz: z.number() }).parse(input);
    return compare(toldOf(clockActions(recipe, recipe.chip, mhz)), eventsOf(events));
  },
  limit_freq: ({ input, output }, recipe) => {
    const { mhz, freqBase } = z.looseObject({ mhz: z.array(z.number()), freqBase: z.number() }).parse(input);
    const chip = { ...recipe.chip, stepMhz: freqBase };
    const got = {
      limitedAllowZero: mhz.map((value) => limitMhz(value, chip, true)),
      limitedNoZero: mhz.map((value) => limitMhz(value, chip)),
      limitedThenRoundedUpToBase: mhz.map((value) => roundUpToStep(limitMhz(value, chip, true), chip)),
    };
    return compare(got, output);
  },
  freq_reply: ({ input, events, output }, recipe) => {
    const { rx, chips } = z.looseObject({ rx: z.string().optional(), chips: z.int() }).parse(input);
    if (rx === undefined) {
      const told: readonly LineAction[] = [
        { kind: 'send', frame: readRegister(null, REGISTER.pll) },
        { kind: 'pause', ms: recipe.pll.readBackRestMs ?? 0 },
      ];
      return compare(toldOf(told), eventsOf(events));
    }
    const [answer] = answersIn(hexToBytes(rx), recipe.chip.answerLength);
    if (answer?.kind !== 'register' || answer.register !== REGISTER.pll)
      return compare({ used: false }, output);
    const chip = chipOfAddress(answer.address ?? Number.NaN, chips);
    return compare({ used: true, chip, mhz: frequencyOfHeaderPll(answer.value) }, output);
  },
  job_id: ({ input, output }, recipe) => {
    const { start } = z.looseObject({ start: z.int() }).parse(input);
    const { sequence } = z.looseObject({ sequence: z.array(z.int()) }).parse(output);
    let jobId = start;
    const got = sequence.map(() => {
      jobId = nextJobId(recipe.jobIds, jobId);
      return jobId;
    });
    return compare(got, sequence);
  },
  rates: ({ input, output }, recipe) => {
    const { chips, cores, mhz, waitFactor0, hrScale } = z
      .looseObject({
        chips: z.int(),
        cores: z.int(),
        mhz: z.number(),
        waitFactor0: z.number(),
        hrScale: z.number(),
      })
      .parse(input);
    const ticketDifficulty = gekkoTicketDifficulty(0, chips * cores);
    const rates = ratesOf({
      chip: { ...recipe.chip, coreCount: cores },
      chipCount: chips,
      frequencyMhz: mhz,
      hashScale: hrScale,
      midstateCount: GEKKO_VERSION_FACTOR,
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
      waitFactor: waitFactor0 * GEKKO_VERSION_FACTOR,
      nonceExpectMs: rates.nonceExpectedMs,
      nonceLimitMs: rates.nonceLimitMs,
    };
    return compare(got, output, { rel: 1e-6 });
  },
  task: ({ input, events, output }, recipe) => {
    const { header, prevJobId } = z.looseObject({ header: z.string(), prevJobId: z.int() }).parse(input);
    const { jobId, baseVersion } = z.looseObject({ jobId: z.int(), baseVersion: z.string() }).parse(output);
    const work = workOf(hexToBytes(header), [Number.parseInt(baseVersion, 16)]);
    const chipJobId = new JobRing(recipe.jobIds, prevJobId).add(work);
    const tx = bytesToHex(headerJobFrame(chipJobId, work.header76, recipe.jobForm));
    return [compare([{ tx }], eventsOf(events)), compare({ jobId: chipJobId }, { jobId })];
  },
  nonce: runNonce,
};

export const gekkoHeaderAdapter: Adapter = {
  format: 'gekko',
  run(vectorCase) {
    const [category = '', device = ''] = vectorCase.key.split(' ');
    const value = Case.parse(vectorCase.value);
    if (vectorCase.key === 'telemetry') return runTelemetry(value) ?? unknown(vectorCase);
    const run = Object.hasOwn(RUNS, category) ? RUNS[category] : undefined;
    const recipe = Object.hasOwn(RECIPES, device) ? RECIPES[device] : undefined;
    // A whole bring-up is the stick's; only the enable latch is told here.
    const isWhole = value.events.some((event) => 'phase' in event);
    if (run === undefined || recipe === undefined || isWhole) return unknown(vectorCase);
    return run(value, recipe);
  },
};

/** Work was sent under `sentJobId`; the driver's errors are counted in the ticket difficulty of the stick. */
function runNonce({ input, output }: GekkoCase, { chip, jobIds }: HeaderRecipe): Verdicts {
  const { chips, header, versionMask, sentJobId, rx } = z
    .looseObject({
      chips: z.int(),
      header: z.string(),
      versionMask: z.string().nullable(),
      sentJobId: z.int(),
      rx: z.string(),
    })
    .parse(input);
  const { noncesSeen } = z.looseObject({ noncesSeen: z.int() }).parse(output);
  const mask = versionMask === null ? 0 : Number.parseInt(versionMask, 16);
  const ring = new JobRing(jobIds, sentJobId - jobIds.step);
  ring.add(workOf(hexToBytes(header), [(readU32LE(hexToBytes(header), 0) & ~mask) >>> 0]));
  const found: FoundNonce[] = [];
  let seen = 0;
  const desk = new NonceDesk({
    chain: { kind: 'mainnet' },
    protocol: {
      candidates: (jobs, answer) => headerCandidates(jobs, answer, chip),
      chipOfNonce: chipOfHeaderNonce,
    },
    ring,
    chipCount: () => chips,
    onFound: (nonce) => void found.push(nonce),
  });
  const parser = new AnswerParser({
    answerLength: chip.answerLength,
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
  const counts = {
    accepted: found.length,
    submitCalls: found.length,
    hwErrors: desk.counters.hardwareErrors * gekkoTicketDifficulty(0, chips * chip.coreCount),
    duplicates: desk.counters.duplicates,
    noncesSeen: seen,
  };
  const [first] = found;
  if (first === undefined) return compare(counts, output);
  const { work, versionIndex, nonce } = first;
  const solved = headerOf(work, versionIndex, nonce);
  return compare(
    {
      ...counts,
      nonceU32: bytesToHex(solved.subarray(76)),
      microJobId: 0,
      workDataVersion: u32ToHex(readU32LE(solved, 0)),
      hash: bytesToHex(reverseBytes(sha256d(solved))),
    },
    output,
  );
}

/** Events as ours are named, waits in a row as one. */
function eventsOf(events: GekkoCase['events']): readonly object[] {
  return events.flatMap((event): readonly object[] => {
    if ('tx' in event) return [{ tx: event.tx }];
    return 'wait_us' in event ? [{ waitUs: event.wait_us }] : [];
  });
}

/** A vendor request or a wait; null for what opening a tty does. */
function transferOf(event: Readonly<Record<string, unknown>>): object | null {
  if (typeof event.wait_us === 'number') return { waitUs: event.wait_us };
  const ctrl = z
    .looseObject({
      bmRequestType: z.int(),
      bRequest: z.int(),
      wValue: z.int(),
      wIndex: z.int(),
      data: z.string(),
    })
    .safeParse(event.ctrl).data;
  if (ctrl === undefined || ctrl.bRequest !== VENDOR_REQUEST) return null;
  const { bmRequestType: requestType, bRequest: request, wValue: value, wIndex: index, data } = ctrl;
  return { requestType, request, value, index, data };
}

function shown({ data, ...transfer }: VendorTransfer): object {
  return { ...transfer, data: bytesToHex(data) };
}
