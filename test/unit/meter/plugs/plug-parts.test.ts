import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { digestAuthorization } from '../../../../electron/meter/plugs/digest-auth.ts';
import { kasaFrame, kasaText } from '../../../../electron/meter/plugs/kasa.ts';
import { KlapCipher } from '../../../../electron/meter/plugs/klap.ts';
import { checkedReading } from '../../../../electron/meter/plugs/plug.ts';
import { homeAssistantUrl, localAddress, plugUrl } from '../../../../electron/meter/plugs/plug-address.ts';
import { plugPlaceProblem } from '../../../../electron/meter/plugs/registry.ts';

describe('digestAuthorization', () => {
  const login = {
    user: 'Mufasa',
    password: 'Circle of Life',
    method: 'GET',
    uri: '/dir/index.html',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  };
  const challenge = (algorithm: string): string =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

  // RFC 7616, 3.9.1.
  test.each([
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ])("gives the RFC's own answer in %s", (algorithm, response) => {
    const header = digestAuthorization(challenge(algorithm), login);
    expect(header).toContain(`response="${response}"`);
    expect(header).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
    expect(header).not.toContain(login.password);
  });

  it('answers no other scheme', () => {
    expect(digestAuthorization('Basic realm="x"', login)).toBeNull();
    expect(digestAuthorization(challenge('SHA-1'), login)).toBeNull();
  });
});

describe('Kasa frames', () => {
  it('are the documented bytes', () => {
    // 171 ^ '{' = 0xd0, 0xd0 ^ '}' = 0xad.
    expect(kasaFrame('{}')).toEqual(Buffer.from([0, 0, 0, 2, 0xd0, 0xad]));
  });

  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(kasaText(kasaFrame(text).subarray(4)).toString()).toBe(Buffer.from(text).toString());
      }),
    );
  });
});

describe('KlapCipher', () => {
  const seeds = { ours: Buffer.alloc(16, 1), theirs: Buffer.alloc(16, 2) };
  const secret = Buffer.alloc(32, 3);

  it('opens what the same keys sealed, and nothing that was touched', () => {
    const cipher = new KlapCipher(seeds, secret);
    const { body, sequence } = cipher.encrypted(Buffer.from('{"method":"x"}'));
    expect(cipher.decrypted(body, sequence).toString()).toBe('{"method":"x"}');
    expect(() => cipher.decrypted(body, sequence + 1)).toThrow('not sealed with our keys');
    expect(() => cipher.decrypted(body.subarray(0, 31), sequence)).toThrow('not sealed with our keys');
    for (const at of [0, 31, 32, body.length - 1]) {
      const touched = Buffer.from(body);
      touched[at] = (touched[at] ?? 0) ^ 1;
      expect(() => cipher.decrypted(touched, sequence)).toThrow('not sealed with our keys');
    }
    expect(cipher.encrypted(Buffer.of()).sequence).toBe(sequence + 1);
  });
});

describe('where a plug may be', () => {
  const resolve = async (host: string): Promise<readonly string[]> => {
    const found: Record<string, readonly string[]> = {
      'desk.local': ['192.168.1.7'],
      'moved.example': ['93.184.216.34'],
      'both.example': ['10.0.0.1', '93.184.216.34'],
    };
    if (found[host] === undefined) throw new Error('ENOTFOUND');
    return found[host];
  };
  const outcome = async (address: string): Promise<unknown> =>
    localAddress(plugUrl(address), resolve).catch((error: { code: string }) => error.code);

  test.each([
    ['192.168.1.7', '192.168.1.7'],
    ['10.1.2.3:8080', '10.1.2.3'],
    ['172.31.0.1', '172.31.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['169.254.3.4', '169.254.3.4'],
    ['[fd00::7]', 'fd00::7'],
    ['[::1]:80', '::1'],
    ['desk.local', '192.168.1.7'],
    ['172.32.0.1', 'notLocal'],
    ['8.8.8.8', 'notLocal'],
    // Other ways to write 8.8.8.8.
    ['0x08080808', 'notLocal'],
    ['134744072', 'notLocal'],
    ['[::ffff:8.8.8.8]', 'notLocal'],
    ['[2001:4860:4860::8888]', 'notLocal'],
    ['moved.example', 'notLocal'],
    ['both.example', 'notLocal'],
    ['nobody.example', 'unreachable'],
  ])('%s: %s', async (address, expected) => {
    expect(await outcome(address)).toBe(expected);
  });

  test.each([
    '',
    'a b',
    'me@10.0.0.1',
    '10.0.0.1/x',
    'http://10.0.0.1',
    '10.0.0.1?x',
    '10.0.0.1:99999',
    '\\\\host',
  ])('no address: %s', (address) => {
    expect(plugPlaceProblem({ kind: 'shelly', address, channel: null })).toBe('address');
  });

  it('reads a port, and the one of Kasa when none is named', () => {
    expect(plugUrl('10.0.0.1', '9999').port).toBe('9999');
    expect(plugUrl('10.0.0.1:1234', '9999').port).toBe('1234');
    expect(plugUrl('[fd00::7]', '9999').port).toBe('9999');
  });

  it('takes the base URL of Home Assistant, with a path but without a login', () => {
    expect(homeAssistantUrl('https://ha.example/x').href).toBe('https://ha.example/x/');
    expect(homeAssistantUrl('ha.local:8123').href).toBe('http://ha.local:8123/');
    for (const address of ['ftp://ha.local', 'http://me:x@ha.local', 'http://ha.local/?x', 'http://']) {
      expect(plugPlaceProblem({ kind: 'home-assistant', address, channel: 'sensor.x' })).toBe('address');
    }
  });

  it('knows which kinds have outlets and which an entity', () => {
    const problem = (kind: 'shelly' | 'kasa' | 'home-assistant', channel: string | null) =>
      plugPlaceProblem({ kind, address: '10.0.0.1', channel });
    expect([problem('shelly', null), problem('shelly', '3'), problem('kasa', null)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(problem('home-assistant', 'sensor.desk_power')).toBeNull();
    expect([problem('shelly', '-1'), problem('shelly', '32'), problem('kasa', '1')]).toEqual(
      Array(3).fill('channel'),
    );
    expect([problem('home-assistant', null), problem('home-assistant', '../config')]).toEqual(
      Array(2).fill('channel'),
    );
  });
});

describe('checkedReading', () => {
  const reading = { powerW: 7.4, totalWh: 12, voltageV: 230, atMs: 5 };

  it('keeps what can be true', () => {
    expect(checkedReading(reading)).toEqual(reading);
    expect(checkedReading({ ...reading, powerW: 0 })).toMatchObject({ powerW: 0 });
  });

  it.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])('refuses %s W', (powerW) => {
    expect(() => checkedReading({ ...reading, powerW })).toThrow('no socket carries');
  });

  it('drops a counter or volts that cannot be, and keeps the watts', () => {
    expect(checkedReading({ ...reading, totalWh: -3, voltageV: 0 })).toEqual({
      ...reading,
      totalWh: null,
      voltageV: null,
    });
  });
});
