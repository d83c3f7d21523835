import { beforeEach, describe, expect, it } from 'vitest';
import type { PlugSetting } from '../../../electron/contract/settings.ts';
import { PlugPoller } from '../../../electron/meter/plug-poller.ts';
import type { PlugReading } from '../../../electron/meter/plugs/plug.ts';
import { PlugError } from '../../../electron/meter/plugs/plug-error.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

const DESK: PlugSetting = {
  id: 'desk',
  kind: 'shelly',
  name: 'Desk',
  address: '10.0.0.7',
  channel: null,
  user: null,
  stickIds: [],
  includesHost: false,
  hasSecret: true,
};

let clock: ManualClock;
let poller: PlugPoller;
/** What the plug does when asked; by default it hangs. */
let behave: (signal: AbortSignal) => Promise<PlugReading>;
let asked: { readonly address: string; readonly secret: string | null; readonly atMs: number }[];
let secret: string | null;

const saying = (powerW: number) => async (): Promise<PlugReading> => ({
  powerW,
  totalWh: null,
  voltageV: null,
  atMs: clock.nowMs(),
});
const failing = (code: PlugError['code']) => async (): Promise<PlugReading> => {
  throw new PlugError(code, 'The plug is unwell.');
};
const watts = (): number | null | undefined => poller.readings().get('desk')?.value;
const faults = (): string[] => poller.faults.map(({ code }) => code);

beforeEach(() => {
  clock = new ManualClock();
  asked = [];
  secret = 'first';
  behave = saying(8.9);
  poller = new PlugPoller({
    clock,
    random: () => 1,
    log: silentLogger(),
    secrets: { get: async (name) => (name === 'plug:desk' ? secret : null), set: async () => {} },
    makePlug: ({ address }, given) => ({
      read: (signal) => {
        asked.push({ address, secret: given, atMs: clock.monotonicMs() });
        return behave(signal);
      },
    }),
  });
});

describe('PlugPoller', () => {
  it('asks every five seconds and keeps what the plug said, with its time', async () => {
    poller.apply([DESK]);
    expect(poller.readings().get('desk')).toMatchObject({ value: null, reason: 'noAnswerYet' });
    await clock.advance(0);
    const atMs = clock.nowMs();
    expect(poller.readings().get('desk')).toEqual({ value: 8.9, origin: 'measured', atMs });
    behave = saying(9.4);
    await clock.advance(4_999);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    expect(watts()).toBe(9.4);
  });

  it('keeps the last watts for two misses, forgets them with the third, and says so until it answers', async () => {
    poller.apply([DESK]);
    await clock.advance(0);
    behave = failing('badAnswer');
    await clock.advance(10_000);
    expect([watts(), faults()]).toEqual([8.9, []]);
    await clock.advance(5_000);
    expect([watts(), faults()]).toEqual([null, ['plugSilent']]);
    expect(poller.readings().get('desk')?.reason).toBe('plugSilent');
    expect(poller.faults[0]).toMatchObject({
      subject: { kind: 'plug', id: 'desk' },
      params: { name: 'Desk', address: '10.0.0.7' },
      sinceMs: clock.nowMs() - 10_000,
    });
    behave = saying(7);
    await clock.advance(60_000);
    expect([watts(), faults()]).toEqual([7, []]);
  });

  it('asks a silent plug less and less often, and never less than once a minute', async () => {
    behave = failing('unreachable');
    poller.apply([DESK]);
    await clock.advance(600_000);
    const gaps = asked.slice(1).map(({ atMs }, index) => atMs - (asked[index]?.atMs ?? 0));
    expect(gaps.slice(0, 6)).toEqual([5_000, 5_000, 5_000, 10_000, 20_000, 40_000]);
    expect(Math.max(...gaps)).toBe(60_000);
  });

  it('leaves a plug that hangs after four seconds, and lets its connection go', async () => {
    let isLetGo = false;
    behave = (signal) => {
      signal.addEventListener('abort', () => {
        isLetGo = true;
      });
      return new Promise(() => {});
    };
    poller.apply([DESK]);
    await clock.advance(4_000);
    expect(isLetGo).toBe(true);
    await clock.advance(5_000 + 4_000 + 5_000 + 4_000);
    expect(faults()).toEqual(['plugSilent']);
  });

  it.each([
    ['nonsense', 'plugNonsense'],
    ['refused', 'plugRefused'],
    ['noMeter', 'plugNoMeter'],
    ['notLocal', 'plugNotLocal'],
  ] as const)('knows nothing at once when the plug is %s', async (code, fault) => {
    poller.apply([DESK]);
    await clock.advance(0);
    behave = failing(code);
    await clock.advance(5_000);
    expect([watts(), faults()]).toEqual([null, [fault]]);
  });

  it('takes changes at once: another place is another plug, other sticks are not', async () => {
    poller.apply([DESK]);
    await clock.advance(1_000);
    poller.apply([{ ...DESK, stickIds: [], name: 'Shelf' }]);
    await clock.advance(0);
    expect([asked.length, watts()]).toEqual([1, 8.9]);
    poller.apply([{ ...DESK, address: '10.0.0.8', hasSecret: false }]);
    expect(watts()).toBeNull();
    await clock.advance(0);
    expect(asked.at(-1)).toMatchObject({ address: '10.0.0.8', secret: null });
    poller.apply([]);
    expect(poller.readings().size).toBe(0);
    await clock.advance(60_000);
    expect([asked.length, clock.armed]).toEqual([2, 0]);
  });

  it('begins anew with another secret', async () => {
    poller.apply([DESK]);
    await clock.advance(0);
    secret = 'second';
    poller.renew('desk');
    await clock.advance(0);
    expect(asked.map((question) => question.secret)).toEqual(['first', 'second']);
    poller.renew('nobody');
    await clock.advance(0);
    expect(asked).toHaveLength(2);
  });

  it('does not hear what a plug says after it was stopped', async () => {
    const late = Promise.withResolvers<PlugReading>();
    behave = () => late.promise;
    poller.apply([DESK]);
    await clock.advance(0);
    poller.stop();
    late.resolve(await saying(5)());
    await clock.advance(60_000);
    expect([poller.readings().size, clock.armed, asked.length]).toEqual([0, 0, 1]);
  });
});
