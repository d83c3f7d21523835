/** The whole miner with sticks on real ttys: what happens when they come, go, break, or cannot be opened. */
import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, test } from 'vitest';
import { type CleanUps, ttyRig, ttyStick } from './tty-rig.ts';

const cleanUps: CleanUps = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Where a stick of the test appears: a name that can be made to lead somewhere or nowhere. */
function socketIn(name: string): { readonly path: string; lead(to: string): void; cut(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'hashwatt-dev-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  return { path, lead: (to) => symlinkSync(to, path), cut: () => unlinkSync(path) };
}

const opened = (port: SerialPort): Promise<void> =>
  new Promise((resolve, reject) =>
    port.open((error) => (error instanceof Error ? reject(error) : resolve())),
  );
const closed = (port: SerialPort): Promise<void> => new Promise((resolve) => port.close(() => resolve()));

describe.skipIf(process.platform === 'win32')('sticks on ttys', () => {
  test('a Compac F and an R909 bring accepted shares, and a stop leaves their chips in order', async () => {
    const compac = ttyStick(cleanUps, 'compac-f');
    const r909 = ttyStick(cleanUps, 'r909');
    const rig = await ttyRig(
      cleanUps,
      { model: 'compac-f', path: compac.path },
      { model: 'r909', path: r909.path },
    );
    const [one, six] = await Promise.all([
      rig.stickWhere(compac.path, (stick) => stick.shares.accepted >= 2),
      rig.stickWhere(r909.path, (stick) => stick.shares.accepted >= 2),
    ]);
    expect(one).toMatchObject({ chipCount: 1, simulated: false, hardwareErrors: 0, badFrames: 0 });
    expect(six).toMatchObject({ chipCount: 6, simulated: false, hardwareErrors: 0, badFrames: 0 });
    expect(one.shares.rejected + six.shares.rejected).toBe(0);
    await rig.stop();
    for (const { chips } of [compac, r909]) {
      expect(chips.frequencyMhz).toBe(0);
      expect(Math.round(chips.baudRate)).toBe(115_741);
    }
  });

  test('so do sticks of the older chips, with one midstate and with four beside each other', async () => {
    const models = ['r606', 'newpac', '2pac'] as const;
    const sticks = models.map((model) => ttyStick(cleanUps, model));
    const rig = await ttyRig(cleanUps, ...sticks.map(({ model, path }) => ({ model, path })));
    const states = await Promise.all(
      sticks.map(({ path }) => rig.stickWhere(path, ({ shares }) => shares.accepted >= 2, 90_000)),
    );
    expect(states.map(({ chipCount }) => chipCount)).toEqual([12, 2, 2]);
    for (const { hardwareErrors, shares } of states) {
      expect(hardwareErrors).toBe(0);
      expect(shares.rejected).toBe(0);
    }
    await rig.stop();
    expect(sticks.map(({ chips }) => chips.frequencyMhz)).toEqual([50, 50, 6.25]);
  }, 120_000);

  test('noise on the line before and between the frames costs nothing', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    stick.chips.makeNoise(300);
    const rig = await ttyRig(cleanUps, { model: 'compac-f', path: stick.path });
    await rig.stickWhere(stick.path, ({ nonces }) => nonces > 0);
    stick.chips.makeNoise(57);
    const noisy = await rig.stickWhere(stick.path, ({ badFrames }) => badFrames > 0);
    const after = await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > noisy.shares.accepted);
    expect(after).toMatchObject({ resets: 0 });
    expect(after.shares.rejected).toBe(0);
  });

  test('a stick pulled out mid-frame is lost, the other mines on, and plugged in again it goes on', async () => {
    const first = ttyStick(cleanUps, 'compac-f');
    const second = ttyStick(cleanUps, 'compac-f');
    const place = socketIn('ttyUSB0');
    place.lead(first.path);
    const rig = await ttyRig(
      cleanUps,
      { model: 'compac-f', path: place.path },
      { model: 'compac-f', path: second.path },
    );
    const before = await rig.stickWhere(place.path, ({ shares }) => shares.accepted > 0);

    first.chips.listen(() => {});
    place.cut();
    first.unplug();
    await rig.stickWhere(place.path, ({ health }) => health === 'lost', 5_000);
    const other = await rig.stickWhere(second.path, () => true);
    await rig.stickWhere(second.path, ({ shares }) => shares.accepted > other.shares.accepted);

    const again = ttyStick(cleanUps, 'compac-f');
    place.lead(again.path);
    const back = await rig.stickWhere(
      place.path,
      ({ shares }) => shares.accepted > before.shares.accepted + 1,
    );
    expect(back.id).toBe(before.id);
  });

  test('a stick that moved to another port is attached there without a restart', async () => {
    const first = ttyStick(cleanUps, 'compac-f');
    const rig = await ttyRig(cleanUps, { model: 'compac-f', path: first.path });
    await rig.stickWhere(first.path, ({ nonces }) => nonces > 0);
    const moved = ttyStick(cleanUps, 'compac-f');
    first.unplug();
    await rig.attach({ model: 'compac-f', path: moved.path });
    await rig.stickWhere(moved.path, ({ shares }) => shares.accepted > 0);
    await rig.stickWhere(first.path, ({ health }) => health === 'lost');
  });

  test('a port that another program has says so, and is taken when it is free', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    const holder = new SerialPort({ path: stick.path, baudRate: 115_200, autoOpen: false });
    await opened(holder);
    const rig = await ttyRig(cleanUps, { model: 'compac-f', path: stick.path });
    const helpless = await rig.stickWhere(stick.path, ({ health }) => health === 'needsHelp');
    expect(helpless.cause?.code).toBe('portBusy');
    await closed(holder);
    await rig.client.calls.retryStick({ stickId: helpless.id });
    await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > 0);
  });

  test('a stick told to try again while it mines does not find its own port busy', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    const rig = await ttyRig(cleanUps, { model: 'compac-f', path: stick.path });
    const mining = await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > 0);
    await rig.client.calls.retryStick({ stickId: mining.id });
    const after = await rig.stickWhere(
      stick.path,
      ({ health, shares }) => health !== 'ramping' || shares.accepted > mining.shares.accepted,
    );
    expect(after.cause).toBeNull();
  });

  test('sleep frees the port, waking takes it again, and what was plugged in meanwhile is found', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    const rig = await ttyRig(cleanUps, { model: 'compac-f', path: stick.path });
    const before = await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > 0);
    await rig.host.suspend();
    expect(stick.chips.frequencyMhz).toBe(0);
    const holder = new SerialPort({ path: stick.path, baudRate: 115_200, autoOpen: false });
    await opened(holder);
    await closed(holder);
    const late = ttyStick(cleanUps, 'compac-f');
    await rig.attach({ model: 'compac-f', path: stick.path }, { model: 'compac-f', path: late.path });
    rig.host.wake();
    await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > before.shares.accepted);
    await rig.stickWhere(late.path, ({ shares }) => shares.accepted > 0);
  });

  test('a port that is missing says so, and the others mine', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    const place = socketIn('ttyUSB7');
    const rig = await ttyRig(
      cleanUps,
      { model: 'r909', path: place.path },
      { model: 'compac-f', path: stick.path },
    );
    await rig.stickWhere(
      place.path,
      ({ health, cause }, { faults, run }) =>
        health === 'needsHelp' &&
        cause?.code === 'portMissing' &&
        run.state === 'needsHelp' &&
        faults.some((fault) => fault.code === 'portMissing' && fault.severity === 'fault'),
    );
    await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > 0);
  });

  test('a model that cannot be driven says so and is left alone', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    const rig = await ttyRig(cleanUps, { model: 'bitaxe-bonanza', path: stick.path });
    const untouched = await rig.stickWhere(stick.path, ({ health }) => health === 'needsHelp');
    expect(untouched.cause?.code).toBe('modelNotDriven');
    expect(stick.chips.counters).toMatchObject({ jobs: 0, badFrames: 0 });
  });

  test('a chip that freezes is asked, reset, and after more than it can stand is told of', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    const rig = await ttyRig(cleanUps, { model: 'compac-f', path: stick.path });
    await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > 0);
    stick.chips.frozen = true;
    const stalled = await rig.stickWhere(
      stick.path,
      ({ health }) => health === 'stalled' || health === 'needsHelp',
      60_000,
    );
    expect(stalled.cause).not.toBeNull();
    stick.chips.frozen = false;
    await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > stalled.shares.accepted, 60_000);
  }, 90_000);
});
