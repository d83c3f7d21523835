import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, AnswerParser, type NonceAnswer } from '../../../electron/device/bm13xx/answers.ts';
import {
  chainInactive,
  readRegister,
  setAddress,
  writeRegister,
} from '../../../electron/device/bm13xx/commands.ts';
import { crc5, crc16 } from '../../../electron/device/bm13xx/crc.ts';
import { jobFrame } from '../../../electron/device/bm13xx/job-frame.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** Bit by bit, as the data sheet writes it: apart from the table in the product. */
function crc5ByBits(data: Uint8Array, bitCount: number): number {
  let crc = 0x1f;
  for (let bit = 0; bit < bitCount; bit += 1) {
    const input = ((data[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    const top = (crc >> 4) & 1;
    crc = (crc << 1) & 0x1f;
    if (top !== input) crc ^= 0x05;
  }
  return crc;
}

describe('checksums', () => {
  it('agrees with a bitwise CRC5 over any number of bits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(), (data, cut) => {
        const bitCount = cut % (data.length * 8 + 1);
        expect(crc5(data, bitCount)).toBe(crc5ByBits(data, bitCount));
      }),
    );
  });

  it('is CCITT-FALSE', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x29b1);
    expect(crc16(Buffer.from('..123456789..'), 2, 11)).toBe(0x29b1);
  });
});

describe('commands', () => {
  it('are the bytes of the published frames', () => {
    expect(hex(readRegister(null, 0))).toBe('55aa520500000a');
    expect(hex(chainInactive())).toBe('55aa5305000003');
    expect(hex(setAddress(0x2a))).toBe(
      `55aa40052a00${crc5(bytes('40052a00')).toString(16).padStart(2, '0')}`,
    );
    expect(hex(writeRegister(null, 0x14, 0xff))).toBe('55aa51090014000000ff08');
    expect(hex(writeRegister(0xa8, 0x08, 0x40780215))).toBe('55aa4109a8084078021502');
    expect(hex(readRegister(0, 0x4c)).startsWith('55aa4205004c')).toBe(true);
  });

  it('fills work of two versions up to the four midstates that chips take', () => {
    const one = Uint32Array.from({ length: 8 }, (_, word) => word);
    const two = Uint32Array.from({ length: 8 }, (_, word) => 0x100 + word);
    const frame = jobFrame(8, { header76: new Uint8Array(76), midstates: [one, two] });
    expect(frame).toHaveLength(152);
    expect(frame[5]).toBe(4);
    expect(hex(frame.subarray(22, 54))).toBe(hex(frame.subarray(86, 118)));
    expect(hex(frame.subarray(54, 86))).toBe(hex(frame.subarray(118, 150)));
    expect(jobFrame(8, { header76: new Uint8Array(76), midstates: [one] })).toHaveLength(56);
  });
});

interface Heard {
  readonly parser: AnswerParser;
  readonly answers: Answer[];
  readonly broken: NonceAnswer[];
}

function listening(takesBroken = false): Heard {
  const answers: Answer[] = [];
  const broken: NonceAnswer[] = [];
  const parser = new AnswerParser({
    answerLength: 9,
    onAnswer: (answer) => void answers.push(answer),
    tryBrokenNonce: (answer) => {
      broken.push(answer);
      return takesBroken;
    },
  });
  return { parser, answers, broken };
}

const nonceFrame = (nonce: number, id: number): Uint8Array => {
  const body = Uint8Array.of(
    nonce & 0xff,
    (nonce >>> 8) & 0xff,
    (nonce >>> 16) & 0xff,
    nonce >>> 24,
    0,
    id,
    0x80,
  );
  return Uint8Array.of(0xaa, 0x55, ...body.subarray(0, 6), 0x80 | crc5ByBits(body, 51));
};

const registerFrame = (value: number, address: number, register: number): Uint8Array => {
  const body = Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value, address, register, 0);
  return Uint8Array.of(0xaa, 0x55, ...body.subarray(0, 6), crc5ByBits(body, 51));
};

const anyFrame = fc.oneof(
  fc
    .tuple(fc.nat(0xffffffff), fc.nat(0x7f))
    .map(([nonce, id]) => ({ nonce, id, frame: nonceFrame(nonce, id) })),
  fc.tuple(fc.nat(0xffffffff), fc.nat(255), fc.nat(255)).map(([value, address, register]) => ({
    value,
    address,
    register,
    frame: registerFrame(value, address, register),
  })),
);

