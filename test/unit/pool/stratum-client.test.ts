import { describe, expect, it } from 'vitest';
import { PoolError } from '../../../electron/pool/pool-error.ts';
import { clientOn, live, MINUTE, SECOND } from './client-setup.ts';
import { fakeNetwork } from './fake-socket.ts';
import { answerLine, HANDSHAKE, methodLine, notifyLine } from './lines.ts';
import { shareOf } from './shares.ts';

describe('life', () => {
  it('goes from stopped to live and back, leaving no timer', async () => {
    const { client, clock, told } = await live();
    expect(client.status).toMatchObject({
      phase: 'live',
      difficulty: 512,
      versionRolling: true,
      attempts: 0,
      error: null,
    });
    expect(client.endpoint).toBe('pool.example.com:3333');
    await client.stop();
    await client.stop();
    expect(client.status).toMatchObject({ phase: 'stopped', retryAtMs: null });
    expect(told).toEqual(['replace j1', 'void']);
    expect(clock.armed).toBe(0);
  });

  it('can be stopped from inside its own events, and started again', async () => {
    const { client, clock, network } = await live();
    client.on('jobsVoid', () => void client.stop());
    network.last.breakWith('connectionLost');
    expect(client.status.phase).toBe('stopped');
    expect(clock.armed).toBe(0);
    client.start();
    await clock.advance(0);
    expect([client.status.phase, network.sockets.length]).toEqual(['connecting', 2]);
    await client.stop();
  });

  it('does not connect when stopped while the password is read', async () => {
    const network = fakeNetwork();
    const { client, clock } = clientOn(network, { password: () => new Promise(() => {}) });
    client.start();
    await client.stop();
    await clock.advance(MINUTE);
    expect([network.sockets.length, clock.armed]).toEqual([0, 0]);
  });

  it('goes on without a password that cannot be read', async () => {
    const network = fakeNetwork();
    const { client, clock } = clientOn(network, { password: () => new Promise(() => {}) });
    client.start();
    await clock.advance(10 * SECOND);
    network.last.open();
    expect(network.last.written.at(-1)).toMatchObject({
      method: 'mining.authorize',
      params: ['bc1q.w1', 'x'],
    });
    await client.stop();
  });

  it('serves no Stratum V2 and takes no practice abroad', () => {
    const network = fakeNetwork();
    expect(() => clientOn(network, {}, 'stratum2+tcp://v2.example.com:34254')).toThrow(/Stratum V1/);
    expect(() => clientOn(network, { chain: { kind: 'practice', bits: 26 } })).toThrow(PoolError);
    expect(() =>
      clientOn(network, { chain: { kind: 'practice', bits: 26 } }, '127.0.0.1:3333'),
    ).not.toThrow();
  });

  it('says a line too long to send, which ckpool would drop', async () => {
    const network = fakeNetwork();
    const { client, clock } = clientOn(network, { password: async () => 'p'.repeat(1_000) });
    client.start();
    await clock.advance(0);
    network.last.open();
    expect(client.status).toMatchObject({ phase: 'refused', error: { code: 'authorizeRefused' } });
    await client.stop();
  });
});

