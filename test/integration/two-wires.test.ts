/** One host, every kind of wire: the same answers, the same refusals, and a client that stalls holds up nobody. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Client, connect } from '../../electron/contract/connect.ts';
import { type MinerContract, minerContract } from '../../electron/contract/contract.ts';
import type { Wire } from '../../electron/contract/wire.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { WIRE_KINDS, type WirePair } from '../unit/contract/wire-kinds.ts';
import { frameWhere, type RunningHost, runHost, temporaryFolder } from './demo-host.ts';

let running: RunningHost;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const { path, remove } = await temporaryFolder();
  removeFolder = remove;
  running = await runHost(path, { demo: true });
});
afterAll(async () => {
  await running.stop();
  await removeFolder();
});

/** A wire whose end hears nothing until it is told to go on. */
interface StallingWire extends Wire {
  readonly waiting: number;
  goOn(): void;
}

function stalling(inner: Wire): StallingWire {
  const waiting: unknown[] = [];
  let isStalled = true;
  let deliver: (message: unknown) => void = () => {};
  inner.onMessage((message) => (isStalled ? waiting.push(message) : deliver(message)));
  return {
    post: (message) => inner.post(message),
    onMessage: (listener) => {
      deliver = listener;
    },
    onClose: (listener) => inner.onClose(listener),
    close: () => inner.close(),
    get waiting() {
      return waiting.length;
    },
    goOn: () => {
      isStalled = false;
      for (const message of waiting.splice(0)) deliver(message);
    },
  };
}

describe.each(WIRE_KINDS)('over %s', (_name, make) => {
  async function pair(): Promise<WirePair> {
    const made = await make();
    onTestFinished(made.dispose);
    running.host.serveWire(made.hostWire);
    return made;
  }

  const clientOn = (wire: Wire): Client<MinerContract> =>
    connect(minerContract, wire, { clock: systemClock });

  test('hello, frames, a change of settings that comes back in a frame, and the old revision refused', async () => {
    const client = clientOn((await pair()).clientWire);
    expect(await client.hello).toMatchObject({ demo: true, chain: { kind: 'practice', bits: 26 } });
    const { revision } = await client.calls.getSettings({});
    const changed = await client.calls.patchSettings({
      baseRevision: revision,
      patch: { pricePerKwh: '0.41' },
    });
    const frame = await frameWhere(client, ({ settingsRevision }) => settingsRevision === changed.revision);
    expect(frame.outlook.pricePerKwh.value?.amount).toBe('0.41');
    await expect(
      client.calls.patchSettings({ baseRevision: revision, patch: { pricePerKwh: '0.42' } }),
    ).rejects.toMatchObject({ code: 'oldRevision' });
    await client.calls.patchSettings({ baseRevision: changed.revision, patch: { pricePerKwh: '0.30' } });
  });

  test('a value out of range and an address far away are refused', async () => {
    const client = clientOn((await pair()).clientWire);
    const { revision } = await client.calls.getSettings({});
    const far = { id: 'x', url: 'stratum+tcp://pool.example:3333', user: 'a' };
    await expect(
      client.calls.patchSettings({ baseRevision: revision, patch: { pools: [far] } }),
    ).rejects.toMatchObject({ code: 'refused' });
    await expect(
      client.calls.patchSettings({
        baseRevision: revision,
        patch: { sticks: { 'serial:a': { targetFrequencyMhz: -1 } } },
      }),
    ).rejects.toMatchObject({ code: 'badInput' });
  });

  test('a client that stalls holds up nobody, has next to nothing waiting, and is up to date when it goes on', async () => {
    const slowWire = stalling((await pair()).clientWire);
    const slow = clientOn(slowWire);
    const seen: number[] = [];
    slow.feeds.frame.subscribe((frame) => seen.push(frame.seq));
    const quick = clientOn((await pair()).clientWire);
    const first = await frameWhere(quick, () => true);
    const later = await frameWhere(quick, ({ nowMs }) => nowMs > first.nowMs + 2000);
    expect(slowWire.waiting).toBeLessThan(5);
    slowWire.goOn();
    await frameWhere(slow, ({ seq }) => seq >= later.seq);
    expect(seen.length).toBeGreaterThan(0);
  });
});
