import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, AnswerParser } from '../../../electron/device/bm13xx/answers.ts';
import { crc5, crc16 } from '../../../electron/device/bm13xx/crc.ts';
import { JobRing, nextJobId } from '../../../electron/device/bm13xx/job-ring.ts';
import { configureActions, headerAddressOf } from '../../../electron/device/bm1370/bring-up.ts';
import { BM1366, BM1370, HEADER_CHIPS, isChipId } from '../../../electron/device/bm1370/chips.ts';
import { GEKKO_BM1362_RECIPE, GEKKO_BM1370_RECIPE } from '../../../electron/device/bm1370/gekko-recipes.ts';
import { ESP_JOB_FORM, headerJobFrame } from '../../../electron/device/bm1370/job-frame.ts';
import {
  ESP_BM1366_JOB_IDS,
  ESP_BM1370_JOB_IDS,
  headerCandidates,
  jobIdOf,
  subCoreOf,
} from '../../../electron/device/bm1370/job-ids.ts';
import {
  espHeaderPll,
  factoryClockSteps,
  factoryPll,
  frequencyOfHeaderPll,
  gekkoHeaderPll,
  HEADER_PLL_OFF,
} from '../../../electron/device/bm1370/pll.ts';
import {
  bm1368TemperatureC,
  countsBetween,
  hashCountingNumber,
  hashrateOfCounts,
} from '../../../electron/device/bm1370/registers.ts';
import { nextVersion, rolledVersion, versionMaskValue } from '../../../electron/device/bm1370/version.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** An answer as a chip sends it: 8 bytes after the preamble, and the type in the top bits of the last. */
function answerFrame(body: Uint8Array, type: 0 | 4): Uint8Array {
  const unsummed = Uint8Array.of(...body, type << 5);
  return Uint8Array.of(0xaa, 0x55, ...body, (type << 5) | crc5(unsummed, unsummed.length * 8 - 5));
}

function read(chunks: readonly Uint8Array[], answerLength = 11): readonly Answer[] {
  const answers: Answer[] = [];
  const parser = new AnswerParser({
    answerLength,
    onAnswer: (answer) => void answers.push(answer),
    tryBrokenNonce: () => false,
  });
  for (const chunk of chunks) parser.push(chunk);
  return answers;
}

describe('answers of 11 bytes', () => {
  const id = bytes('aa55137000000000000010');
  const nonce = bytes('aa551800a640029922f991');
  const both = Uint8Array.of(...id, ...nonce);

  it('reads nonce, id and version, split at every byte', () => {
    for (let cut = 0; cut <= both.length; cut += 1) {
      expect(read([both.subarray(0, cut), both.subarray(cut)])).toEqual([
        { kind: 'register', value: 0x13700000, address: 0, register: 0 },
        {
          kind: 'nonce',
          nonce: 0x40a60018,
          nonceBytes: bytes('1800a640'),
          idByte: 0x99,
          versionField: 0x22f9,
        },
      ]);
    }
  });

  it('finds the next answer after one that lost or doubled any byte', () => {
    for (let at = 0; at < nonce.length; at += 1) {
      const lost = Uint8Array.of(...nonce.subarray(0, at), ...nonce.subarray(at + 1));
      const doubled = Uint8Array.of(...nonce.subarray(0, at + 1), ...nonce.subarray(at));
      for (const damaged of [lost, doubled]) {
        const found = read([Uint8Array.of(...damaged, ...id, ...nonce)]);
        expect(found.at(-1)).toMatchObject({ kind: 'nonce', nonce: 0x40a60018 });
      }
    }
  });

  it('finds every answer between noise that has no preamble', () => {
    const noise = fc.uint8Array({ maxLength: 30 }).map((data) => data.map((byte) => byte & 0x7f));
    const body = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, body, fc.constantFrom(0 as const, 4 as const))), (parts) => {
        const stream = parts.map(([before, inner, type]) =>
          Uint8Array.of(...before, ...answerFrame(inner, type)),
        );
        expect(read(stream)).toHaveLength(parts.length);
      }),
    );
  });

  it('has no version in answers of 9 bytes', () => {
    const [answer] = read([bytes('aa550000c100001802')], 9);
    expect(answer).toEqual({ kind: 'register', value: 0x0000c100, address: 0, register: 0x18 });
  });
});

