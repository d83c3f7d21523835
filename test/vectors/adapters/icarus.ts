/** Vectors of the Icarus family: Icarus boards, Block Erupter, Antminer sticks. */
import { z } from 'zod';
import { bytesToHex, hexToBytes, reverseBytes, u32ToHex } from '../../../electron/core/bytes.ts';
import { headerOf } from '../../../electron/core/header.ts';
import { sha256d, sha256dFromMidstate } from '../../../electron/core/sha256d.ts';
import { AnswerSplitter } from '../../../electron/device/icarus/answer-splitter.ts';
import { setClock, setVoltage } from '../../../electron/device/icarus/bring-up.ts';
import {
  bm1380Register,
  bm1382Register,
  clockCommand,
  u3TableRegister,
  voltageCommand,
} from '../../../electron/device/icarus/clock-registers.ts';
import {
  ANTMINER_U1,
  ANTMINER_U3,
  AVALON_NANO,
  BLOCK_ERUPTER,
  CAIRNSMORE1,
  CAIRNSMORE1_SINGLE,
  ICARUS,
  type IcarusDrive,
  LANCELOT,
  secondsPerHash,
} from '../../../electron/device/icarus/icarus-drive.ts';
import {
  divisionOf,
  GOLDEN_NONCE,
  GOLDEN_WORK,
  ICARUS_BAUD_RATE,
  type WorkDivision,
  workPacket,
} from '../../../electron/device/icarus/packet.ts';
import { askGolden } from '../../../electron/device/icarus/probe.ts';
import { hashesDone, NONCE_RANGE, nonceMaskOf, timingOf } from '../../../electron/device/icarus/timing.ts';
import { type FoundNonce, WorkDesk } from '../../../electron/device/icarus/work-desk.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type Adapter, PASS, unknown, type Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { workOf } from './chip-work.ts';
import { type LineEvent, openRecordedLine, type RecordedLine } from './recorded-line.ts';

const Case = z.looseObject({
  input: z.record(z.string(), z.unknown()),
  events: z.array(z.record(z.string(), z.unknown())).default([]),
  output: z.record(z.string(), z.unknown()),
});
type Case = z.infer<typeof Case> & { readonly id: string };

/** As cgminer calls them. */
const DRIVES: Readonly<Record<string, IcarusDrive>> = {
  ICA: ICARUS,
  AVA: AVALON_NANO,
  BLT: LANCELOT,
  LLT: LANCELOT,
  AMU: BLOCK_ERUPTER,
  CMR1: CAIRNSMORE1,
  CMR2: CAIRNSMORE1_SINGLE,
  ANU: ANTMINER_U1,
  AU3: ANTMINER_U3,
};

/** The vectors also ask for clocks that Hashwatt refuses. */
const UNLIMITED_U1: IcarusDrive = {
  ...ANTMINER_U1,
  clock: ANTMINER_U1.clock && { ...ANTMINER_U1.clock, minMhz: 0, maxMhz: Number.POSITIVE_INFINITY },
};

const RUNS: Readonly<Record<string, (value: Case) => Verdicts | Promise<Verdicts>>> = {
  antminer_freq: async ({ id, input, events, output }) => {
    const { mhz } = z.looseObject({ mhz: z.number() }).parse(input);
    const register = id.includes('/u3') ? u3TableRegister(mhz) : bm1380Register(mhz);
    const registerVerdict = compare({ reg: u32ToHex(register).slice(4) }, output);
    if (events.length === 0) return registerVerdict;
    const told = await recorded((line) => setClock(portOf(line), UNLIMITED_U1, mhz));
    return [registerVerdict, compare(sent(told), sent(events))];
  },
  bm1382_freq: ({ input, output }) => {
    const { mhz } = z.looseObject({ mhz: z.number() }).parse(input);
    const { waitAfterMs, ...want } = output;
    const register = bm1382Register(mhz);
    if (register === null) return compare({ ok: false }, want);
    const command = bytesToHex(clockCommand(register));
    return compare({ ok: true, reg: u32ToHex(register).slice(4), command }, want);
  },
  antminer_volt: async ({ input, events, output }) => {
    const { setting, mv } = z
      .looseObject({ setting: z.string().optional(), mv: z.int().optional() })
      .parse(input);
    const coreMv = mv ?? Number(setting?.slice(1));
    if (setting !== undefined) return compare({ command: bytesToHex(voltageCommand(coreMv)) }, output);
    const told = await recorded((line) => setVoltage(portOf(line), coreMv)).catch(() => []);
    return compare(
      told,
      events.map((event) => ('tx' in event ? { tx: event.tx } : { waitUs: event.wait_us })),
    );
  },
  golden: ({ input, output }) => {
    const { packet64, nonceWire } = z
      .looseObject({ packet64: z.string(), nonceWire: z.string() })
      .parse(input);
    const packet = hexToBytes(packet64);
    const state = Uint32Array.from({ length: 8 }, (_, word) =>
      new DataView(packet.buffer).getUint32(28 - 4 * word),
    );
    const tail = hexToBytes(
      [packet64.slice(120), packet64.slice(112, 120), packet64.slice(104, 112), nonceWire].join(''),
    );
    const hash = bytesToHex(reverseBytes(sha256dFromMidstate(state, tail)));
    const division = /work division (\d)/.exec(String(output.meaning))?.[1];
    const isGolden = packet64 === bytesToHex(GOLDEN_WORK);
    return [
      compare({ hash }, { hash: output.hash }),
      isGolden ? compare(bytesToHex(GOLDEN_NONCE), nonceWire) : PASS,
      division === undefined ? PASS : compare(divisionOf(Number.parseInt(nonceWire, 16)), Number(division)),
    ];
  },
  icarus_timing: ({ input, output }) => {
    const { ident, anuMhz, au3Mhz } = z
      .looseObject({ ident: z.string(), anuMhz: z.number(), au3Mhz: z.number() })
      .parse(input);
    const drive = driveOf(ident);
    const timing = timingOf(secondsPerHash(drive, ident === 'AU3' ? au3Mhz : anuMhz), drive.pollMs);
    const got = {
      baud: ICARUS_BAUD_RATE,
      workDivision: drive.division,
      fpgaCount: drive.division,
      nonceMask: u32ToHex(nonceMaskOf(drive.division)),
      secondsPerHash: timing.secondsPerHash,
      fullNonceSeconds: timing.fullRangeS,
      readTimeMs: timing.readTimeoutMs,
      failTimeSeconds: timing.failTimeS,
    };
    return compare(got, output, { rel: 1e-6 });
  },
  icarus_hashcount: ({ input, output }) => {
    const { workDivision, fpgaCount, nonce } = z
      .looseObject({ workDivision: z.int(), fpgaCount: z.int(), nonce: z.array(z.int()) })
      .parse(input);
    const division = workDivision as WorkDivision;
    return compare(
      {
        mask: nonceMaskOf(division),
        hashCount: nonce.map((value) => hashesDone(value, division, fpgaCount)),
      },
      output,
    );
  },
  icarus_detect: async ({ input, events, output }) => {
    const { ident } = z.looseObject({ ident: z.string() }).parse(input);
    const drive = driveOf(ident);
    const replies = events.flatMap((event) => (typeof event.rx === 'string' ? [event.rx] : []));
    let length: number | null = null;
    const told = await recorded(
      async (line) => {
        length = await askGolden(portOf(line));
      },
      () => replies,
    );
    const got = {
      found: length !== null,
      nonceSize: length,
      antminer: length === ANTMINER_U1.answerLength,
      readTimeMs: timingOf(secondsPerHash(drive, drive.clock?.defaultMhz ?? 0), drive.pollMs).readTimeoutMs,
    };
    return [compare(sent(told), sent(events)), compare(got, output)];
  },
  icarus_job: runJob,
};

