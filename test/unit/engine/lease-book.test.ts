import { describe, expect, test } from 'vitest';
import type { Job, Work } from '../../../electron/core/job.ts';
import { LeaseBook } from '../../../electron/engine/lease-book.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { jobWith } from './jobs.ts';

const headersOf = (work: Work): string[] =>
  work.versions.map((version) => `${work.extranonce2}/${work.ntime}/${version}`);

function take(book: LeaseBook, stickId: string, count: number): Work[] {
  return Array.from({ length: count }, () => {
    const work = book.next(stickId);
    if (work === null) throw new Error('no work left');
    return work;
  });
}

describe('LeaseBook', () => {
  test("begins at extranonce2 zero with the job's own version", () => {
    const job = jobWith();
    const work = new LeaseBook(job, new ManualClock()).next('a');
    expect(work?.extranonce2).toBe('00000000');
    expect(work?.versions[0]).toBe(job.version);
    expect(work?.versions).toHaveLength(4);
  });

  test('never gives two sticks the same header, and goes on at the next extranonce2 after 16,384 items', () => {
    const book = new LeaseBook(jobWith(), new ManualClock());
    const seen = new Set<string>();
    let items = 0;
    for (let round = 0; round < 6000; round += 1) {
      for (const stickId of ['a', 'b', 'c']) {
        for (const header of headersOf(take(book, stickId, 1)[0] as Work)) {
          expect(seen.has(header)).toBe(false);
          seen.add(header);
        }
        items += 1;
      }
    }
    const roots = new Set([...seen].map((header) => header.split('/')[0]));
    expect(items).toBe(18_000);
    expect(roots).toEqual(new Set(['00000000', '01000000']));
  });

  test('never gives chips of one midstate and of four the same header of a root', () => {
    const book = new LeaseBook(jobWith(), new ManualClock());
    const seen = new Set<string>();
    for (let round = 0; round < 9000; round += 1) {
      for (const [stickId, midstateCount] of [
        ['a', 1],
        ['b', 4],
        ['c', 1],
      ] as const) {
        const work = book.next(stickId, midstateCount);
        expect(work?.versions).toHaveLength(midstateCount);
        for (const header of headersOf(work as Work)) {
          expect(seen.has(header)).toBe(false);
          seen.add(header);
        }
      }
    }
  });

  test('gives chips that roll versions themselves a header of their own each time, and nobody else a version of it', () => {
    const job = jobWith();
    const book = new LeaseBook(job, new ManualClock());
    const owners = new Map<string, string>();
    for (let round = 0; round < 300; round += 1) {
      for (const [stickId, share] of [
        ['a', 'whole'],
        ['b', 4],
        ['c', 'whole'],
      ] as const) {
        const work = book.next(stickId, share);
        if (share === 'whole') {
          expect(work?.versions).toEqual([job.version]);
          expect(owners.has(work?.extranonce2 ?? '')).toBe(false);
        }
        owners.set(work?.extranonce2 ?? '', share === 'whole' ? stickId : 'named');
      }
    }
    expect([...owners.values()].filter((owner) => owner === 'named')).toHaveLength(1);
  });

  test('a root lent out goes on after others were taken whole', () => {
    const book = new LeaseBook(jobWith(), new ManualClock());
    const first = book.next('a', 'whole');
    const named = book.next('b', 1);
    book.next('a', 'whole');
    expect(first?.extranonce2).toBe('00000000');
    expect(named?.extranonce2).toBe('01000000');
    expect(book.next('b', 1)?.extranonce2).toBe('01000000');
  });

  test('without version rolling each item has one version and an extranonce2 of its own', () => {
    const book = new LeaseBook(jobWith({ versionRolling: false, versionMask: 0 }), new ManualClock());
    const works = take(book, 'a', 3);
    expect(works.map((work) => work.versions.length)).toEqual([1, 1, 1]);
    expect(new Set(works.map((work) => work.extranonce2)).size).toBe(3);
  });

  test('moves ntime on when a one-byte extranonce2 is used up, and never beyond its allowance', async () => {
    const job = jobWith({ versionRolling: false, versionMask: 0, extranonce2Size: 1 });
    const clock = new ManualClock();
    const book = new LeaseBook(job, clock);
    const works = take(book, 'a', 257);
    expect(works[255]?.ntime).toBe(job.ntime);
    expect(works[256]?.ntime).toBe(job.ntime + 1);
    let last = works[256] as Work;
    for (let work = book.next('a'); work !== null; work = book.next('a')) last = work;
    expect(last.ntime - job.ntime).toBe(600);
    await clock.advance(2000);
    expect(book.next('a')?.ntime).toBe(job.ntime + 601);
  });

  test("stays within what every pool takes, however old the job is, and within the header's 32 bits", async () => {
    const last = (job: Job, ntimeAheadS: number): number => {
      const book = new LeaseBook(job, clock, { extranonce2: 255n, ntimeAheadS });
      let aheadS = 0;
      for (let work = book.next('a'); work !== null; work = book.next('a')) aheadS = work.ntime - job.ntime;
      return aheadS;
    };
    const narrow = { versionRolling: false, versionMask: 0, extranonce2Size: 1 };
    const clock = new ManualClock();
    await clock.advance(9_000_000);
    expect(last(jobWith(narrow), 6_998)).toBe(7_000);
    expect(last(jobWith({ ...narrow, ntimeHex: 'fffffffd' }), 0)).toBe(2);
  });

  test('a job of the same content under another id goes on where it was, under the new id', () => {
    const book = new LeaseBook(jobWith(), new ManualClock());
    const [first] = take(book, 'a', 1);
    const next = book.successor(jobWith({ jobId: 'a2', difficulty: 2 })).next('a');
    expect(next?.job.jobId).toBe('a2');
    expect(headersOf(next as Work)).not.toEqual(headersOf(first as Work));
  });

  test('the same content with another version mask goes on at the next extranonce2', () => {
    const book = new LeaseBook(jobWith(), new ManualClock());
    take(book, 'a', 1);
    expect(book.successor(jobWith({ versionMask: 0x1ffe0000 })).next('a')?.extranonce2).toBe('01000000');
  });

  test.each([
    ['prevhash', { prevHashStratum: '5d16b6f85af6e2198f44ae2a6de67f78487ae5611b77c6c0440b921e00000000' }],
    ['extranonce1', { extranonce1Hex: '08000003' }],
    ['ntime', { ntimeHex: '504e86ba' }],
    ['session', { session: 2 }],
    ['merkle branch', { merkleBranchHex: ['11'.repeat(32)] }],
  ])('a job with another %s begins anew at zero', (_name, parts) => {
    const book = new LeaseBook(jobWith(), new ManualClock());
    take(book, 'a', 5);
    const work = book.successor(jobWith(parts)).next('a');
    expect(work?.extranonce2).toBe('00000000');
    expect(work?.versions[0]).toBe(0x20000000);
  });
});
