import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes, hexToBytes } from '../../../electron/core/bytes.ts';
import { meetsDifficulty1 } from '../../../electron/core/share-check.ts';
import { AnswerSplitter } from '../../../electron/device/icarus/answer-splitter.ts';
import {
  bm1380Mhz,
  bm1380Register,
  bm1382Mhz,
  u3Register,
  voltageCommand,
} from '../../../electron/device/icarus/clock-registers.ts';
import { askDivision, askGolden } from '../../../electron/device/icarus/probe.ts';
import { SpeedGauge } from '../../../electron/device/icarus/speed-gauge.ts';
import { hashesDone } from '../../../electron/device/icarus/timing.ts';
import { WorkDesk } from '../../../electron/device/icarus/work-desk.ts';
import { frequencyRangeMhz, matchStick } from '../../../electron/device/stick-catalog.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { feedOf, jobOf } from './practice-stick.ts';

const CHAIN = { kind: 'practice', bits: 26 } as const;
const QUIET_MS = 150;

/** Two solved answers, `AAAAAAAA80` and `BBBBBBBB81`; nothing else is one. */
const ANSWERS = ['aaaaaaaa80', 'bbbbbbbb81'];

function splitter(): {
  readonly splitter: AnswerSplitter;
  readonly clock: ManualClock;
  readonly taken: string[];
  readonly unsolved: string[];
} {
  const clock = new ManualClock();
  const taken: string[] = [];
  const unsolved: string[] = [];
  return {
    splitter: new AnswerSplitter({
      clock,
      answerLength: 5,
      take: (answer) => {
        const hex = bytesToHex(answer);
        if (!ANSWERS.includes(hex)) return false;
        taken.push(hex);
        return true;
      },
      onUnsolved: (answer) => void unsolved.push(bytesToHex(answer)),
    }),
    clock,
    taken,
    unsolved,
  };
}

