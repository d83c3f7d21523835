/** The client against pools that fail it, and over TLS, with real sockets on 127.0.0.1. */
import { describe, expect, it } from 'vitest';
import { TEST_CERTIFICATE } from '../doubles/tls-certificate.ts';
import { clientOf, errorCode, mine, nextJob, phase, poolWith, serverThat, submitted } from './pool-bench.ts';

describe('bad input', () => {
  it('broken JSON and impossible jobs leave mining as it was', async () => {
    const pool = await poolWith();
    const { client, logged } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    pool.sendRaw('{"id":null,"method":\n');
    pool.sendRaw(Buffer.from([0xff, 0xfe, 0x0a]));
    pool.sendJob({ patch: { version: 536_870_912 as unknown as string } });
    pool.broadcast('mining.set_difficulty', [-5]);
    pool.broadcast('mining.set_extranonce', ['aa', -1]);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
    const codes = logged.filter(({ level }) => level === 'warn').map(({ fields }) => fields.code);
    expect(codes).toEqual(['notJson', 'badNotify', 'badDifficulty', 'badExtranonce']);
    expect(client.status).toMatchObject({ phase: 'live', difficulty: 1 });
  });

  it('a 2 MB line ends the connection by name and is retried', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    await nextJob(client);
    pool.sendRaw('a'.repeat(2_000_000));
    await errorCode(client, 'lineTooLong');
    const [job] = await nextJob(client);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
    expect(client.status.error).toBeNull();
  });

  it('a negative extranonce2 size is refused by name', async () => {
    const pool = await poolWith({ extranonce2Size: -1 });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    await errorCode(client, 'badHandshake');
    expect(client.status.phase).toBe('retrying');
  });

  it('a refused worker waits for the user', async () => {
    const pool = await poolWith({ authorize: 'refuse' });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    await phase(client, 'refused');
    expect(client.status.error?.code).toBe('authorizeRefused');
  });

  it('a closed port and an unknown name are told apart', async () => {
    const pool = await poolWith();
    const { port } = pool;
    await pool.stop();
    const closed = clientOf(`127.0.0.1:${port}`).client;
    closed.start();
    await errorCode(closed, 'connectionRefused');
    const unknown = clientOf('no-such-host.invalid:3333', { chain: { kind: 'mainnet' } }).client;
    unknown.start();
    await errorCode(unknown, 'dnsFailed');
  });
});

describe('TLS', () => {
  it('mines over an encrypted connection to a pinned certificate, by name and by address', async () => {
    const pool = await poolWith({ tls: true });
    for (const host of ['127.0.0.1', 'localhost']) {
      const { client } = clientOf(`stratum+ssl://${host}:${pool.port}`, { tlsCa: TEST_CERTIFICATE });
      client.start();
      const [job] = await nextJob(client);
      expect(client.status.encrypted).toBe(true);
      expect(
        await submitted(client, mine(job, { extranonce2: 3n, skip: host === 'localhost' ? 1 : 0 })),
      ).toMatchObject({ kind: 'accepted' });
    }
  });

  it('refuses a certificate nobody vouches for', async () => {
    const pool = await poolWith({ tls: true });
    const { client } = clientOf(`stratum+ssl://127.0.0.1:${pool.port}`);
    client.start();
    await errorCode(client, 'tlsFailed');
    expect(client.status.error?.message).toMatch(/vouches/);
    expect(pool.requests).toEqual([]);
  });

  it('says that a port wants TLS, and the reverse', async () => {
    const alert = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]);
    const alerting = await serverThat((socket) => socket.once('data', () => socket.end(alert)));
    const plain = clientOf(`stratum+tcp://127.0.0.1:${alerting}`).client;
    plain.start();
    await errorCode(plain, 'wantsTls');
    const wordless = await poolWith({ tls: true });
    const hinted = clientOf(`stratum+tcp://127.0.0.1:${wordless.port}`).client;
    hinted.start();
    await errorCode(hinted, 'connectionLost');
    expect(hinted.status.error?.message).toMatch(/may want encryption/);
    const echo = await serverThat((socket) =>
      socket.on('data', () => socket.write('Invalid JSON, disconnecting\n')),
    );
    const tls = clientOf(`stratum+ssl://127.0.0.1:${echo}`).client;
    tls.start();
    await errorCode(tls, 'tlsFailed');
    expect(tls.status.error?.message).toMatch(/not encrypted/);
  });
});
