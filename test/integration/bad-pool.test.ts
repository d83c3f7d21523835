/** What a broken or hostile pool can do to the whole miner: at most cost it the connection. */
import { afterEach, describe, expect, test } from 'vitest';
import type { ScriptedPool } from '../doubles/scripted-pool.ts';
import { frameWhere } from './demo-host.ts';
import { type CleanUps, ttyRig, ttyStick } from './tty-rig.ts';

const cleanUps: CleanUps = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const notify = (changes: Readonly<Record<number, unknown>>): string => {
  const params: unknown[] = ['1', '00'.repeat(32), '00', '00', [], '20000000', '1702068f', '6b054be0', true];
  for (const [index, value] of Object.entries(changes)) params[Number(index)] = value;
  return `${JSON.stringify({ id: null, method: 'mining.notify', params })}\n`;
};

const BAD: readonly (readonly [string, (pool: ScriptedPool) => void])[] = [
  ['broken JSON', (pool) => pool.sendRaw('{"id":null,"method":\n}{\n')],
  ['bytes that are no text', (pool) => pool.sendRaw(Uint8Array.from({ length: 300 }, (_, at) => 255 - at))],
  ['a line of 2 MB', (pool) => pool.sendRaw(`${'x'.repeat(2 * 1024 * 1024)}\n`)],
  ['a negative extranonce2 size', (pool) => pool.broadcast('mining.set_extranonce', ['f00dbabe', -4])],
  ['an extranonce2 size beyond reason', (pool) => pool.broadcast('mining.set_extranonce', ['f00dbabe', 1e9])],
  ['a job with a number for its id', (pool) => pool.sendRaw(notify({ 0: 7 }))],
  ['a job whose branch is no list', (pool) => pool.sendRaw(notify({ 4: 'ff' }))],
  ['a job whose coinbase is no hex', (pool) => pool.sendRaw(notify({ 2: 'zz' }))],
  ['a difficulty of nothing', (pool) => pool.broadcast('mining.set_difficulty', [0])],
  ['a difficulty that is no number', (pool) => pool.broadcast('mining.set_difficulty', ['lots'])],
  ['an answer nobody asked for', (pool) => pool.sendRaw('{"id":987654,"result":true,"error":null}\n')],
];

describe.skipIf(process.platform === 'win32')('a pool that sends', () => {
  test('anything at all does not end the mining, nor does it lose or invent a share', async () => {
    const stick = ttyStick(cleanUps, 'compac-f');
    const rig = await ttyRig(cleanUps, { model: 'compac-f', path: stick.path });
    await rig.stickWhere(stick.path, ({ shares }) => shares.accepted > 0);
    for (const [name, send] of BAD) {
      send(rig.pool);
      await new Promise((resolve) => setImmediate(resolve));
      // A good job after the bad message, on the same connection or the next.
      rig.pool.setExtranonce('f00dbabe', 4);
      rig.pool.setDifficulty(16);
      rig.pool.sendJob({ clean: true });
      const { shares } = await rig.stickWhere(stick.path, () => true);
      await rig
        .stickWhere(stick.path, (now) => now.shares.accepted > shares.accepted)
        .catch((error: Error) => expect.fail(`${name}: ${error.message}`));
    }
    const frame = await frameWhere(rig.client, () => true);
    const accepted = rig.pool.shares.filter(({ error }) => error === null).length;
    expect(frame.pool?.shares.accepted).toBeLessThanOrEqual(accepted);
    expect(frame.run.state).toBe('mining');
  }, 60_000);

  test('a message full of control and markup characters reaches the page as plain words', async () => {
    const rig = await ttyRig(cleanUps);
    await frameWhere(rig.client, ({ pool }) => pool?.lamp === 'live');
    rig.pool.broadcast('client.show_message', ['\u202eevil\u0007 <img src=x onerror=alert(1)>\u0000']);
    const { pool } = await frameWhere(rig.client, (frame) => frame.pool?.message !== null);
    expect(pool?.message).toContain('evil');
    expect(pool?.message).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });
});
