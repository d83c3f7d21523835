/** The prose vectors of kind `timing`, each as a test on a virtual clock, and the limits they leave open. */
import { describe, expect, it } from 'vitest';
import { clientOn, live, MINUTE, SECOND } from './client-setup.ts';
import { type FakeNetwork, fakeNetwork } from './fake-socket.ts';
import { AUTHORIZED, difficultyLine, HANDSHAKE, notifyLine, SUBSCRIBED } from './lines.ts';
import { shareOf } from './shares.ts';

describe('timing vectors', () => {
  it('time-silent-after-job: alive at 60 s, dead by 190 s, jobs void, reconnecting', async () => {
    const { client, clock, network, told, job } = await live();
    for (let second = 0; second < 60; second += 10) {
      client.submit(shareOf(job, { shareId: `s${second}`, nonce: second }));
      await clock.advance(10 * SECOND);
    }
    expect(client.status.phase).toBe('live');
    await clock.advance(130 * SECOND);
    expect(told).toContain('void');
    expect(told.filter((event) => event.startsWith('lost'))).toHaveLength(6);
    expect(network.sockets.length).toBeGreaterThan(1);
    expect(client.status.error?.code).toBe('silent');
    await client.stop();
  });

  it('time-silent-after-job without shares: dead by 190 s too', async () => {
    const { client, clock, network } = await live();
    await clock.advance(110 * SECOND);
    expect(client.status.phase).toBe('live');
    await clock.advance(80 * SECOND);
    expect(network.sockets.length).toBeGreaterThan(1);
    await client.stop();
  });

  it('time-subscribe-unanswered: gives up between 5 and 35 s', async () => {
    const network = fakeNetwork((socket) => socket.open());
    const { client, clock } = clientOn(network);
    client.start();
    await clock.advance(29 * SECOND);
    expect(client.status.phase).toBe('handshake');
    await clock.advance(6 * SECOND);
    expect(client.status.error?.code).toBe('handshakeTimeout');
    await client.stop();
  });

  it('a handshake answered 15 s late is taken (ckpool without its node)', async () => {
    const network = fakeNetwork((socket) => socket.open());
    const { client, clock } = clientOn(network);
    client.start();
    await clock.advance(15 * SECOND);
    network.last.say(SUBSCRIBED, AUTHORIZED);
    expect(client.status.phase).toBe('waitingForJob');
    await client.stop();
  });

  it('a first job that takes a minute is waited for (public-pool after a block)', async () => {
    const network = fakeNetwork((socket) => {
      socket.open();
      socket.say(...HANDSHAKE, difficultyLine(16_384));
    });
    const { client, clock } = clientOn(network);
    client.start();
    await clock.advance(65 * SECOND);
    expect([client.status.phase, network.sockets.length]).toEqual(['waitingForJob', 1]);
    network.last.say(notifyLine());
    expect(client.status.phase).toBe('live');
    await client.stop();
  });

  it('starts without rolling when configure stays unanswered', async () => {
    const network = fakeNetwork((socket) => {
      socket.open();
      socket.say(SUBSCRIBED, AUTHORIZED, notifyLine());
    });
    const { client, clock, jobs } = clientOn(network);
    client.start();
    await clock.advance(1 * SECOND);
    expect(jobs).toEqual([]);
    await clock.advance(2 * SECOND);
    expect(jobs).toMatchObject([{ jobId: 'j1', versionRolling: false }]);
    await client.stop();
  });

  it('time-flapping: 5 to 40 attempts in 10 min, and the back-off does not start over', async () => {
    const network: FakeNetwork = fakeNetwork((socket) => {
      socket.open();
      socket.say(SUBSCRIBED);
      clock.after(2 * SECOND, () => socket.breakWith('connectionLost'));
    });
    const { client, clock } = clientOn(network);
    client.start();
    await clock.advance(10 * MINUTE);
    const attempts = network.sockets.length;
    expect(attempts).toBeGreaterThanOrEqual(5);
    expect(attempts).toBeLessThanOrEqual(40);
    await clock.advance(10 * MINUTE);
    expect(network.sockets.length - attempts).toBeLessThan(attempts);
    await client.stop();
  });

  it('time-all-pools-dead: attempts go on, at most 40 in 10 min, and no work is given', async () => {
    const network = fakeNetwork((socket) => socket.breakWith('connectionRefused'));
    const { client, clock, told } = clientOn(network);
    client.start();
    let before = 0;
    for (let round = 0; round < 3; round += 1) {
      await clock.advance(10 * MINUTE);
      const attempts = network.sockets.length - before;
      before = network.sockets.length;
      expect(attempts).toBeGreaterThanOrEqual(5);
      expect(attempts).toBeLessThanOrEqual(40);
    }
    expect(told).toEqual([]);
    expect(client.status).toMatchObject({ phase: 'retrying', error: { code: 'connectionRefused' } });
    await client.stop();
  });

  it('time-share-while-down-resumed: an unchanged extranonce1 proves nothing, so the share is not sent', async () => {
    const { client, clock, network, job } = await live();
    network.last.breakWith('connectionLost');
    await clock.advance(5 * SECOND);
    network.last.open();
    network.last.say(...HANDSHAKE, notifyLine());
    const before = network.last.written.length;
    client.submit(shareOf(job));
    expect(network.last.written).toHaveLength(before);
    await client.stop();
  });

  it('reconnects after 20 min without a job though other lines flow', async () => {
    const { client, clock, network } = await live();
    for (let minute = 0; minute < 19; minute += 1) {
      await clock.advance(MINUTE);
      network.last.say(difficultyLine(512));
    }
    expect([client.status.phase, network.sockets.length]).toEqual(['live', 1]);
    await clock.advance(MINUTE);
    network.last.say(difficultyLine(512));
    await clock.advance(MINUTE);
    expect(network.sockets.length).toBe(2);
    await client.stop();
  });

  it('reconnects when no share is answered for 5 min though jobs flow', async () => {
    const { client, clock, network, jobs } = await live();
    for (let index = 0; index < 11; index += 1) {
      const job = jobs.at(-1);
      if (job !== undefined && client.isOpen(job))
        client.submit(shareOf(job, { shareId: `s${index}`, nonce: index }));
      await clock.advance(30 * SECOND);
      network.last.say(notifyLine({ jobId: `k${index}` }));
    }
    expect(network.sockets.length).toBe(2);
    await client.stop();
  });
});
