/** That the bench counts right. How fast anything is stands in its table and is asserted nowhere. */
import { describe, expect, it } from 'vitest';
import { coreFigures } from '../../bench/core.ts';
import { EdgeNotes } from '../../bench/edge-notes.ts';
import { type Figure, isMet, percentiles } from '../../bench/figure.ts';
import { tableOf } from '../../bench/table.ts';

const FIGURE: Figure = { name: 'x', unit: 'ms', p50: 1, p95: 2, p99: 30, goal: {}, ratio: null, note: '' };

describe('figures', () => {
  it('ranks samples by nearest rank', () => {
    const samples = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentiles(samples)).toEqual({ p50: 100, p95: 190, p99: 198 });
    expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
    expect(() => percentiles([])).toThrow(RangeError);
  });

  it('are met only when every limit is kept', () => {
    expect(isMet(FIGURE)).toBeNull();
    expect(isMet({ ...FIGURE, goal: { p50: 1, p95: 2 } })).toBe(true);
    expect(isMet({ ...FIGURE, goal: { p50: 1, p99: 29 } })).toBe(false);
    expect(isMet({ ...FIGURE, least: 1 })).toBe(true);
    expect(isMet({ ...FIGURE, least: 1.1 })).toBe(false);
    expect(isMet({ ...FIGURE, least: 1, goal: { p99: 29 } })).toBe(false);
  });

  it('become a table with a column for everything', () => {
    const [head, row] = tableOf([{ ...FIGURE, goal: { p99: 29 }, ratio: 1.25 }]);
    expect(head).toMatch(/^figure +unit +p50 +p95 +p99 +goal +ratio +met +note$/);
    expect(row).toMatch(/^x +ms +1\.000 +2\.000 +30\.0 +p99 <= 29 +1\.250 +NO$/);
    const [, atLeast] = tableOf([{ ...FIGURE, goal: { p95: 2 }, least: 1 }]);
    expect(atLeast).toMatch(/ p95 <= 2, p50 >= 1 +yes$/);
  });

  it('of the core can be measured', async () => {
    const figures = await coreFigures();
    expect(figures).toHaveLength(2);
    for (const { p50, p99 } of figures) expect(p50 > 0 && p50 <= p99).toBe(true);
  });
});

describe('notes at the edges of a miner', () => {
  const notify = (ntime: string): Buffer =>
    Buffer.from(
      `${JSON.stringify({ id: null, method: 'mining.notify', params: ['1', '', '', '', [], '', '', ntime, true] })}\n`,
    );
  const jobFrame = (ntime: number): Buffer => {
    const frame = Buffer.alloc(152);
    frame[2] = 0x21;
    frame.writeUInt32LE(ntime, 14);
    return frame;
  };

  it("take each stick's first work of a new job", () => {
    const notes = new EdgeNotes();
    notes.handed(500_000n, 1, jobFrame(4));
    notes.received(1_000_000n, notify('00000005'));
    notes.handed(1_500_000n, 1, jobFrame(5));
    notes.handed(1_600_000n, 2, jobFrame(4));
    notes.handed(2_000_000n, 2, jobFrame(5));
    notes.handed(9_000_000n, 1, jobFrame(5));
    notes.handed(9_000_000n, 1, Buffer.from([0x55, 0xaa, 0x52]));
    expect(notes.samples().workMs).toEqual([0.5, 1]);
  });

  it('pair a submit with the answer that held its nonce, and tell one that came alone', () => {
    const notes = new EdgeNotes();
    const submit = (nonce: string): string =>
      `${JSON.stringify({ id: 9, method: 'mining.submit', params: ['u', 'j', '00', '00000005', nonce] })}\n`;
    notes.answered(1_000_000n, Buffer.from('aa5501020304000080aa550506070800009f', 'hex'));
    notes.written(1_250_000n, submit('08070605'));
    notes.written(1_300_000n, 'not a message\n');
    notes.answered(9_000_000n, Buffer.from('aa551121314100009f', 'hex'));
    notes.written(9_500_000n, submit('41312111'));
    expect(notes.samples()).toEqual({ workMs: [], submitMs: [0.5], burstMs: [0.25] });
  });
});
