/** A window that stalls: what queues up meanwhile, and what it gets when it wakes. */
import { expect, test } from 'vitest';
import { connect } from '../../../electron/contract/connect.ts';
import { minerContract } from '../../../electron/contract/contract.ts';
import { FEED_CREDIT, FeedSender, HIDDEN_FRAME_MS } from '../../../electron/contract/feed-sender.ts';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { serve } from '../../../electron/contract/serve.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { memoryWirePair } from '../../doubles/memory-wire.ts';
import { HELLO, sampleFrame, sampleHandlers } from './samples.ts';

test('a stalled window has two frames waiting, then gets the newest one and no backlog', async () => {
  const [hostWire, clientWire] = memoryWirePair();
  const clock = new ManualClock();
  let push: (frame: MinerFrame) => void = () => {};
  serve(minerContract, {
    wire: hostWire,
    hello: HELLO,
    handlers: sampleHandlers(),
    feeds: {
      frame: {
        subscribe: (listener) => {
          push = listener;
          return () => {};
        },
      },
    },
    clock,
  });
  const client = connect(minerContract, clientWire, { clock });
  const seen: number[] = [];
  client.feeds.frame.subscribe((frame) => seen.push(frame.seq));
  await client.hello;
  await clock.advance(0);

  clientWire.stall();
  for (let seq = 1; seq <= 2_000; seq += 1) push(sampleFrame(seq));
  await clock.advance(2_000);
  expect(clientWire.queued).toBe(FEED_CREDIT);
  clientWire.wake();
  await clock.advance(0);
  expect(seen).toEqual([1, 2, 2_000]);
});

function sender(hidden = { now: false }) {
  const sent: [seq: number, frame: unknown][] = [];
  const clock = new ManualClock();
  let push: (frame: unknown) => void = () => {};
  let subscriptions = 0;
  const feedSender = new FeedSender({
    source: {
      subscribe: (listener) => {
        push = listener;
        subscriptions += 1;
        listener('newest');
        return () => {
          subscriptions -= 1;
        };
      },
    },
    clock,
    hidden: () => hidden.now,
    send: (seq, frame) => sent.push([seq, frame]),
  });
  return {
    feedSender,
    sent,
    clock,
    push: (frame: unknown) => push(frame),
    subscriptions: () => subscriptions,
  };
}

test('credit comes back by acknowledgement only, and numbers never sent give none', () => {
  const { feedSender, sent, push } = sender();
  feedSender.start();
  push('b');
  push('c');
  push('d');
  expect(sent).toEqual([
    [1, 'newest'],
    [2, 'b'],
  ]);
  feedSender.acknowledge(0);
  expect(sent).toHaveLength(2);
  feedSender.acknowledge(1_000_000);
  expect(sent.slice(2)).toEqual([[3, 'd']]);
  push('e');
  push('f');
  expect(sent.slice(3)).toEqual([[4, 'e']]);
});

test('starting twice is one subscription; stopping frees it, its timer and its credit', async () => {
  const hidden = { now: true };
  const { feedSender, sent, clock, push, subscriptions } = sender(hidden);
  feedSender.start();
  feedSender.start();
  expect(subscriptions()).toBe(1);
  push('b');
  expect(clock.armed).toBe(1);
  feedSender.stop();
  feedSender.stop();
  expect(subscriptions()).toBe(0);
  expect(clock.armed).toBe(0);
  push('late');
  await clock.advance(HIDDEN_FRAME_MS);
  expect(sent).toEqual([[1, 'newest']]);
  feedSender.start();
  expect(sent.slice(1)).toEqual([[2, 'newest']]);
});
