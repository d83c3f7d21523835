import { beforeEach, describe, expect, test } from 'vitest';
import type { Job, Work } from '../../../electron/core/job.ts';
import type { Nonce, Share, ShareOutcome, ShareVerdict } from '../../../electron/core/share.ts';
import { checkNonce } from '../../../electron/core/share-check.ts';
import { Scheduler } from '../../../electron/engine/scheduler.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { FakeSource, FakeStick } from './fake-parts.ts';
import { jobWith } from './jobs.ts';

/** Difficulty 1 is 2^31 easier here: about every second hash meets it. */
const CHAIN = { kind: 'practice', bits: 31 } as const;
const job = (parts: Parameters<typeof jobWith>[0] = {}): Job =>
  jobWith({ chain: CHAIN, difficulty: 1, ...parts });

let clock: ManualClock;
let scheduler: Scheduler;
let source: FakeSource;
let stick: FakeStick;
let verdicts: ShareVerdict['kind'][];
let outcomes: [Share, ShareOutcome][];

beforeEach(() => {
  clock = new ManualClock();
  let shares = 0;
  scheduler = new Scheduler({
    chain: CHAIN,
    clock,
    log: silentLogger(),
    newShareId: () => {
      shares += 1;
      return `share-${shares}`;
    },
  });
  source = new FakeSource();
  stick = new FakeStick();
  verdicts = [];
  outcomes = [];
  scheduler.on('verdict', (_nonce, verdict) => verdicts.push(verdict.kind));
  scheduler.on('outcome', (share, outcome) => outcomes.push([share, outcome]));
  scheduler.attachSource(source);
  scheduler.addStick(stick);
});

describe('work', () => {
  test('none before a job, some with one, none when the pool is gone', () => {
    expect(stick.feed).toBeNull();
    source.announce(job());
    expect(stick.feed?.next()).not.toBeNull();
    source.emit('jobsVoid');
    expect(stick.feed).toBeNull();
    expect(scheduler.job).toBeNull();
  });

  test('a newer job is pulled at once and is what the feed gives from then on', () => {
    source.announce(job());
    const feed = stick.feed;
    source.announce(job({ jobId: 'a2', ntimeHex: '504e86c0' }), 'update');
    expect(stick.pulls).toBe(1);
    expect(feed?.next()?.job.jobId).toBe('a2');
  });

  test('paused sticks have no feed; a job that comes meanwhile is there when they resume', () => {
    source.announce(job());
    const old = stick.feed;
    scheduler.setPaused(true);
    expect(stick.feed).toBeNull();
    expect(old?.next()).toBeNull();
    source.announce(job({ jobId: 'a2' }));
    scheduler.setPaused(false);
    expect(stick.feed?.next()?.job.jobId).toBe('a2');
  });

  test('a stick that comes later gets work at once', () => {
    source.announce(job());
    const late = new FakeStick('serial:b');
    scheduler.addStick(late);
    expect(late.feed?.next()).not.toBeNull();
  });
});

describe('shares', () => {
  test('a nonce that meets the target is submitted once, and has one outcome', () => {
    source.announce(job());
    stick.emit('nonce', nonceOf(nextWork(), 'share'));
    expect(source.submitted).toHaveLength(1);
    source.emit('outcome', accepted('share-1'));
    source.emit('outcome', accepted('share-1'));
    expect(outcomes.map(([share, outcome]) => [share.shareId, outcome.kind])).toEqual([
      ['share-1', 'accepted'],
    ]);
  });

  test('the same nonce twice is a duplicate and is not submitted', () => {
    source.announce(job());
    const nonce = nonceOf(nextWork(), 'share');
    stick.emit('nonce', nonce);
    stick.emit('nonce', nonce);
    expect(verdicts).toEqual(['share', 'duplicate']);
    expect(source.submitted).toHaveLength(1);
  });

  test('a share of a closed job ends as stale without being sent', () => {
    source.announce(job());
    const nonce = nonceOf(nextWork(), 'share');
    source.announce(job({ jobId: 'a2', ntimeHex: '504e86c0' }));
    stick.emit('nonce', nonce);
    expect(source.submitted).toEqual([]);
    expect(outcomes.map(([, outcome]) => outcome.kind)).toEqual(['stale']);
  });

  test('a nonce that meets nothing is a hardware error and goes nowhere', () => {
    source.announce(job());
    stick.emit('nonce', nonceOf(nextWork(), 'hardwareError'));
    expect(verdicts).toEqual(['hardwareError']);
    expect(source.submitted).toEqual([]);
  });

  test('nonces of a stick that was removed are not heard', () => {
    source.announce(job());
    const nonce = nonceOf(nextWork(), 'share');
    scheduler.removeStick(stick);
    stick.emit('nonce', nonce);
    expect(verdicts).toEqual([]);
    expect(stick.feed).toBeNull();
  });
});

const accepted = (shareId: string): ShareOutcome => ({ kind: 'accepted', shareId, atMs: 1, latencyMs: 1 });

function nextWork(): Work {
  const work = stick.feed?.next();
  if (work == null) throw new Error('no work');
  return work;
}

/** Searches for a nonce of the wanted verdict; on this chain a few tries do. */
function nonceOf(work: Work, wanted: ShareVerdict['kind']): Nonce {
  for (let nonce = 0; nonce < 10_000; nonce += 1) {
    const candidate: Nonce = {
      stickId: stick.id,
      work,
      versionIndex: 0,
      nonce,
      chipIndex: 0,
      ticketDifficulty: 1,
      atMs: 0,
      monoMs: 0,
    };
    if (checkNonce(candidate, CHAIN).kind === wanted) return candidate;
  }
  throw new Error(`no nonce is a ${wanted}`);
}