describe('chip ids', () => {
  it('looks at the two id bytes alone', () => {
    const [bm1362] = HEADER_CHIPS;
    expect(bm1362 && isChipId(0x136203f0, bm1362)).toBe(true);
    expect(isChipId(0x13680000, BM1370)).toBe(false);
  });
});

describe('jobs', () => {
  it('carries every word of the header, last first, and a checksum over what is sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 76, maxLength: 76 }), fc.nat(127), (header76, jobId) => {
        const frame = headerJobFrame(jobId, header76, ESP_JOB_FORM);
        expect(frame).toHaveLength(88);
        expect(frame[4]).toBe(jobId);
        const words = hex(frame.subarray(10, 86)).match(/.{8}/g) ?? [];
        expect(words.toReversed().join('')).toBe(hex(header76));
        expect(crc16(frame, 2, 86)).toBe(((frame[86] ?? 0) << 8) | (frame[87] ?? 0));
      }),
    );
  });

  it('names the job that was sent, whatever the sub-core', () => {
    for (const [chip, rule] of [
      [BM1366, ESP_BM1366_JOB_IDS],
      [BM1370, ESP_BM1370_JOB_IDS],
    ] as const) {
      const seen = new Set<number>();
      let jobId = 0;
      for (let count = 0; count < 16; count += 1) {
        jobId = nextJobId(rule, jobId);
        seen.add(jobId);
        for (let subCore = 0; subCore < chip.subCoreCount; subCore += 1) {
          const shift = chip.jobNumberBits === 4 ? 1 : 0;
          const idByte = (jobId << shift) | subCore;
          expect(jobIdOf(idByte, chip)).toBe(jobId);
          expect(subCoreOf(idByte, chip)).toBe(subCore);
        }
      }
      expect(seen.size).toBe(16);
    }
  });

  it('offers nothing as named before a job is sent', () => {
    const ring = new JobRing(ESP_BM1370_JOB_IDS);
    const answer = { kind: 'nonce', nonce: 0, nonceBytes: new Uint8Array(4), idByte: 0x30 } as const;
    const candidates = headerCandidates(ring, answer, BM1370);
    expect(candidates.isNamed).toBe(false);
    expect([...candidates.slots]).toEqual([]);
  });
});

describe('versions', () => {
  it('rolls only what the mask names', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), (field) => {
        const mask = (field << 13) >>> 0;
        expect(versionMaskValue(mask)).toBe((0x90000000 | field) >>> 0);
        expect(rolledVersion(0x20000000, field)).toBe((0x20000000 | mask) >>> 0);
      }),
    );
  });

  it('goes through every version of a mask before it leaves it', () => {
    const seen = new Set<number>();
    let version = 0x20000000;
    for (let count = 0; count < 4; count += 1) {
      seen.add(version);
      version = nextVersion(version, 0x00006000);
    }
    expect([...seen]).toEqual([0x20000000, 0x20002000, 0x20004000, 0x20006000]);
    expect(version).not.toBe(0x20000000);
  });
});