export const icarusAdapter: Adapter = {
  format: 'gekko',
  run(vectorCase) {
    const run = Object.hasOwn(RUNS, vectorCase.key) ? RUNS[vectorCase.key] : undefined;
    return run === undefined
      ? unknown(vectorCase)
      : run({ ...Case.parse(vectorCase.value), id: vectorCase.id });
  },
};

function runJob({ input, events, output }: Case): Verdicts {
  const { header, kind, workId } = z
    .looseObject({ header: z.string(), kind: z.string(), workId: z.int() })
    .parse(input);
  const drive = kind === 'antminer' ? ANTMINER_U1 : ICARUS;
  const header80 = hexToBytes(header);
  const work = workOf(header80, [new DataView(header80.buffer).getUint32(0, true)]);
  const found: FoundNonce[] = [];
  const desk = new WorkDesk({
    chain: { kind: 'mainnet' },
    hasWorkIds: drive.answerLength > 4,
    onFound: (nonce) => void found.push(nonce),
  });
  // Works before it have the numbers before its own.
  let sentId = desk.add(work, 0);
  while (workId >= 0 && sentId !== workId) sentId = desk.add(work, 0);
  const told: LineEvent[] = [{ tx: bytesToHex(workPacket(work, sentId)) }];
  const splitter = new AnswerSplitter({
    clock: new ManualClock(),
    answerLength: drive.answerLength,
    take: (answer) => desk.take(answer),
    onUnsolved: (answer) => desk.takeUnsolved(answer),
  });
  for (const event of events) if (typeof event.rx === 'string') splitter.push(hexToBytes(event.rx));
  const [first] = found;
  const counts = { submitCalls: found.length, hwErrors: desk.counters.hardwareErrors };
  if (first === undefined) return [compare(told, sent(events)), compare(counts, output)];
  const hash = sha256d(headerOf(first.work, 0, first.nonce));
  const { hashCount, ...want } = output;
  return [
    compare(told, sent(events)),
    compare({ ...counts, nonceU32: u32ToHex(first.wireNonce), hash: bytesToHex(reverseBytes(hash)) }, want),
    // An Antminer's nonce counts as a whole range there, whatever it is.
    drive.stopsAtNonce
      ? compare(hashesDone(first.wireNonce, 1, 1), hashCount)
      : compare(NONCE_RANGE - 1, hashCount),
  ];
}

function driveOf(ident: string): IcarusDrive {
  const drive = DRIVES[ident];
  if (drive === undefined) throw new Error(`no driven model for ${ident}`);
  return drive;
}

async function recorded(
  task: (line: RecordedLine) => Promise<void>,
  answer: (tx: string) => readonly string[] = () => [],
): Promise<readonly LineEvent[]> {
  const line = await openRecordedLine({ answer, answerAfterMs: 1 });
  await line.run(task(line));
  return line.events;
}

/** The recorded line as the drivers of this family see a port. */
function portOf({ link, line, clock }: RecordedLine) {
  return {
    send: (frame: Uint8Array) => line.send(frame),
    pause: (ms: number) => line.pause(ms),
    ask: async (packet: Uint8Array, limitMs: number): Promise<Uint8Array> => {
      const heard: number[] = [];
      link.on('bytes', (bytes) => void heard.push(...bytes));
      await line.send(packet);
      await new Promise<void>((resolve) => void clock.after(limitMs, resolve));
      return Uint8Array.from(heard);
    },
  };
}

/** What was sent, without waits and answers. */
function sent(events: readonly object[]): readonly object[] {
  return events.flatMap((event) => ('tx' in event ? [{ tx: event.tx }] : []));
}