/** Without AA in it, so that it can neither begin nor complete an answer. */
const noise = fc
  .uint8Array({ maxLength: 30 })
  .map((data) => data.map((byte) => (byte === 0xaa ? 0xab : byte)));

describe('answers', () => {
  it('reads nonce and register answers', () => {
    const heard = listening();
    heard.parser.push(bytes('aa5513971800000006'));
    heard.parser.push(nonceFrame(0x12345678, 0x17));
    expect(heard.answers).toEqual([
      { kind: 'register', value: 0x13971800, address: 0, register: 0 },
      { kind: 'nonce', nonce: 0x12345678, nonceBytes: bytes('78563412'), idByte: 0x17 },
    ]);
    expect(heard.parser.badFrames).toBe(0);
  });

  it('takes the checksum with and without the type bits, as captures and GekkoScience have it', () => {
    const heard = listening();
    heard.parser.push(bytes('aa55403497a1000696'));
    heard.parser.push(bytes('aa551dac2b7c00148c'));
    expect(heard.answers).toHaveLength(2);
    expect(heard.broken).toHaveLength(0);
  });

  it('reads every answer however the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.array(anyFrame, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 20 })),
        (frames, cuts) => {
          const all = Buffer.concat(frames.map(({ frame }) => frame));
          const whole = listening();
          whole.parser.push(all);
          const split = listening();
          let at = 0;
          for (let turn = 0; at < all.length; turn += 1) {
            const length = cuts[turn % Math.max(1, cuts.length)] ?? 1;
            split.parser.push(all.subarray(at, at + length));
            at += length;
          }
          expect(split.answers).toEqual(whole.answers);
          expect(whole.answers).toHaveLength(frames.length);
        },
      ),
    );
  });

  it('finds every answer between runs of noise, and counts each run once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, anyFrame), { maxLength: 6 }), (parts) => {
        const heard = listening();
        for (const [rubbish, { frame }] of parts) {
          heard.parser.push(rubbish);
          heard.parser.push(frame);
        }
        expect(heard.answers).toHaveLength(parts.length);
        expect(heard.parser.badFrames).toBe(parts.filter(([rubbish]) => rubbish.length > 0).length);
      }),
    );
  });

  it('is back in step after a lost or an inserted byte by the second answer from there', () => {
    fc.assert(
      fc.property(anyFrame, fc.nat(8), fc.boolean(), fc.nat(255), (first, place, isLost, extra) => {
        const damaged = isLost
          ? Buffer.concat([first.frame.subarray(0, place), first.frame.subarray(place + 1)])
          : Buffer.concat([first.frame.subarray(0, place), Buffer.of(extra), first.frame.subarray(place)]);
        const heard = listening();
        heard.parser.push(damaged);
        const marker = registerFrame(0xcafe, 1, 2);
        heard.parser.push(marker);
        heard.parser.push(marker);
        expect(heard.answers.at(-1)).toEqual({ kind: 'register', value: 0xcafe, address: 1, register: 2 });
      }),
    );
  });

  it('never throws and never keeps more than an answer back, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
        const heard = listening();
        for (const chunk of chunks) heard.parser.push(chunk);
        heard.parser.clear();
        heard.parser.push(registerFrame(1, 2, 3));
        expect(heard.answers.at(-1)).toEqual({ kind: 'register', value: 1, address: 2, register: 3 });
      }),
    );
  });

  it('asks about a nonce with a bad checksum, and skips it whole when it is taken', () => {
    const damaged = nonceFrame(0x01020304, 0x14);
    damaged[8] = (damaged[8] ?? 0) ^ 1;
    const refused = listening(false);
    refused.parser.push(damaged);
    refused.parser.push(registerFrame(1, 2, 3));
    expect(refused.broken).toHaveLength(1);
    expect(refused.answers).toHaveLength(1);
    expect(refused.parser.badFrames).toBe(1);
    const taken = listening(true);
    taken.parser.push(damaged);
    expect(taken.broken[0]?.nonce).toBe(0x01020304);
    expect(taken.parser.badFrames).toBe(0);
  });

  it('drops a register answer with a bad checksum', () => {
    const heard = listening();
    const damaged = registerFrame(1, 2, 3);
    damaged[4] = 9;
    heard.parser.push(damaged);
    expect(heard.answers).toEqual([]);
    expect(heard.parser.badFrames).toBe(1);
  });
});