describe('clocks', () => {
  it('says of every setting what it really gives', () => {
    for (let mhz = 100; mhz <= 800; mhz += 0.625) {
      for (const chip of HEADER_CHIPS) {
        for (const setting of [espHeaderPll(mhz, chip), gekkoHeaderPll(mhz, chip), factoryPll(mhz)]) {
          expect(frequencyOfHeaderPll(setting.value)).toBeCloseTo(setting.frequencyMhz, 9);
          expect(Math.abs(setting.frequencyMhz - mhz)).toBeLessThan(8);
        }
      }
    }
    expect(frequencyOfHeaderPll(HEADER_PLL_OFF.value)).toBe(0);
    expect(frequencyOfHeaderPll(0)).toBeNull();
  });

  it('refuses a clock that no dividers give', () => {
    for (const mhz of [0, 1, 7000, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => espHeaderPll(mhz, BM1370)).toThrow(RangeError);
      expect(() => factoryPll(mhz)).toThrow(RangeError);
    }
  });

  it('never jumps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 6400 }), fc.integer({ min: 400, max: 6400 }), (from, to) => {
        let atMhz = from / 8;
        for (const { frequencyMhz } of factoryClockSteps(atMhz, to / 8)) {
          expect(Math.abs(frequencyMhz - atMhz)).toBeLessThanOrEqual(6.25);
          atMhz = frequencyMhz;
        }
        expect(atMhz).toBe(to / 8);
      }),
    );
  });
});

describe('registers', () => {
  it('never stops the chips by a hash counting number of 0', () => {
    expect(hashCountingNumber(BM1370, 65_536, 100_000)).toBeGreaterThan(0);
    expect(hashCountingNumber(BM1370, 1, 525)).toBe(798_647);
  });

  it('counts on over the end of a counter, and knows no rate without time', () => {
    expect(countsBetween(0xfffffffe, 3)).toBe(5);
    expect(hashrateOfCounts(5, 0)).toBeNull();
    expect(hashrateOfCounts(1000, 1000)).toBe(1000 * 2 ** 32);
  });

  it('knows no temperature before it was measured', () => {
    expect(bm1368TemperatureC(0x0000080c)).toBeNull();
    expect(bm1368TemperatureC(0x8000080c)).toBeCloseTo(53.45, 2);
  });
});

describe('bring-up', () => {
  it('gives every chip of a chain its own address', () => {
    for (const addressing of ['even', 'powerOfTwo', 'twos', 'sixteens'] as const) {
      for (let count = 1; count <= 16; count += 1) {
        const addresses = Array.from({ length: count }, (_, place) =>
          headerAddressOf(addressing, place, count),
        );
        expect(new Set(addresses).size).toBe(count);
        expect(Math.max(...addresses)).toBeLessThan(256);
      }
    }
  });

  it('sends an A1 and an A2 what the reference driver sends', () => {
    const plan = { chipCount: 1, frequencyMhz: 300, ticketDifficulty: 16, versionMask: 0x1fffe000 };
    const sent = (recipe: typeof GEKKO_BM1362_RECIPE): readonly string[] =>
      configureActions(recipe, { ...plan, chip: recipe.chip }).flatMap((action) =>
        action.kind === 'send' ? [hex(action.frame)] : [],
      );
    expect(sent(GEKKO_BM1362_RECIPE)).toEqual([
      '55aa5305000003',
      '55aa400500001c',
      '55aa5109003c800085400c',
      '55aa5109003c8000800805',
      '55aa51090014000000f01e',
      '55aa51090054000000031d',
      '55aa51090058000111110d',
      '55aa410900a80000000203',
      '55aa41090018b000c1001c',
      '55aa4109003c8000854004',
      '55aa4109003c800080080d',
      '55aa4109003c800082aa05',
      '55aa510900700f0f0f0019',
      '55aa51090008407802400b',
      '55aa5205000807',
      '55aa51090010000012c91e',
      '55aa510900a49000ffff1c',
    ]);
    const clock = ['55aa510900700f0f0f0019', '55aa51090008407802400b', '55aa5205000807'];
    const toA2 = sent(GEKKO_BM1370_RECIPE);
    // The clock is set twice, the second time at the very end.
    expect(toA2.slice(-3)).toEqual(clock);
    expect(toA2.filter((frame) => frame === clock[1])).toHaveLength(2);
  });
});
