import { describe, expect, it } from 'vitest';
import { AnswerParser } from '../../../electron/device/bm13xx/answers.ts';
import { JobRing } from '../../../electron/device/bm13xx/job-ring.ts';
import { GEKKO_JOB_IDS } from '../../../electron/device/bm1397/job-ids.ts';
import { GEKKO_BM1397 } from '../../../electron/device/bm1397/protocol.ts';
import { type FoundNonce, NonceDesk } from '../../../electron/device/nonce-desk.ts';
import { workOf } from '../../vectors/adapters/chip-work.ts';

/** Genesis: a nonce that solves its header on mainnet. */
const GENESIS = Buffer.from(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
  'hex',
);
const NONCE = 0x7c2bac1d;

function desk(lastJobId: number): { desk: NonceDesk; ring: JobRing; found: FoundNonce[] } {
  const found: FoundNonce[] = [];
  const ring = new JobRing(GEKKO_JOB_IDS, lastJobId);
  return {
    ring,
    found,
    desk: new NonceDesk({
      chain: { kind: 'mainnet' },
      protocol: GEKKO_BM1397,
      ring,
      chipCount: () => 1,
      onFound: (nonce) => void found.push(nonce),
    }),
  };
}

const answer = (nonce: number, idByte: number) => ({
  kind: 'nonce' as const,
  nonce,
  nonceBytes: Uint8Array.of(nonce & 0xff, (nonce >>> 8) & 0xff, (nonce >>> 16) & 0xff, nonce >>> 24),
  idByte,
});

const solvedWork = () => workOf(GENESIS, [1]);
const otherWork = () => workOf(GENESIS, [0x20000000]);

describe('nonces', () => {
  it('belong to the work and version that the id names', () => {
    const { desk: it_, ring, found } = desk(16);
    const jobId = ring.add(workOf(GENESIS, [0x20000000, 1, 0x20002000, 0x20004000]));
    it_.take(answer(NONCE, jobId | 1));
    expect(found).toMatchObject([{ versionIndex: 1, nonce: NONCE, chipIndex: 0 }]);
  });

  it('are looked for in the newest work and the three before it', () => {
    for (const worksSince of [0, 1, 2, 3]) {
      const { desk: it_, ring, found } = desk(16);
      ring.add(solvedWork());
      for (let work = 0; work < worksSince; work += 1) ring.add(otherWork());
      it_.take(answer(NONCE, 0x54));
      expect(found).toHaveLength(1);
    }
    const { desk: it_, ring, found } = desk(16);
    const jobId = ring.add(solvedWork());
    for (let work = 0; work < 4; work += 1) ring.add(otherWork());
    it_.take(answer(NONCE, 0x54));
    expect(found).toHaveLength(0);
    it_.take(answer(NONCE, jobId));
    expect(found).toHaveLength(1);
  });

  it('that solve nothing are errors when work was sent under their id, else orphans', () => {
    const { desk: it_, ring } = desk(16);
    const jobId = ring.add(solvedWork());
    it_.take(answer(NONCE ^ 1, jobId));
    it_.take(answer(NONCE ^ 1, 0x70));
    expect(it_.counters).toEqual({ nonces: 0, duplicates: 0, hardwareErrors: 1, orphanNonces: 1 });
  });

  it('said twice count once', () => {
    const { desk: it_, ring, found } = desk(16);
    const jobId = ring.add(solvedWork());
    it_.take(answer(NONCE, jobId));
    it_.take(answer(NONCE, jobId));
    expect(found).toHaveLength(1);
    expect(it_.counters).toMatchObject({ nonces: 1, duplicates: 1 });
  });

  it('with a bad checksum count when they solve their work', () => {
    const { desk: it_, ring, found } = desk(16);
    const jobId = ring.add(solvedWork());
    const parser = new AnswerParser({
      answerLength: 9,
      onAnswer: () => {},
      tryBrokenNonce: (broken) => it_.takeDamaged(broken),
    });
    parser.push(Uint8Array.of(0xaa, 0x55, 0x1d, 0xac, 0x2b, 0x7c, 0, jobId, 0x81));
    expect(found).toHaveLength(1);
    parser.push(Uint8Array.of(0xaa, 0x55, 0x1e, 0xac, 0x2b, 0x7c, 0, 0x70, 0x81));
    expect(it_.counters).toMatchObject({ hardwareErrors: 0, orphanNonces: 0 });
  });

  it('of a reset chip find no work', () => {
    const { desk: it_, ring } = desk(16);
    const jobId = ring.add(solvedWork());
    ring.clear();
    it_.take(answer(NONCE, jobId));
    expect(it_.counters.orphanNonces).toBe(1);
  });
});
