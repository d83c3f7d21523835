import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_LIMIT_BYTES, LineSplitter } from '../../../electron/pool/line-splitter.ts';

describe('line splitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const lineText = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((text) => `x${text.replace(/[\r\n]/g, '')}`);
    fc.assert(
      fc.property(fc.array(lineText), fc.array(fc.nat(40)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const splitter = new LineSplitter();
        const got: string[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          got.push(...splitter.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        expect(got).toEqual(lines);
        expect(splitter.pendingBytes).toBe(0);
      }),
    );
  });

  it('takes CR LF, skips empty lines and a byte order mark', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from('\ufeff{"a":1}\r\n\r\n\n{"b":2}\n{"c"'))).toEqual([
      '{"a":1}',
      '{"b":2}',
    ]);
    expect(splitter.pendingBytes).toBe(4);
  });

  it('stops at a line without an end and holds nothing', () => {
    const splitter = new LineSplitter();
    for (let sent = 0; sent <= LINE_LIMIT_BYTES; sent += 65_536) splitter.push(Buffer.alloc(65_536, 0x61));
    expect(splitter.overflowed).toBe(true);
    expect(splitter.pendingBytes).toBe(0);
    expect(splitter.push(Buffer.from('\n{"id":1}\n'))).toEqual([]);
  });

  it('stops at a line too long inside one chunk, after the good lines before it', () => {
    const splitter = new LineSplitter(10);
    expect(splitter.push(Buffer.from('short\nmuch too long for ten\nlater\n'))).toEqual(['short']);
    expect(splitter.overflowed).toBe(true);
  });
});
