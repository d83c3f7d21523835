/** Frames, clocks and answers of BM1384 and BM1387: rules for any value, and lines that lose, double and invent bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NonceAnswer } from '../../../electron/device/bm13xx/answers.ts';
import { BareAnswerReader, type BareFormat } from '../../../electron/device/bm13xx/bare-answers.ts';
import { JobRing } from '../../../electron/device/bm13xx/job-ring.ts';
import {
  BM1384_ANSWERS,
  BM1384_JOB_IDS,
  candidatesOf as candidates1384,
} from '../../../electron/device/bm1384/answers.ts';
import { BM1384 } from '../../../electron/device/bm1384/chip.ts';
import { pllOf as pll1384, settableMhz } from '../../../electron/device/bm1384/pll.ts';
import { GEKKO_BM1384 } from '../../../electron/device/bm1384/protocol.ts';
import {
  BM1387_ANSWERS,
  BM1387_JOB_IDS,
  candidatesOf as candidates1387,
} from '../../../electron/device/bm1387/answers.ts';
import { frequencyOfPll as frequency1387, pllOf as pll1387 } from '../../../electron/device/bm1387/pll.ts';
import { BM1384_FAMILY } from '../../../electron/practice/simulator/bm1384-family.ts';
import { BM1387_FAMILY } from '../../../electron/practice/simulator/bm1387-family.ts';
import type { ChipFamily } from '../../../electron/practice/simulator/chip-family.ts';
import { workOf } from '../../vectors/adapters/chip-work.ts';

const LINES = [
  { chip: 'BM1384', format: BM1384_ANSWERS, family: BM1384_FAMILY, ids: 0x1f },
  { chip: 'BM1387', format: BM1387_ANSWERS, family: BM1387_FAMILY, ids: 0x7f },
] as const;

describe.each(LINES)('answers of a $chip', ({ format, family, ids }) => {
  // Spread over all words, or bytes of one would pass for another's.
  const word = fc.integer({ min: 1, max: 2 ** 32 - 1 }).map((value) => Math.imul(value, 0x9e3779b1) >>> 0);
  // No job has the id 0: the mark and it would begin a clock's answer.
  const nonce = fc.tuple(word, fc.integer({ min: 1, max: ids }));

  it('are the same however the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.array(nonce, { maxLength: 12 }),
        fc.array(fc.nat(9), { minLength: 1 }),
        (nonces, sizes) => {
          const heard = listener(format, []);
          let at = 0;
          const bytes = streamOf(family, nonces);
          for (let turn = 0; at < bytes.length; turn += 1) {
            const size = 1 + (sizes[turn % sizes.length] ?? 0);
            heard.reader.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(heard.reader.badFrames).toBe(0);
          expect(heard.nonces.map(({ idByte }) => idByte)).toEqual(nonces.map(([, id]) => id));
          expect(heard.nonces.map((answer) => wordOf(answer))).toEqual(nonces.map(([word]) => word));
        },
      ),
    );
  });

  it('that solve their work are found behind any noise', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.array(nonce, { minLength: 1, maxLength: 6 }),
        (noise, nonces) => {
          const heard = listener(format, nonces);
          heard.reader.push(Uint8Array.from([...noise, ...streamOf(family, nonces)]));
          // Noise may pass for a register and take the beginning of the first nonce with it.
          const found = heard.solved.map((answer) => wordOf(answer));
          const sent = nonces.map(([value]) => value);
          expect([sent, sent.slice(1)]).toContainEqual(found);
        },
      ),
    );
  });

  it('that are errors of the chip count each, in step', () => {
    fc.assert(
      fc.property(fc.array(nonce, { maxLength: 6 }), nonce, (wrong, right) => {
        const heard = listener(format, [right]);
        heard.reader.push(streamOf(family, [...wrong, right]));
        expect(heard.nonces).toHaveLength(wrong.length);
        expect(heard.solved).toHaveLength(1);
        expect(heard.reader.badFrames).toBe(0);
      }),
    );
  });

  it('of garbage for ever are hardly hashed', () => {
    const heard = listener(format, []);
    for (let chunk = 0; chunk < 100; chunk += 1) {
      heard.reader.push(Uint8Array.from({ length: 700 }, (_, at) => (at * 2654435761 * (chunk + 1)) >>> 24));
    }
    expect(heard.nonces.length).toBeLessThan(20_000);
    expect(heard.reader.badFrames).toBeGreaterThan(0);
  });

  it('behind a lost or a doubled byte cost one answer at most', () => {
    const seven = fc.array(nonce, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(seven, fc.nat(), fc.boolean(), (nonces, pick, isLost) => {
        const heard = listener(format, nonces);
        const bytes = [...streamOf(family, nonces)];
        const at = pick % bytes.length;
        bytes.splice(at, isLost ? 1 : 0, ...(isLost ? [] : [bytes[at] ?? 0]));
        for (const byte of bytes) heard.reader.push(Uint8Array.of(byte));
        expect(heard.solved.length).toBeGreaterThanOrEqual(nonces.length - 1);
      }),
    );
  });

  it('of a register are told from nonces', () => {
    const heard = listener(format, []);
    heard.reader.push(family.registerAnswer(0, 0, family.powerUp));
    expect(heard.nonces).toEqual([]);
    expect(heard.registers).toBe(1);
    const spoiled = family.registerAnswer(0, 0, family.powerUp);
    spoiled[2] = (spoiled[2] ?? 0) ^ 1;
    heard.reader.push(spoiled);
    expect(heard.registers).toBe(1);
  });
});

describe('job ids', () => {
  const work = (versions: readonly number[]) => workOf(new Uint8Array(80), versions);
  const answer = (idByte: number): NonceAnswer => ({
    kind: 'nonce',
    nonce: 0,
    nonceBytes: new Uint8Array(4),
    idByte,
  });

  it('of a BM1387 name up to four jobs, each by the place of its midstate', () => {
    const ring = new JobRing(BM1387_JOB_IDS, 0x1f);
    const works = [1, 2, 3, 4].map((version) => work([version, 0, 0, 0]));
    for (const each of works) ring.add(each);
    const slots = [...(candidates1387(ring, answer(0x23))?.slots ?? [])];
    expect(slots.map((slot) => [works.indexOf(slot.work), slot.versionIndex])).toEqual([
      [3, 0],
      [2, 1],
      [1, 2],
      [0, 3],
    ]);
    expect(candidates1387(ring, answer(0x40))).toBeNull();
    // The last ids give more than seven bits for later midstates.
    const last = new JobRing(BM1387_JOB_IDS, 0x7e);
    last.add(work([1, 2, 3, 4]));
    expect([...(candidates1387(last, answer(0x82))?.slots ?? [])]).toMatchObject([{ versionIndex: 3 }]);
  });

  it('of a BM1384 name one job', () => {
    const ring = new JobRing(BM1384_JOB_IDS, 0x10);
    ring.add(work([1]));
    expect(candidates1384(ring, answer(0x11))).toMatchObject({ isNamed: true });
    expect(candidates1384(ring, answer(0x12))).toEqual({ isNamed: false, slots: [] });
    expect(candidates1384(ring, answer(0x19))).toBeNull();
  });
});

describe('clocks', () => {
  const wish = fc.double({ min: 6.25, max: 900, noNaN: true });

  it('of a BM1387 are what the chip says it has', () => {
    fc.assert(
      fc.property(wish, (mhz) => {
        const { value, frequencyMhz } = pll1387(mhz);
        expect(frequency1387((0x80000000 | value) >>> 0)).toBe(frequencyMhz);
        expect(frequencyMhz).toBeGreaterThanOrEqual(50);
        expect(Math.abs(frequencyMhz - Math.max(50, mhz))).toBeLessThan(7.25);
      }),
    );
  });

  it('of a BM1384 mean the same to chips read after the other driver', () => {
    fc.assert(
      fc.property(wish, (mhz) => {
        const { value, frequencyMhz } = pll1384(settableMhz(mhz));
        // A step, and the fraction of a MHz that the rule drops first.
        expect(Math.abs(frequencyMhz - Math.min(500, mhz))).toBeLessThan(7.25);
        // BFGMiner's reading of the same 16 bits, in the simulator.
        expect(BM1384_FAMILY.frequencyMhz(new Map([[0x04, value]]))).toBe(frequencyMhz);
      }),
    );
  });

  it('decide the ticket of a BM1384, which is never above what is wanted', () => {
    const chain = { chip: BM1384, chipCount: 2 };
    expect(GEKKO_BM1384.ticketFor(0, chain, 200)).toBe(4);
    expect(GEKKO_BM1384.ticketFor(3, chain, 200)).toBe(2);
    expect(GEKKO_BM1384.ticketFor(0.5, chain, 200)).toBe(1);
    expect(GEKKO_BM1384.ticketFor(0, chain, 0)).toBe(1);
  });
});

function streamOf(family: ChipFamily, nonces: readonly (readonly [number, number])[]): Uint8Array {
  return Uint8Array.from(nonces.flatMap(([word, id]) => [...family.nonceAnswer(word, id, 0, 0)]));
}

/** A reader for which these nonces, under these ids, solve their work, each once. */
function listener(format: BareFormat, solving: readonly (readonly [number, number])[]) {
  const nonces: NonceAnswer[] = [];
  const solved: NonceAnswer[] = [];
  let registers = 0;
  const left = [...solving];
  const reader = new BareAnswerReader(format, {
    onAnswer: (answer) => {
      if (answer.kind === 'nonce') nonces.push(answer);
      else registers += 1;
    },
    tryBrokenNonce: () => false,
    takeIfSolved: (answer) => {
      const at = left.findIndex(([word, id]) => word === wordOf(answer) && id === answer.idByte);
      if (at === -1) return false;
      left.splice(at, 1);
      solved.push(answer);
      return true;
    },
  });
  return {
    reader,
    nonces,
    solved,
    get registers() {
      return registers;
    },
  };
}

const wordOf = ({ nonceBytes }: NonceAnswer): number => new DataView(nonceBytes.buffer).getUint32(0);
