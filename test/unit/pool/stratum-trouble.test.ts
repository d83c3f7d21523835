/** A client whose pool hangs up, refuses, or sends it elsewhere. */
import { describe, expect, it } from 'vitest';
import { clientOn, live, MINUTE, SECOND } from './client-setup.ts';
import { type FakeNetwork, fakeNetwork } from './fake-socket.ts';
import { answerLine, HANDSHAKE, methodLine, notifyLine, SUBSCRIBED } from './lines.ts';

describe('trouble', () => {
  it('tries once more without configure when the pool hangs up on the greeting, and remembers', async () => {
    const { client, clock, network } = await hungUpOnGreeting();
    expect(network.last.written.map(({ method }) => method)).toEqual([
      'mining.subscribe',
      'mining.authorize',
    ]);
    network.last.say(answerLine(1, [[], 'aaaaaaaa', 8]), answerLine(2, true), notifyLine());
    expect(client.status).toMatchObject({ phase: 'live', versionRolling: false });
    network.last.breakWith('connectionLost');
    await clock.advance(2 * SECOND);
    network.last.open();
    expect(network.last.written[0]?.method).toBe('mining.subscribe');
    await client.stop();
  });

  it('asks for configure again after a connection that lived long: one restart must not cost it for ever', async () => {
    const hangUps = [
      (network: FakeNetwork) => network.last.breakWith('connectionLost'),
      (network: FakeNetwork) => network.last.say(methodLine('client.reconnect', [])),
    ];
    for (const hangUp of hangUps) {
      const { client, clock, network } = await hungUpOnGreeting();
      network.last.say(answerLine(1, [[], 'aaaaaaaa', 8]), answerLine(2, true), notifyLine());
      await clock.advance(MINUTE);
      hangUp(network);
      await clock.advance(2 * SECOND);
      network.last.open();
      network.last.say(...HANDSHAKE, notifyLine());
      expect(client.status).toMatchObject({ phase: 'live', versionRolling: true });
      await client.stop();
    }
  });

  it('asks for configure again when going without did not help either', async () => {
    const network = fakeNetwork((socket) => {
      socket.open();
      socket.breakWith('connectionLost');
    });
    const { client, clock } = clientOn(network);
    client.start();
    await clock.advance(5 * SECOND);
    expect(network.sockets.map(({ written }) => written[0]?.method).slice(0, 4)).toEqual([
      'mining.configure',
      'mining.subscribe',
      'mining.configure',
      'mining.subscribe',
    ]);
    await client.stop();
    expect(clock.armed).toBe(0);
  });

  it('retries a refused worker slowly and says so once', async () => {
    const network = fakeNetwork((socket) => {
      socket.open();
      socket.say(SUBSCRIBED, answerLine(3, false, [24, 'unauthorized worker', null]));
    });
    const { client, clock, logged, told } = clientOn(network);
    client.start();
    await clock.advance(0);
    expect(client.status).toMatchObject({ phase: 'refused', error: { code: 'authorizeRefused' } });
    expect(client.status.retryAtMs).toBeGreaterThanOrEqual(clock.nowMs() + MINUTE);
    expect(client.status.error?.message).toMatch(/unauthorized worker.*check the user name/);
    await clock.advance(59 * SECOND);
    expect(network.sockets).toHaveLength(1);
    await clock.advance(10 * MINUTE);
    expect(network.sockets.length).toBeGreaterThan(4);
    expect(network.sockets.length).toBeLessThan(12);
    expect(logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(told).toEqual([]);
    await client.stop();
  });

  it('follows the pool within its domain, for one session', async () => {
    const { client, clock, network, told } = await live();
    await clock.advance(2 * MINUTE - SECOND);
    network.last.say(methodLine('client.reconnect', ['eu.example.com', '3334', 5]));
    expect(told.at(-1)).toBe('void');
    expect(client.status).toMatchObject({
      phase: 'retrying',
      retryAtMs: clock.nowMs() + 5 * SECOND,
      error: null,
    });
    await clock.advance(5 * SECOND);
    expect(network.last.target).toMatchObject({ host: 'eu.example.com', port: 3334, tls: false });
    network.last.breakWith('connectionRefused');
    await clock.advance(2 * SECOND);
    expect(network.last.target).toMatchObject({ host: 'pool.example.com', port: 3333 });
    await client.stop();
  });

  it('stays when sent elsewhere, and shows it', async () => {
    const { client, network, told } = await live();
    network.last.say(methodLine('client.reconnect', ['pool.evil.net', 3333, 0]));
    expect(client.status).toMatchObject({ phase: 'live', error: { code: 'reconnectRefused' } });
    expect(network.sockets).toHaveLength(1);
    expect(told).toEqual(['replace j1']);
    await client.stop();
  });

  it('is not driven in circles by a pool that always says reconnect', async () => {
    const network = fakeNetwork((socket) => {
      socket.open();
      socket.say(methodLine('client.reconnect', []));
    });
    const { client, clock } = clientOn(network);
    client.start();
    await clock.advance(10 * MINUTE);
    expect(network.sockets.length).toBeLessThan(41);
    await client.stop();
  });

  it('keeps TLS when sent to another port', async () => {
    const network = fakeNetwork();
    const { client, clock } = clientOn(network, {}, 'stratum+ssl://eu.pool.example.com:4333');
    client.start();
    await clock.advance(0);
    network.last.open();
    network.last.say(methodLine('client.reconnect', ['eu.pool.example.com', 3333, 0]));
    await clock.advance(2 * SECOND);
    expect(network.last.target).toMatchObject({ port: 3333, tls: true });
    await client.stop();
  });
});

/** A client whose first greeting the pool answered by hanging up; its second connection has just opened. */
async function hungUpOnGreeting() {
  const network = fakeNetwork();
  const { client, clock } = clientOn(network);
  client.start();
  await clock.advance(0);
  network.last.open();
  network.last.breakWith('connectionLost');
  await clock.advance(0);
  network.last.open();
  return { client, clock, network };
}
