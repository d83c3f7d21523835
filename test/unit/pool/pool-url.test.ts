import { describe, expect, it } from 'vitest';
import { assertChainAllowed, isLoopbackAddress } from '../../../electron/pool/loopback.ts';
import { PoolError } from '../../../electron/pool/pool-error.ts';
import { endpointOf, parsePoolUrl } from '../../../electron/pool/pool-url.ts';

const place = (text: string) => {
  const parsed = parsePoolUrl(text);
  return parsed.ok ? `${parsed.url.protocol} ${endpointOf(parsed.url)} ${parsed.url.tls}` : parsed.reason;
};

describe('pool address', () => {
  it.each([
    ['stratum+tcp://public-pool.io:3333', 'sv1 public-pool.io:3333 false'],
    ['stratum+ssl://public-pool.io:4333', 'sv1 public-pool.io:4333 true'],
    ['stratum+tls://public-pool.io:4333', 'sv1 public-pool.io:4333 true'],
    ['STRATUM+TCP://Solo.CKPool.org:3333/', 'sv1 solo.ckpool.org:3333 false'],
    ['solo.ckpool.org:3333', 'sv1 solo.ckpool.org:3333 false'],
    ['stratum.braiins.com:3333', 'sv1 stratum.braiins.com:3333 false'],
    ['  tcp://192.168.1.5:3333 ', 'sv1 192.168.1.5:3333 false'],
    ['stratum+tcp://[2001:DB8::1]:3333', 'sv1 [2001:db8::1]:3333 false'],
    ['localhost:3333', 'sv1 localhost:3333 false'],
    ['stratum+tcp://my_node.lan.:3333', 'sv1 my_node.lan:3333 false'],
    ['stratum+tcp://pool.example.com:3333/#xnsub', 'sv1 pool.example.com:3333 false'],
    ['stratum+tcp://münze.example:3333', 'sv1 xn--mnze-0ra.example:3333 false'],
  ])('reads %s', (text, expected) => {
    expect(place(text)).toBe(expected);
  });

  it.each([
    ['stratum+tcp://pool.example.com', /port is missing/],
    ['pool.example.com', /port is missing/],
    ['stratum+tcp://pool.example.com:', /port is missing/],
    ['stratum+tcp://pool.example.com:99999', /no port/],
    ['stratum+tcp://pool.example.com:0', /no port/],
    ['stratum+tcp://pool.example.com:33x3', /no port/],
    ['http://pool.example.com:80', /begins with stratum/],
    ['stratum+tcp://me:secret@pool.example.com:3333', /own fields/],
    ['stratum+tcp://2001:db8::1:3333', /brackets|no port|no host/],
    ['stratum+tcp://pool.example.com:3333/path', /Nothing may follow/],
    ['stratum+tcp://999.1.1.1:3333', /no host name/],
    ['stratum+tcp://pool..example.com:3333', /no host name/],
    ['stratum+tcp://po ol.example.com:3333', /no host name/],
    ['stratum+tcp://:3333', /no host name/],
    ['', /no host name/],
  ])('refuses %s with a sentence', (text, reason) => {
    expect(place(text)).toMatch(reason);
  });

  it('checks the key of a Stratum V2 address', () => {
    const key = '9bXiEd8boQVhq7WddEcERUL5tyyJVFYdU8th3HfbNXK3Yw6GRXh';
    const parsed = parsePoolUrl(`stratum2+tcp://thepool.com:34254/${key}`);
    expect(parsed.ok && parsed.url.authorityKeyHex).toBe(
      '76637000979c1c11af0c300bcd8c7fe48610fce9b9c11e3daee35ae0b08a7455',
    );
    expect(parsePoolUrl(`stratum2+tcp://thepool.com:34254/${key.replace('9b', '9c')}`).ok).toBe(false);
    expect(parsePoolUrl('stratum2+tcp://thepool.com:34254').ok).toBe(true);
  });
});

describe('practice network', () => {
  const practice = { kind: 'practice', bits: 26 } as const;

  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('may run on %s', (host) => {
    expect(() => assertChainAllowed(practice, { host, port: 3333 })).not.toThrow();
  });

  it.each(['solo.ckpool.org', '10.0.0.5', 'localhost.evil.net', '0.0.0.0', '::2', '128.0.0.1'])(
    'may not reach %s',
    (host) => {
      expect(() => assertChainAllowed(practice, { host, port: 3333 })).toThrow(PoolError);
      expect(() => assertChainAllowed({ kind: 'mainnet' }, { host, port: 3333 })).not.toThrow();
    },
  );

  it('knows mapped loopback addresses', () => {
    expect(isLoopbackAddress('::ffff:127.0.0.1')).toBe(true);
    expect(isLoopbackAddress('::ffff:10.0.0.1')).toBe(false);
    expect(isLoopbackAddress('localhost')).toBe(false);
  });
});
