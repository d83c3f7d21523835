import { describe, expect, it } from 'vitest';
import { parsePoolUrl } from '../../../electron/pool/pool-url.ts';
import { decideReconnect } from '../../../electron/pool/reconnect-rule.ts';

const decide = (configured: string, host?: unknown, port?: unknown, wait?: unknown) => {
  const parsed = parsePoolUrl(configured);
  if (!parsed.ok) throw new Error(parsed.reason);
  const decision = decideReconnect(parsed.url, { host, port, wait });
  return decision.kind === 'refuse'
    ? 'refuse'
    : `${decision.host}:${decision.port} in ${decision.waitSeconds}`;
};

const POOL = 'stratum+tcp://eu.pool.example.com:3333';

describe('client.reconnect', () => {
  it.each([
    [POOL, [], 'eu.pool.example.com:3333 in 0'],
    [POOL, ['', '', ''], 'eu.pool.example.com:3333 in 0'],
    [POOL, ['US.pool.example.com', '3334', '5'], 'us.pool.example.com:3334 in 5'],
    [POOL, ['example.com'], 'example.com:3333 in 0'],
    [POOL, ['us.pool.example.com', 0, -5], 'us.pool.example.com:3333 in 0'],
    [POOL, ['us.pool.example.com', 3334, 100_000], 'us.pool.example.com:3334 in 300'],
    [POOL, ['us.pool.example.com', 3334, 'soon'], 'us.pool.example.com:3334 in 0'],
    ['stratum+tcp://192.168.1.20:3333', ['192.168.1.20', 3334], '192.168.1.20:3334 in 0'],
    ['stratum+tcp://localhost:3333', ['localhost', 3334], 'localhost:3334 in 0'],
  ] as const)('%s %j', (configured, params, expected) => {
    expect(decide(configured, ...params)).toBe(expected);
  });

  it.each([
    [POOL, ['example.com.evil.net', 3333, 0]],
    [POOL, ['evilexample.com', 3333, 0]],
    [POOL, ['10.0.0.5', 3333, 0]],
    [POOL, ['us.pool.example.com', 99_999]],
    [POOL, ['us.pool.example.com', '3334x']],
    [POOL, [512]],
    [POOL, ['us.pool.example.com:3334']],
    [POOL, ['us.pool.example.com\u0000.evil.net']],
    ['stratum+tcp://192.168.1.20:3333', ['192.168.1.21']],
    ['stratum+tcp://192.168.1.20:3333', ['pool.example.com']],
    ['stratum+tcp://a.co.uk:3333', ['b.co.uk']],
    ['stratum+tcp://mine.duckdns.org:3333', ['yours.duckdns.org']],
  ] as const)('refuses %s %j', (configured, params) => {
    expect(decide(configured, ...params)).toBe('refuse');
  });
});
