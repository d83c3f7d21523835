import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chipCrc16,
  HostFrameReader,
  nonceAnswer,
  registerAnswer,
} from '../../../electron/practice/simulator/chip-frames.ts';
import { CHAIN_INACTIVE, fourHeaders, jobFrame, READ_ALL_IDS, setAddress, writeAll } from './chip-host.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('host frames', () => {
  it('reads the commands the reference drivers send', () => {
    // Made by running the GekkoScience driver.
    const sent = [
      ['55aa520500000a', { kind: 'readRegister', address: null, register: 0 }],
      ['55aa5305000003', { kind: 'chainInactive' }],
      ['55aa400500001c', { kind: 'setAddress', address: 0 }],
      ['55aa51090014000000f01e', { kind: 'writeRegister', address: null, register: 0x14, value: 0xf0 }],
      ['55aa4109a808408c01151f', { kind: 'writeRegister', address: 0xa8, register: 8, value: 0x408c0115 }],
      ['55aa5205000807', { kind: 'readRegister', address: null, register: 8 }],
    ] as const;
    for (const [frame, expected] of sent) {
      expect(new HostFrameReader().push(bytesOf(frame))).toEqual([expected]);
    }
  });

  it('reads a job of the reference driver: block 1 as header words and midstate', () => {
    // task/compacf-b1-prev78 of the GekkoScience vectors.
    const frame =
      '55aa21367c0100000000ffff001d61bc664957233e0e0e7501ac5ff2646f28757b75ccbd0ee07d617869066ca2d47fbb2a30a9f61323f1da';
    const [command] = new HostFrameReader().push(bytesOf(frame));
    expect(command).toEqual({
      kind: 'job',
      job: {
        chipJobId: 0x7c,
        tailWords: [0x57233e0e, 0x61bc6649, 0xffff001d | 0],
        midstates: [
          Int32Array.of(
            0xa9f61323,
            0x7fbb2a30,
            0x066ca2d4,
            0x7d617869,
            0xccbd0ee0,
            0x28757b75,
            0x5ff2646f,
            0x0e7501ac,
          ),
        ],
      },
    });
  });

  it('finds every frame however the bytes are split and whatever noise stands between frames', () => {
    const frames = [READ_ALL_IDS, CHAIN_INACTIVE, setAddress(42), writeAll(8, 0x40500225)];
    const job = jobFrame(4, fourHeaders(1));
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.uint8Array({ maxLength: 6 }), { minLength: 12, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
        (order, noises, cuts) => {
          const stream = order.flatMap((index, place) => {
            // Noise that ends in a preamble byte could swallow the frame behind it, as on a real line.
            const noise = (noises[place] ?? new Uint8Array()).filter((byte) => byte !== 0x55);
            return [...noise, ...(frames[index] ?? job)];
          });
          const reader = new HostFrameReader();
          let found = 0;
          for (let at = 0, turn = 0; at < stream.length; turn += 1) {
            const length = cuts[turn % cuts.length] ?? 1;
            found += reader.push(Uint8Array.from(stream.slice(at, at + length))).length;
            at += length;
          }
          expect(found).toBe(order.length);
        },
      ),
    );
  });

  it('does not obey a frame with a wrong CRC and finds the next one', () => {
    const bad = writeAll(8, 0x40500225);
    bad[7] = 0;
    const reader = new HostFrameReader();
    expect(reader.push(Uint8Array.from([...bad, ...READ_ALL_IDS]))).toHaveLength(1);
    expect(reader.badFrames).toBe(1);
  });
});

describe('chip answers', () => {
  it('carries the bytes that the reference drivers were fed and took', () => {
    // The chip id and clock of an R909, and the BM1397 nonces of blocks 822802, 823607 and 830234 (bm13xx vectors).
    expect(hex(registerAnswer(0, 0, 0x13971800))).toBe('aa5513971800000006');
    expect(hex(registerAnswer(0x7e, 8, 0x40a00225))).toBe('aa5540a002257e080d');
    expect(hex(nonceAnswer(0x258682c2, 28, 2))).toBe('aa55258682c2001e88');
    expect(hex(nonceAnswer(0x9408c291, 36, 0))).toBe('aa559408c291002493');
    expect(hex(nonceAnswer(0x10b8e8aa, 44, 2))).toBe('aa5510b8e8aa002e81');
  });

  it('knows the check value of CRC-16', () => {
    expect(chipCrc16(Buffer.from('123456789'))).toBe(0x29b1);
  });
});
