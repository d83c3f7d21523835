/** A host that hangs or is killed: its sticks are put to rest all the same, by its watchdog or by the next start. */
import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { openDataFolder } from '../../electron/host/data-folder.ts';
import { HeadlessChild } from '../doubles/headless-child.ts';
import type { PtyStick } from '../doubles/pty-stick.ts';
import { ScriptedPool } from '../doubles/scripted-pool.ts';
import { frameWhere, temporaryFolder } from './demo-host.ts';
import { type CleanUps, ttyStick } from './tty-rig.ts';

const cleanUps: CleanUps = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Rig {
  readonly stick: PtyStick;
  readonly child: HeadlessChild;
  readonly dir: string;
  readonly openSticksFile: string;
}

/** A host of its own process that mines with a stick on a real tty. */
async function mining(): Promise<Rig> {
  const stick = ttyStick(cleanUps, 'compac-f');
  const pool = await ScriptedPool.start({ difficulty: 16, easierBits: 26 });
  cleanUps.push(() => pool.stop());
  const folder = await temporaryFolder();
  cleanUps.push(folder.remove);
  const child = new HeadlessChild([
    ...['--data-dir', folder.path, '--listen', '127.0.0.1:0', '--chain', 'practice:26'],
    ...['--pool', `stratum+tcp://127.0.0.1:${pool.port}`, '--user', 'bench.tty'],
    ...['--stick', `compac-f:${stick.path}`],
  ]);
  cleanUps.push(() => child.kill());
  const client = await child.connect();
  await frameWhere(client, ({ sticks }) => sticks.some(({ shares }) => shares.accepted > 0), 60_000);
  expect(stick.chips.frequencyMhz).toBeGreaterThan(0);
  return { stick, child, dir: folder.path, openSticksFile: openDataFolder(folder.path).openSticksFile };
}

async function atRest({ stick }: Rig, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 100) {
    if (stick.chips.frequencyMhz === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

describe.skipIf(process.platform === 'win32')('the watchdog', () => {
  test('ends a host that hangs, and puts its stick to rest', async () => {
    const rig = await mining();
    rig.child.process.kill('SIGSTOP');
    expect(await atRest(rig, 60_000)).toBe(true);
    expect(await rig.child.end(null)).toMatchObject({ signal: 'SIGKILL' });
    expect(rig.child.stderr).toContain('hung and is ended');
  }, 150_000);

  test('puts the stick of a host to rest that was killed', async () => {
    const rig = await mining();
    await rig.child.kill();
    expect(await atRest(rig, 60_000)).toBe(true);
  }, 150_000);

  test('has nothing to do after a stop in order', async () => {
    const rig = await mining();
    expect(existsSync(rig.openSticksFile)).toBe(true);
    expect(await rig.child.end()).toMatchObject({ code: 0 });
    expect(existsSync(rig.openSticksFile)).toBe(false);
    expect(rig.stick.chips.frequencyMhz).toBe(0);
  }, 150_000);

  test('a stick that nobody put to rest is so at the next start, before any work', async () => {
    const rig = await mining();
    await rig.child.end();
    const { path } = rig.stick;
    const entry = { model: 'compac-f', path, resetLine: 'none', isByHand: true };
    writeFileSync(rig.openSticksFile, JSON.stringify([entry]));
    const next = new HeadlessChild([
      '--data-dir',
      rig.dir,
      '--listen',
      '127.0.0.1:0',
      '--chain',
      'practice:26',
    ]);
    cleanUps.push(() => next.kill());
    const isAtRest = (): boolean => next.stderr.includes('A stick that was left running is at rest');
    for (let waitedMs = 0; waitedMs < 60_000 && !isAtRest(); waitedMs += 100) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(isAtRest()).toBe(true);
    expect(rig.stick.chips.frequencyMhz).toBe(0);
  }, 200_000);
});
