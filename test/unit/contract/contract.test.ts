/** Every call and every feed of the table, over every kind of wire. */
import { afterEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { CallError } from '../../../electron/contract/call-error.ts';
import { connect, type LinkFault, OtherVersionError } from '../../../electron/contract/connect.ts';
import { type MinerContract, minerContract } from '../../../electron/contract/contract.ts';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { type Handlers, MAX_CALLS_UNDER_WAY, serve } from '../../../electron/contract/serve.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';
import { CALL_INPUTS, HELLO, sampleFrame, sampleHandlers } from './samples.ts';
import { WIRE_KINDS, type WirePair } from './wire-kinds.ts';

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
});

interface Setup {
  readonly handlers?: Partial<Handlers<MinerContract>>;
  readonly hello?: object;
}

async function joined(make: () => Promise<WirePair>, setup: Setup = {}) {
  const pair = await make();
  disposals.push(pair.dispose);
  const clock = new ManualClock();
  const lines: LoggedLine[] = [];
  const heard: [string, unknown][] = [];
  const faults: LinkFault[] = [];
  let push: (frame: z.input<typeof MinerFrame>) => void = () => {};
  let subscribers = 0;
  const served = serve(minerContract, {
    wire: pair.hostWire,
    hello: { ...HELLO, ...setup.hello },
    handlers: { ...sampleHandlers(heard), ...setup.handlers },
    feeds: {
      frame: {
        subscribe: (listener) => {
          push = listener;
          subscribers += 1;
          return () => {
            subscribers -= 1;
          };
        },
      },
    },
    clock,
    log: silentLogger(lines),
  });
  const client = connect(minerContract, pair.clientWire, { clock, onFault: (fault) => faults.push(fault) });
  return {
    served,
    client,
    clock,
    lines,
    heard,
    faults,
    push: (frame: unknown) => push(frame as MinerFrame),
    subscribers: () => subscribers,
  };
}