describe('shares', () => {
  it('end as accepted, or rejected with a kind and words', async () => {
    const { client, clock, network, job, outcomes } = await live();
    const share = shareOf(job, { shareId: 'a' });
    const { extranonce2 } = share.nonce.work;
    client.submit(share);
    client.submit(shareOf(job, { shareId: 'b', nonce: 1 }));
    expect(network.last.written.slice(-2)).toEqual([
      {
        id: 4,
        method: 'mining.submit',
        params: ['bc1q.w1', 'j1', extranonce2, '6b054be0', '0000007c', '00000000'],
      },
      {
        id: 5,
        method: 'mining.submit',
        params: ['bc1q.w1', 'j1', extranonce2, '6b054be0', '00000001', '00000000'],
      },
    ]);
    await clock.advance(40);
    network.last.say(
      answerLine('5', null, [23, 'Difficulty\u202e too low', '']),
      answerLine(4, true),
      answerLine(4, false),
      answerLine(99, true),
    );
    expect(outcomes).toMatchObject([
      {
        kind: 'rejected',
        shareId: 'b',
        rejectKind: 'lowDifficulty',
        text: 'Difficulty too low',
        latencyMs: 40,
      },
      { kind: 'accepted', shareId: 'a', latencyMs: 40 },
    ]);
    expect(client.status.latencyMs).toBe(40);
    await client.stop();
  });

  it('are stale when their job was closed, and never sent', async () => {
    const { client, network, job, told } = await live();
    network.last.say(notifyLine({ jobId: 'j2', clean: true }));
    const writtenBefore = network.last.written.length;
    client.submit(shareOf(job, { shareId: 'late' }));
    expect(network.last.written).toHaveLength(writtenBefore);
    expect(told.at(-1)).toBe('stale late');
    await client.stop();
  });

  it('are lost after 30 s without an answer; a later one changes nothing', async () => {
    const { client, clock, network, job, outcomes } = await live();
    client.submit(shareOf(job, { shareId: 'a' }));
    await clock.advance(10 * SECOND);
    client.submit(shareOf(job, { shareId: 'b', nonce: 1 }));
    await clock.advance(20 * SECOND);
    expect(outcomes).toMatchObject([{ kind: 'lost', shareId: 'a' }]);
    network.last.say(answerLine(4, true), answerLine(5, true));
    expect(outcomes).toMatchObject([{ kind: 'lost' }, { kind: 'accepted', shareId: 'b' }]);
    await client.stop();
  });

  it('are lost with the connection, and with stop', async () => {
    const first = await live();
    first.client.submit(shareOf(first.job, { shareId: 'a' }));
    first.network.last.breakWith('connectionLost');
    expect(first.told.slice(-2)).toEqual(['void', 'lost a']);
    first.client.submit(shareOf(first.job, { shareId: 'b' }));
    expect(first.told.at(-1)).toBe('stale b');
    await first.client.stop();
    const second = await live();
    second.client.submit(shareOf(second.job, { shareId: 'c' }));
    await second.client.stop();
    expect(second.told.slice(-2)).toEqual(['void', 'lost c']);
  });

  it('of an earlier connection are void even when everything looks the same', async () => {
    const { client, clock, network, job, told } = await live();
    network.last.breakWith('connectionLost');
    await clock.advance(MINUTE);
    network.last.open();
    network.last.say(...HANDSHAKE, notifyLine());
    expect(client.isOpen(job)).toBe(false);
    client.submit(shareOf(job, { shareId: 'old' }));
    expect(told.at(-1)).toBe('stale old');
    await client.stop();
  });

  it('show when a pool refuses them all, until it takes one', async () => {
    const { client, network, job } = await live();
    for (let index = 0; index < 10; index += 1) {
      client.submit(shareOf(job, { shareId: `s${index}`, nonce: index }));
      network.last.say(answerLine(4 + index, null, [20, 'Worker mismatch', null]));
    }
    expect(client.status).toMatchObject({ phase: 'live', error: { code: 'onlyRejects' } });
    client.submit(shareOf(job, { nonce: 99 }));
    network.last.say(answerLine(14, true));
    expect(client.status.error).toBeNull();
    await client.stop();
  });

  it('switch to the XOR form where rolled ones are refused, and stay there', async () => {
    const { client, network, jobs } = await live();
    network.last.say(notifyLine({ jobId: 'j2', version: '20102000', clean: true }));
    const job = jobs.at(-1);
    if (job === undefined) throw new Error('no job');
    const bitsOf = (nonce: number, accept: boolean): unknown => {
      client.submit(shareOf(job, { nonce, versionIndex: 1 }));
      const request = network.last.written.at(-1);
      network.last.say(
        accept
          ? answerLine(request?.id, true)
          : answerLine(request?.id, null, [23, 'Difficulty too low', '']),
      );
      return request?.params?.[5];
    };
    const { versions } = shareOf(job).nonce.work;
    const rolled = ((versions[1] ?? 0) ^ 0x20102000) >>> 0;
    const hex = (value: number): string => value.toString(16).padStart(8, '0');
    const usual = hex(((versions[1] ?? 0) & 0x1fffe000) >>> 0);
    expect([1, 2, 3].map((nonce) => bitsOf(nonce, false))).toEqual([usual, usual, usual]);
    expect(bitsOf(4, true)).toBe(hex(rolled));
    expect([5, 6, 7, 8].map((nonce) => bitsOf(nonce, false))).toEqual(Array(4).fill(hex(rolled)));
    await client.stop();
  });
});

describe('work that cannot be mined', () => {
  it('is complained of until work comes that can, and never while there is some', async () => {
    const network = fakeNetwork();
    const { client, clock } = clientOn(network);
    client.start();
    await clock.advance(0);
    network.last.open();
    network.last.say(...HANDSHAKE, notifyLine({ nbits: '00000000' }));
    expect(client.status).toMatchObject({ phase: 'waitingForJob', error: { code: 'badJobs' } });
    network.last.say(methodLine('mining.notify', [7]), notifyLine());
    expect(client.status).toMatchObject({ phase: 'live', error: null });
    network.last.say(methodLine('mining.notify', [7]));
    expect(client.status).toMatchObject({ phase: 'live', error: null });
    await client.stop();
  });
});

describe('messages of the pool', () => {
  it('shows one until the next connection has opened: it spoke of the old one', async () => {
    const { client, clock, network } = await live();
    network.last.say(methodLine('client.show_message', ['back in a minute']));
    network.last.breakWith('connectionLost');
    expect(client.status).toMatchObject({ phase: 'retrying', message: 'back in a minute' });
    await clock.advance(MINUTE);
    network.last.open();
    expect(client.status.message).toBeNull();
    await client.stop();
  });
});

describe('the difficulty it asks for', () => {
  it('is read when the pool has let it in, not when it dials', async () => {
    let wanted: number | null = null;
    const network = fakeNetwork();
    const { client, clock } = clientOn(network, { suggestDifficulty: () => wanted });
    client.start();
    await clock.advance(0);
    network.last.open();
    wanted = 734;
    network.last.say(...HANDSHAKE);
    expect(network.last.written.find(({ method }) => method === 'mining.suggest_difficulty')?.params).toEqual(
      [734],
    );
    await client.stop();
  });
});

describe('secrets', () => {
  it('keeps the password out of logs, events and errors, even when the pool repeats it', async () => {
    const { client, clock, network, job, logged, outcomes } = await live();
    client.submit(shareOf(job));
    network.last.say(
      answerLine(4, null, [20, 'bad password hunter2secret', null]),
      methodLine('client.show_message', ['hello hunter2secret']),
      'no json hunter2secret',
    );
    const texts = JSON.stringify([logged, outcomes, client.status, client.status.error?.message]);
    network.last.breakWith('connectionLost');
    await clock.advance(MINUTE);
    network.last.open();
    network.last.say(answerLine(3, false, 'no: hunter2secret'));
    expect(client.status).toMatchObject({ phase: 'refused', error: { code: 'authorizeRefused' } });
    expect(texts + JSON.stringify([logged, client.status.error?.message])).not.toContain('hunter2');
    await client.stop();
  });
});
