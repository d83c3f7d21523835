/**
 * How many bytes a second the readers of answers take, as a ratio to what 64 of the largest sticks send at most: once
 * taken apart only, and once matched with their work, each by hashing it, as in mining. What the pool is then told is
 * not on the bill. Every answer is a real solution.
 */
import type { AnswerSink } from '../../electron/device/bm13xx/answers.ts';
import { JobRing } from '../../electron/device/bm13xx/job-ring.ts';
import { AnswerSplitter } from '../../electron/device/icarus/answer-splitter.ts';
import { type IcarusDrive, secondsPerHash } from '../../electron/device/icarus/icarus-drive.ts';
import { ICARUS_BAUD_RATE } from '../../electron/device/icarus/packet.ts';
import { WorkDesk } from '../../electron/device/icarus/work-desk.ts';
import { NonceDesk } from '../../electron/device/nonce-desk.ts';
import { isIcarus, type StickDrive, stickModel } from '../../electron/device/stick-catalog.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { type SimulatedModel, STICK_KINDS } from '../../electron/practice/simulator/stick-kinds.ts';
import { BENCH_CHAIN, benchWorks } from './bench-job.ts';
import { type Figure, percentiles } from './figure.ts';

interface Line {
  push(bytes: Uint8Array): void;
  /** Answers that were matched with the work they solve. */
  readonly solved: number;
  /** Takes timers back. */
  clear(): void;
}

interface ReaderCase {
  readonly name: string;
  /** Bytes of an answer. */
  readonly answerLength: number;
  /** Of difficulty 1, of a stick at its chips' highest clock. */
  readonly noncesPerSecond: number;
  /** What its chips tell nonces from where the pool asks no less; 1 where they tell all. */
  readonly ticketDifficulty: number;
  /** What its line carries, bytes/s. */
  readonly lineRate: number;
  /** As in mining. */
  openLine(): Line;
  /** Finds and matches nothing: only takes bytes apart. */
  openBare(): Pick<Line, 'push' | 'clear'>;
  /** An answer in the right form, with a nonce that solves its work or not. */
  answer(nonceWord: number): Uint8Array;
}

const STICKS = 64;
const LEAST_RATIO = 50;
/** The largest stick of each chip; of the Icarus family the fastest with each length of answer. */
const CHAINS: readonly SimulatedModel[] = ['r909', 'terminus', 'r606', 'terminus-a2'];
const ICARUS_MODELS = ['block-erupter', 'antminer-u3'] as const;
const ANSWERS = 1000;
/** What an FT-X bridge puts into one USB packet (AN_232B-04). */
const CHUNK_BYTES = 62;
const SAMPLES = 50;
/** Samples before them, as a share: of code not compiled yet. */
const WARM_UP_SHARE = 0.3;
const SAMPLE_MS = 20;
const BITS_PER_BYTE = 10;

/** `samples`: of each figure, 20 ms each. */
export function parserFigures(samples = SAMPLES): readonly Figure[] {
  const cases = [...CHAINS.map(chainCase), ...ICARUS_MODELS.map(icarusCase)];
  return cases.flatMap((reader) => figuresOf(reader, samples));
}

function figuresOf(reader: ReaderCase, samples: number): readonly Figure[] {
  const stream = solvedStream(reader);
  return [
    figureOf(reader, 'answers taken apart', reader.openBare(), stream, samples),
    figureOf(reader, '  and matched with their work', reader.openLine(), stream, samples),
  ];
}

function figureOf(
  { name, answerLength, noncesPerSecond, ticketDifficulty, lineRate }: ReaderCase,
  what: string,
  line: Pick<Line, 'push' | 'clear'>,
  stream: Uint8Array,
  samples: number,
): Figure {
  const taken = percentiles(ratesOf(line, stream, samples));
  line.clear();
  const sentAtMost = (ticket: number): number =>
    STICKS * Math.min(lineRate, (noncesPerSecond * answerLength) / ticket);
  const times = (bytesPerSecond: number, ticket: number): number => bytesPerSecond / sentAtMost(ticket);
  return {
    name: `${what}: ${name}`,
    unit: 'x',
    p50: times(taken.p50, ticketDifficulty),
    p95: times(taken.p95, ticketDifficulty),
    p99: times(taken.p99, ticketDifficulty),
    goal: {},
    least: LEAST_RATIO,
    ratio: null,
    note:
      `${(taken.p50 / 1e6).toFixed(1)} MB/s; ${STICKS} send ${kilo(sentAtMost(ticketDifficulty))} kB/s` +
      (ticketDifficulty === 1
        ? ''
        : ` at ticket ${ticketDifficulty}, ${kilo(sentAtMost(1))} at 1 (${times(taken.p50, 1).toFixed(1)} x)`),
  };
}

const kilo = (bytesPerSecond: number): string => (bytesPerSecond / 1e3).toFixed(2);