describe.each(WIRE_KINDS)('over %s', (_name, make) => {
  test('says hello', async () => {
    const { client } = await joined(make);
    expect(await client.hello).toEqual(HELLO);
  });

  test.each(Object.entries(CALL_INPUTS))('%s reaches its handler and answers', async (name, input) => {
    const { client, heard } = await joined(make);
    const call = client.calls[name as keyof typeof CALL_INPUTS] as (input: unknown) => Promise<unknown>;
    await expect(call(input)).resolves.toBeTypeOf('object');
    expect(heard).toEqual([[name, input]]);
  });

  test('refuses unknown keys, values out of range and names of Object.prototype', async () => {
    const { client, heard } = await joined(make);
    const calls = client.calls as unknown as Record<string, (input: unknown) => Promise<unknown>>;
    await expect(calls.resume?.({ extra: 1 })).rejects.toMatchObject({ code: 'badInput' });
    await expect(calls.history?.({ fromMs: 0, toMs: 1, maxPoints: 0 })).rejects.toMatchObject({
      code: 'badInput',
      field: 'maxPoints',
    });
    await expect(calls.getSettings?.(undefined)).rejects.toMatchObject({ code: 'badInput' });
    expect(heard).toEqual([]);
  });

  test('refuses an input that is too long before it is sent', async () => {
    const { client } = await joined(make);
    const password = 'ß'.repeat(8_200);
    await expect(client.calls.setPoolPassword({ poolId: 'main', password })).rejects.toMatchObject({
      code: 'badInput',
      reason: 'inputTooLong',
    });
  });

  test('passes on what a handler refuses with and hides what it throws', async () => {
    const { client, lines } = await joined(make, {
      handlers: {
        patchSettings: () => {
          throw new CallError('oldRevision', { reason: 'changedElsewhere', field: 'baseRevision' });
        },
        pause: async () => {
          throw new Error('canary');
        },
      },
    });
    await expect(client.calls.patchSettings({ baseRevision: 0, patch: {} })).rejects.toMatchObject({
      code: 'oldRevision',
      reason: 'changedElsewhere',
      field: 'baseRevision',
    });
    const failed = await client.calls.pause({ untilMs: null }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'failed' });
    expect(String(failed)).not.toContain('canary');
    expect(lines).toMatchObject([{ level: 'error', fields: { call: 'pause' } }]);
  });

  test('checks answers in the client', async () => {
    const { client, faults } = await joined(make, { handlers: { resume: () => ({ more: 1 }) as never } });
    await expect(client.calls.resume({})).rejects.toMatchObject({ code: 'badOutput' });
    expect(faults).toMatchObject([{ kind: 'badAnswer' }]);
  });

  test('limits calls under way, answers them when they end, and gives up after the timeout', async () => {
    const release = Promise.withResolvers<Record<string, never>>();
    const { client, clock } = await joined(make, { handlers: { pause: () => release.promise } });
    const waiting = Array.from({ length: MAX_CALLS_UNDER_WAY }, () => client.calls.pause({ untilMs: null }));
    await expect(client.calls.pause({ untilMs: null })).rejects.toMatchObject({ reason: 'tooManyCalls' });
    release.resolve({});
    expect(await Promise.all(waiting)).toHaveLength(MAX_CALLS_UNDER_WAY);

    const hung = await joined(make, { handlers: { pause: () => new Promise(() => {}) } });
    const late = expect(hung.client.calls.pause({ untilMs: null })).rejects.toMatchObject({
      code: 'timeout',
    });
    await hung.clock.advance(15_000);
    await late;
    expect(clock.armed).toBe(0);
  });

  test('delivers frames, drops bad ones with a report, and stops when nobody listens', async () => {
    const { client, push, faults, subscribers, clock } = await joined(make);
    const frames: number[] = [];
    const unsubscribe = client.feeds.frame.subscribe((frame) => frames.push(frame.seq));
    await client.calls.resume({});
    expect(subscribers()).toBe(1);
    for (const frame of [sampleFrame(1), { ...sampleFrame(2), extra: true }, sampleFrame(3)]) {
      push(frame);
      await client.calls.resume({});
    }
    expect(frames).toEqual([1, 3]);
    expect(faults).toMatchObject([{ kind: 'badFrame' }]);
    unsubscribe();
    await client.calls.resume({});
    expect(subscribers()).toBe(0);
    expect(clock.armed).toBe(0);
  });

  test('a hidden client gets a frame in ten seconds, and the newest at once when shown again', async () => {
    const { client, push, clock } = await joined(make);
    const frames: number[] = [];
    client.feeds.frame.subscribe((frame) => frames.push(frame.seq));
    client.setHidden(true);
    await client.calls.resume({});
    for (let seq = 1; seq <= 40; seq += 1) {
      push(sampleFrame(seq));
      await clock.advance(500);
      await client.calls.resume({});
    }
    expect(frames).toEqual([1, 20, 40]);
    push(sampleFrame(41));
    await client.calls.resume({});
    client.setHidden(false);
    await client.calls.resume({});
    expect(frames).toEqual([1, 20, 40, 41]);
  });

  test('a host of another contract version is told apart, whatever else its hello says', async () => {
    const { client } = await joined(make, { hello: { contractVersion: 7, news: true } });
    await expect(client.hello).rejects.toBeInstanceOf(OtherVersionError);
    await client.closed;
    await expect(client.calls.resume({})).rejects.toMatchObject({ code: 'closed' });
  });

  test.each(['host', 'client'])('a close by the %s ends both sides and frees everything', async (side) => {
    const { client, served, subscribers, clock } = await joined(make, {
      handlers: { pause: () => new Promise(() => {}) },
    });
    client.feeds.frame.subscribe(() => {});
    await client.calls.resume({});
    const pausing = expect(client.calls.pause({ untilMs: null })).rejects.toMatchObject({ code: 'closed' });
    if (side === 'host') served.close();
    else client.close();
    await client.closed;
    await pausing;
    await expect.poll(subscribers).toBe(0);
    expect(clock.armed).toBe(0);
    served.close();
    client.close();
  });
});
