import { beforeEach, describe, expect, test } from 'vitest';
import type { Hello } from '../../../electron/contract/contract.ts';
import { MinerStore } from '../../../renderer/state/miner-store.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { SAMPLE_NOW_MS, SAMPLE_SETTINGS, sampleFrame } from '../../e2e/fixtures/sample-frame.ts';

const HELLO: Hello = {
  contractVersion: 1,
  hostVersion: '0.1.0',
  chain: { kind: 'mainnet' },
  demo: false,
  capabilities: [],
};

let clock: ManualClock;
let store: MinerStore;
let hidden: boolean;

beforeEach(() => {
  clock = new ManualClock();
  store = new MinerStore(clock);
  hidden = false;
  store.watch(() => hidden);
  store.connected(HELLO);
});

const shownSeq = () => store.api.getState().frame?.seq;
const frame = (seq: number) => sampleFrame(SAMPLE_NOW_MS, { seq });

describe('pace', () => {
  test('numbers change at most once a second, and the newest wins', async () => {
    store.frame(frame(1));
    await clock.advance(500);
    store.frame(frame(2));
    await clock.advance(300);
    store.frame(frame(3));
    expect(shownSeq()).toBe(1);
    await clock.advance(200);
    expect(shownSeq()).toBe(3);
  });

  test('a state is shown with the frame that brings it', () => {
    store.frame(frame(1));
    store.frame(
      sampleFrame(SAMPLE_NOW_MS, {
        seq: 2,
        run: { state: 'paused', paused: true, pausedSinceMs: SAMPLE_NOW_MS - 60_000, pausedUntilMs: null },
      }),
    );
    expect(shownSeq()).toBe(2);
  });

  test('a frame that waits when the connection goes is not shown afterwards', async () => {
    store.frame(frame(1));
    store.frame(frame(2));
    store.disconnected();
    await clock.advance(5_000);
    expect(shownSeq()).toBe(1);
    expect(clock.armed).toBe(1);
  });
});

describe('freshness', () => {
  test('three missed samples make values old, ten make them unknown, a frame makes them fresh', async () => {
    store.frame(frame(1));
    await clock.advance(2_900);
    expect(store.api.getState().freshness).toEqual({ kind: 'fresh' });
    await clock.advance(1_100);
    expect(store.api.getState().freshness).toEqual({ kind: 'stale', ageMs: 4_000 });
    await clock.advance(7_000);
    expect(store.api.getState().freshness).toMatchObject({ kind: 'gone' });
    store.frame(frame(2));
    expect(store.api.getState().freshness).toEqual({ kind: 'fresh' });
  });

  test('a hidden page does not grow old', async () => {
    store.frame(frame(1));
    hidden = true;
    await clock.advance(60_000);
    hidden = false;
    await clock.advance(2_000);
    expect(store.api.getState().freshness).toEqual({ kind: 'fresh' });
  });
});

describe('connection', () => {
  test('the last frame stays when the same miner comes back', () => {
    store.frame(frame(1));
    store.disconnected();
    expect(store.api.getState()).toMatchObject({ link: 'lost', frame: { seq: 1 } });
    store.connected(HELLO);
    expect(store.api.getState()).toMatchObject({ link: 'open', frame: { seq: 1 } });
  });

  test('nothing of the miner is shown in the demo, and the other way round', () => {
    store.frame(frame(1));
    store.settingsLoaded({ settings: SAMPLE_SETTINGS, revision: 1 });
    store.connected({ ...HELLO, demo: true });
    expect(store.api.getState()).toMatchObject({ frame: null, settings: null });
  });
});
