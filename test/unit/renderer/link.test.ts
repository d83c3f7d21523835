import { beforeEach, describe, expect, test } from 'vitest';
import { CONTRACT_VERSION, type Hello, minerContract } from '../../../electron/contract/contract.ts';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { type Served, serve } from '../../../electron/contract/serve.ts';
import type { Wire } from '../../../electron/contract/wire.ts';
import { Link } from '../../../renderer/link/link.ts';
import { KeyRefusedError, TooManyPagesError } from '../../../renderer/link/wire-source.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { memoryWirePair } from '../../doubles/memory-wire.ts';
import { SAMPLE_SETTINGS, sampleFrame, sampleHistory } from '../../e2e/fixtures/sample-frame.ts';
import { sampleHandlers } from '../contract/samples.ts';

let clock: ManualClock;
let heard: string[];
let link: Link;
let served: Served[];
/** What the next attempts get: a wire of this contract version, or a failure. */
let next: (number | Error)[];
let newer: () => void;

beforeEach(() => {
  clock = new ManualClock();
  heard = [];
  served = [];
  next = [];
  link = new Link({
    clock,
    source: {
      next: async () => {
        const planned = next.shift() ?? CONTRACT_VERSION;
        if (planned instanceof Error) {
          heard.push('attempt');
          throw planned;
        }
        return servedWire(planned);
      },
      onNewer: (listener) => {
        newer = listener;
      },
    },
    listener: {
      connected: ({ hostVersion }) => heard.push(`connected ${hostVersion}`),
      frame: ({ seq }) => heard.push(`frame ${seq}`),
      disconnected: () => heard.push('disconnected'),
      refused: () => heard.push('refused'),
      full: () => heard.push('full'),
      otherVersion: () => heard.push('otherVersion'),
    },
  });
});

function servedWire(contractVersion: number): Wire {
  const [host, page] = memoryWirePair();
  const hello: Hello = {
    contractVersion,
    hostVersion: 'x',
    chain: { kind: 'mainnet' },
    demo: false,
    capabilities: [],
  };
  const nothing = () => ({});
  const frames = {
    subscribe: (push: (frame: MinerFrame) => void) => {
      push(sampleFrame());
      return () => {};
    },
  };
  const handlers = {
    ...sampleHandlers(),
    getSettings: () => ({ settings: SAMPLE_SETTINGS, revision: 7 }),
    patchSettings: () => ({ revision: 8 }),
    setPoolPassword: () => ({ revision: 8 }),
    pause: nothing,
    resume: nothing,
    retryStick: nothing,
    switchDemo: nothing,
    history: sampleHistory,
    systemsView: () => {
      throw new Error('not here');
    },
  };
  served.push(serve(minerContract, { wire: host, hello, clock, feeds: { frame: frames }, handlers }));
  return page;
}

describe('connecting', () => {
  test('says hello, then frames come and calls are answered', async () => {
    link.start();
    await clock.advance(10);
    expect(heard).toEqual(['connected x', 'frame 1']);
    await expect(link.calls.getSettings({})).resolves.toMatchObject({ revision: 7 });
    link.stop();
  });

  test('tries again with growing waits, and at once after a connection that worked', async () => {
    next = [new Error('no'), new Error('no'), new Error('no')];
    link.start();
    await clock.advance(499);
    expect(heard).toEqual(['attempt']);
    await clock.advance(1);
    expect(heard).toEqual(['attempt', 'attempt']);
    await clock.advance(3_000);
    expect(heard.slice(2)).toEqual(['attempt', 'connected x', 'frame 1']);
    served.at(-1)?.close();
    await clock.advance(250);
    expect(heard.slice(5)).toEqual(['disconnected', 'connected x', 'frame 1']);
    link.stop();
  });

  test('a call without a connection is refused as closed', async () => {
    await expect(link.calls.resume({})).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('too many pages', () => {
  test('is said, and it is tried again until there is a place', async () => {
    next = [new TooManyPagesError(), new TooManyPagesError()];
    link.start();
    await clock.advance(60_000);
    expect(heard).toEqual(['attempt', 'full', 'attempt', 'full', 'connected x', 'frame 1']);
    link.stop();
  });

  test('is not said of a host that went away', async () => {
    next = [new TooManyPagesError(), new Error('gone'), new Error('gone')];
    link.start();
    await clock.advance(60_000);
    expect(heard.slice(0, 5)).toEqual(['attempt', 'full', 'attempt', 'disconnected', 'attempt']);
    link.stop();
  });
});

describe('giving up', () => {
  test('another version ends it', async () => {
    next = [CONTRACT_VERSION + 1];
    link.start();
    await clock.advance(60_000);
    expect(heard).toEqual(['otherVersion']);
  });

  test('a wrong key waits for a newer one', async () => {
    next = [new KeyRefusedError()];
    link.start();
    await clock.advance(600_000);
    expect(heard).toEqual(['attempt', 'refused']);
    newer();
    await clock.advance(10);
    expect(heard.slice(2)).toEqual(['connected x', 'frame 1']);
    link.stop();
  });

  test('stopping leaves no timer and no connection', async () => {
    link.start();
    await clock.advance(10);
    link.stop();
    link.stop();
    await clock.advance(10);
    expect(heard.at(-1)).toBe('disconnected');
    expect(clock.armed).toBe(0);
  });
});

test('a newer wire replaces the present one at once', async () => {
  link.start();
  await clock.advance(10);
  newer();
  await clock.advance(250);
  expect(heard).toEqual(['connected x', 'frame 1', 'disconnected', 'connected x', 'frame 1']);
  link.stop();
});