/** Bytes for a second of the processor, so that other programs do not count; first ones, of code not compiled yet, neither. */
function ratesOf(line: Pick<Line, 'push'>, stream: Uint8Array, samples: number): readonly number[] {
  const warmUps = Math.ceil(samples * WARM_UP_SHARE);
  return Array.from({ length: warmUps + samples }, () => {
    const startMs = cpuMs();
    let bytes = 0;
    let elapsedMs = 0;
    while (elapsedMs < SAMPLE_MS) {
      for (let at = 0; at < stream.length; at += CHUNK_BYTES) {
        line.push(stream.subarray(at, at + CHUNK_BYTES));
      }
      bytes += stream.length;
      elapsedMs = cpuMs() - startMs;
    }
    return (1000 * bytes) / elapsedMs;
  }).slice(warmUps);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Answers of real solutions one after the other, each tried by itself; throws when they are not all read together. */
function solvedStream(reader: ReaderCase): Uint8Array {
  const line = reader.openLine();
  const answers: Uint8Array[] = [];
  while (answers.length < ANSWERS) {
    const answer = reader.answer(Math.floor(Math.random() * 2 ** 32));
    const before = line.solved;
    line.push(answer);
    if (line.solved > before) answers.push(answer);
    line.clear();
  }
  const stream = Buffer.concat(answers);
  const whole = reader.openLine();
  whole.push(stream);
  const { solved } = whole;
  whole.clear();
  if (solved !== ANSWERS) throw new Error(`${reader.name}: ${solved} of ${ANSWERS} answers were matched`);
  return stream;
}

function chainCase(model: SimulatedModel): ReaderCase {
  const { drive, name } = driven(model);
  if (isIcarus(drive)) throw new RangeError(`${model} is no chain of chips`);
  const { chip, protocol } = drive;
  const { family, chipCount } = STICK_KINDS[model];
  const works = benchWorks(chip.midstateCount);
  // Rings give ids in the same order, so an answer means the same to each.
  const jobIds = ringWith(protocol, works).ids;
  const chain = { chip, chipCount };
  return {
    name: `${chip.name}, ${name}`,
    answerLength: chip.answerLength,
    noncesPerSecond: (chipCount * chip.coreCount * chip.maxMhz * 1e6) / 2 ** 32,
    ticketDifficulty: protocol.ticketFor(0, chain, chip.maxMhz),
    lineRate: protocol.runBaudRate / BITS_PER_BYTE,
    openLine() {
      const desk = new NonceDesk({
        chain: BENCH_CHAIN,
        protocol,
        ring: ringWith(protocol, works).ring,
        chipCount: () => chipCount,
        onFound: () => {},
      });
      const reader = protocol.openReader({
        onAnswer: (answer) => {
          if (answer.kind === 'nonce') desk.take(answer);
        },
        tryBrokenNonce: (answer) => desk.takeDamaged(answer),
        takeIfSolved: (answer) => desk.takeIfSolved(answer),
      });
      return {
        push: (bytes) => reader.push(bytes),
        clear: () => reader.clear(),
        get solved() {
          return desk.counters.nonces + desk.counters.duplicates;
        },
      };
    },
    openBare: () => protocol.openReader(TAKES_ALL),
    answer(nonceWord) {
      const pick = nonceWord % works.length;
      const midstate = chip.midstateCount === 1 ? 0 : (nonceWord >>> 8) % chip.midstateCount;
      const versionField = protocol.rolling === null ? 0 : nonceWord & 0xffff;
      return family.nonceAnswer(nonceWord, jobIds[pick] ?? 0, midstate, versionField);
    },
  };
}

const TAKES_ALL: AnswerSink = {
  onAnswer: () => {},
  tryBrokenNonce: () => true,
  takeIfSolved: () => true,
};

function ringWith(
  { jobIds }: StickDrive['protocol'],
  works: ReturnType<typeof benchWorks>,
): { readonly ring: JobRing; readonly ids: readonly number[] } {
  const ring = new JobRing(jobIds);
  return { ring, ids: works.map((work) => ring.add(work)) };
}

function icarusCase(model: (typeof ICARUS_MODELS)[number]): ReaderCase {
  const { drive, name } = driven(model);
  if (!isIcarus(drive)) throw new RangeError(`${model} is a chain of chips`);
  const { answerLength } = drive;
  const [work] = benchWorks(1);
  return {
    name: `Icarus of ${answerLength} bytes, ${name}`,
    answerLength,
    noncesPerSecond: 1 / (fastest(drive) * 2 ** 32),
    ticketDifficulty: 1,
    lineRate: ICARUS_BAUD_RATE / BITS_PER_BYTE,
    openLine() {
      const desk = new WorkDesk({ chain: BENCH_CHAIN, hasWorkIds: answerLength > 4, onFound: () => {} });
      if (work !== undefined) desk.add(work, 0);
      const splitter = splitterOf(drive, (answer) => desk.take(answer));
      return {
        push: (bytes) => splitter.push(bytes),
        clear: () => splitter.clear(),
        get solved() {
          return desk.counters.nonces + desk.counters.duplicates;
        },
      };
    },
    openBare: () => splitterOf(drive, () => true),
    answer(nonceWord) {
      const answer = Buffer.alloc(answerLength);
      answer.writeUInt32BE(nonceWord);
      return answer;
    },
  };
}

function splitterOf({ answerLength }: IcarusDrive, take: (answer: Uint8Array) => boolean): AnswerSplitter {
  return new AnswerSplitter({ clock: systemClock, answerLength, take, onUnsolved: () => {} });
}

const fastest = (drive: IcarusDrive): number => secondsPerHash(drive, drive.clock?.maxMhz ?? 0);

function driven(model: string): { readonly drive: StickDrive | IcarusDrive; readonly name: string } {
  const row = stickModel(model);
  if (row?.drive == null) throw new RangeError(`the catalogue drives no ${model}`);
  return { drive: row.drive, name: row.name };
}