describe('answers without frames', () => {
  const stream = hexToBytes(ANSWERS.join(''));

  it.each(Array.from({ length: 11 }, (_, at) => at))('are found when reads are split at byte %i', (at) => {
    const parts = splitter();
    parts.splitter.push(stream.subarray(0, at));
    parts.splitter.push(stream.subarray(at));
    expect(parts.taken).toEqual(ANSWERS);
    expect(parts.splitter.badFrames).toBe(0);
    expect(parts.clock.armed).toBe(0);
  });

  it('are found whatever comes before, between and after them', async () => {
    const noise = fc.uint8Array({ maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(noise, noise, noise, async (before, between, after) => {
        const parts = splitter();
        const [one = '', other = ''] = ANSWERS;
        parts.splitter.push(concatBytes(before, hexToBytes(one), between, hexToBytes(other), after));
        await parts.clock.advance(QUIET_MS);
        // Noise may make an answer of its own with what is around it, never take one away that begins earlier.
        expect(parts.taken.length).toBeGreaterThanOrEqual(2);
        expect(parts.clock.armed).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it.each(Array.from({ length: 5 }, (_, at) => at))('are found after one whose byte %i came twice', (at) => {
    const parts = splitter();
    const spoiled = concatBytes(stream.subarray(0, at + 1), stream.subarray(at));
    parts.splitter.push(spoiled);
    expect(parts.taken.at(-1)).toBe(ANSWERS[1]);
    expect(parts.splitter.badFrames).toBe(1);
  });

  it('are told from errors of the device once the line is quiet', async () => {
    const parts = splitter();
    parts.splitter.push(hexToBytes('cccccccc80'));
    expect(parts.unsolved).toEqual([]);
    await parts.clock.advance(QUIET_MS);
    expect(parts.unsolved).toEqual(['cccccccc80']);
    parts.splitter.push(hexToBytes('cccc'));
    await parts.clock.advance(QUIET_MS);
    expect(parts.unsolved).toHaveLength(1);
    expect(parts.splitter.badFrames).toBe(1);
  });
});

describe('work desk', () => {
  const works = feedOf(jobOf(1000));
  const solve = (work: Parameters<typeof meetsDifficulty1>[0], from = 0): number => {
    for (let nonce = from; ; nonce += 1) if (meetsDifficulty1(work, 0, nonce, CHAIN)) return nonce;
  };
  const answer = (nonce: number, ...rest: number[]): Uint8Array =>
    Uint8Array.of(nonce, nonce >>> 8, nonce >>> 16, nonce >>> 24, ...rest);
  const next = () => {
    const work = works.next(1);
    if (work === null) throw new Error('no work');
    return work;
  };

  it('takes an answer with a number only for the work of that number', () => {
    const found: number[] = [];
    const desk = new WorkDesk({ chain: CHAIN, hasWorkIds: true, onFound: ({ nonce }) => found.push(nonce) });
    const [one, other] = [next(), next()];
    expect(desk.add(one, 0)).toBe(0);
    expect(desk.add(other, 0)).toBe(1);
    const nonce = solve(one);
    expect(desk.take(answer(nonce, 0x80))).toBe(true);
    expect(desk.take(answer(nonce, 0x80))).toBe(true);
    expect(desk.take(answer(nonce, 0x9e))).toBe(false);
    desk.takeUnsolved(answer(nonce, 0x9e));
    desk.takeUnsolved(answer(nonce + 1, 0x81));
    expect(found).toEqual([nonce]);
    expect(desk.counters).toEqual({ nonces: 1, duplicates: 1, hardwareErrors: 1, orphanNonces: 1 });
  });

  it('numbers works from 0 to 30 and over again', () => {
    const desk = new WorkDesk({ chain: CHAIN, hasWorkIds: true, onFound: () => {} });
    const ids = Array.from({ length: 33 }, () => desk.add(next(), 0));
    expect([ids[0], ids[30], ids[31], ids[32]]).toEqual([0, 30, 0, 1]);
  });

  it('finds the newest works of a device that names none', () => {
    const newest: boolean[] = [];
    const desk = new WorkDesk({
      chain: CHAIN,
      hasWorkIds: false,
      onFound: ({ isNewest }) => newest.push(isNewest),
    });
    const sent = Array.from({ length: 4 }, next);
    for (const work of sent) expect(desk.add(work, 0)).toBeNull();
    for (const work of sent.slice(1)) desk.take(answer(solve(work)));
    expect(newest).toEqual([false, false, true]);
  });
});

describe('questions', () => {
  const port = (...answers: string[]) => ({ ask: async () => hexToBytes(answers.shift() ?? '') });

  it.each([
    ['000187a2', 4],
    ['000187a280', 5],
    ['000187a200000000', 8],
    ['12345678000187a2', 4],
    ['', null],
    ['000187a3', null],
  ])('golden answer %s has length %s', async (heard, length) => {
    expect(await askGolden(port(heard))).toBe(length);
  });

  it('are asked again', async () => {
    expect(await askGolden(port('', 'ff', '000187a2'))).toBe(4);
  });

  it.each([
    ['04c0fdb4', 1],
    ['82540e46', 2],
    ['417c0f36', 4],
    ['60c994d5', 8],
    ['60c994d6', null],
    ['60', null],
  ])('division answer %s means %s', async (heard, division) => {
    expect(await askDivision(port(heard))).toBe(division);
  });
});

describe('clocks and volts', () => {
  it('set what was asked for, as near as the chip can', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 40 }), (quarter) => {
        expect(bm1380Mhz(bm1380Register(quarter * 12.5))).toBe(quarter * 12.5);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 100, max: 250, noNaN: true }), (mhz) => {
        const set = bm1382Mhz(u3Register(mhz));
        expect(set).toBeLessThanOrEqual(mhz + 1);
        expect(set).toBeGreaterThan(mhz - 12.5);
      }),
    );
  });

  it('refuse volts that a U3 does not take', () => {
    expect(bytesToHex(voltageCommand(800))).toBe('aab800c0');
    for (const coreMv of [0, 724, 851, 750.5, Number.NaN])
      expect(() => voltageCommand(coreMv)).toThrow(RangeError);
  });

  it('have limits where there is a clock', () => {
    expect(frequencyRangeMhz('antminer-u3')).toEqual({ min: 100, max: 250, step: 6.25 });
    expect(frequencyRangeMhz('block-erupter')).toBeNull();
  });
});

describe('watches', () => {
  it('counts how far a device has come', () => {
    expect(hashesDone(0x80000001, 2, 2)).toBe(4);
    expect(hashesDone(0xffffffff, 1, 1)).toBe(2 ** 32);
  });

  it('measures nothing before it can', () => {
    const gauge = new SpeedGauge();
    for (let nonce = 0; nonce < 7; nonce += 1) gauge.note(1e9, 1000);
    gauge.note(1e9, 0);
    expect(gauge.hashrateHs).toBeNull();
    gauge.note(1e9, 1000);
    expect(gauge.hashrateHs).toBe(1e9);
  });
});

it('knows the sticks that say what they are, and leaves bare bridges alone', () => {
  const port = (product: string) => ({
    vendorId: '10c4',
    productId: 'EA60',
    manufacturer: 'Silicon Labs',
    product,
  });
  expect(matchStick(port('Block Erupter Emerald'))?.id).toBe('block-erupter');
  expect(matchStick(port('Antminer U1'))?.id).toBe('antminer-u1');
  expect(matchStick(port('CP2102 USB to UART Bridge Controller'))).toBeNull();
});
