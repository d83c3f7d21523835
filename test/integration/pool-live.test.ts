/** The client against a pool that checks shares itself, over real sockets on 127.0.0.1. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { clientOf, limit, mine, nextJob, poolWith, submitted } from './pool-bench.ts';

describe('a real pool', () => {
  it.each([
    ['replace', '20000000'],
    ['or', '20000000'],
    ['xor', '20000000'],
    ['replace', '20102000'],
    ['or', '20102000'],
  ] as const)(
    'takes rolled shares where versions are built by %s on job version %s',
    async (versionRule, jobVersion) => {
      const pool = await poolWith({ versionRule, jobVersion });
      const { client } = clientOf(`127.0.0.1:${pool.port}`);
      client.start();
      const [job] = await nextJob(client);
      for (let skip = 0; skip < 8; skip += 1) {
        expect(await submitted(client, mine(job, { skip }))).toMatchObject({ kind: 'accepted' });
      }
      expect(new Set(pool.shares.map(({ params }) => params[5])).size).toBeGreaterThan(1);
      expect(pool.shares.every(({ error }) => error === null)).toBe(true);
    },
  );

  it('is learnt to want the rolled bits alone, where XOR meets a job version with bits in the mask', async () => {
    const pool = await poolWith({ versionRule: 'xor', jobVersion: '20102000' });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    const kinds: string[] = [];
    for (let skip = 0; skip < 6; skip += 1) kinds.push((await submitted(client, mine(job, { skip }))).kind);
    expect(kinds).toEqual(['rejected', 'rejected', 'rejected', 'accepted', 'accepted', 'accepted']);
  });

  it('takes plain shares when it refuses version rolling, whatever the extranonce2 size', async () => {
    for (const extranonce2Size of [1, 3, 8, 16]) {
      const pool = await poolWith({
        configure: 'refuse',
        extranonce2Size,
        extranonce1: '02187bbb75009a23a3',
      });
      const { client } = clientOf(`127.0.0.1:${pool.port}`);
      client.start();
      const [job] = await nextJob(client);
      expect(job.versionRolling).toBe(false);
      expect(await submitted(client, mine(job, { extranonce2: 7n }))).toMatchObject({ kind: 'accepted' });
      expect(pool.shares[0]?.params).toHaveLength(5);
    }
  });

  it('names its refusals', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    const share = mine(job);
    expect(await submitted(client, share)).toMatchObject({ kind: 'accepted' });
    expect(await submitted(client, share)).toMatchObject({ kind: 'rejected', rejectKind: 'duplicate' });
    pool.rejectWith = [21, 'Stale', null];
    expect(await submitted(client, mine(job, { skip: 1 }))).toMatchObject({
      rejectKind: 'staleJob',
      text: 'Stale',
    });
  });

  it('changes difficulty, extranonce, mask and jobs, and shares follow', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [first] = await nextJob(client);
    pool.setDifficulty(4);
    pool.sendJob();
    const [second, change] = await nextJob(client);
    expect([second.difficulty, change]).toEqual([4, 'update']);
    expect(await submitted(client, mine(first))).toMatchObject({ kind: 'accepted' });
    expect(await submitted(client, mine(second))).toMatchObject({ kind: 'accepted' });
    pool.setExtranonce('0badcafe00', 3);
    pool.sendJob();
    const [third, thirdChange] = await nextJob(client);
    expect(thirdChange).toBe('replace');
    expect(await submitted(client, mine(third))).toMatchObject({ kind: 'accepted' });
    pool.setVersionMask(0);
    const [fourth] = await nextJob(client);
    expect(await submitted(client, mine(fourth, { extranonce2: 9n }))).toMatchObject({ kind: 'accepted' });
    pool.sendJob({ clean: true, newBlock: true });
    await nextJob(client);
    expect(await submitted(client, mine(fourth, { extranonce2: 10n }))).toMatchObject({ kind: 'stale' });
  });

  it('comes back after a restart, with new work and no old shares', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    const voided = once(client, 'jobsVoid', limit());
    pool.hangUp();
    await voided;
    expect(client.isOpen(job)).toBe(false);
    const [again] = await nextJob(client);
    expect(again.session).toBeGreaterThan(job.session);
    expect(await submitted(client, mine(again))).toMatchObject({ kind: 'accepted' });
  });

  it('hangs up on configure and is mined at once without version rolling', async () => {
    const pool = await poolWith({ configure: 'hangUp' });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    expect([job.versionRolling, pool.connections]).toEqual([false, 2]);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
  });

  it.each(['silent', 'badJson'] as const)('is mined when configure is answered %s', async (configure) => {
    const pool = await poolWith({ configure });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
  });
});
