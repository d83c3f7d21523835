/** Every kind of plug against a local stand-in that serves the captured bodies, and one that misbehaves. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PlugKind } from '../../electron/contract/settings.ts';
import { readPlugOnce } from '../../electron/meter/plug-poller.ts';
import { kasaFrame, kasaText } from '../../electron/meter/plugs/kasa.ts';
import type { PlugReading, PowerPlug } from '../../electron/meter/plugs/plug.ts';
import { makePlug } from '../../electron/meter/plugs/registry.ts';
import { resolveHost } from '../../electron/meter/plugs/resolve-host.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import {
  type Answerer,
  capturedBody,
  klapStandIn,
  serving,
  tcpStandIn,
  webStandIn,
} from '../doubles/plug-stand-in.ts';

const SECRET = 'canary-7c1d';
const clock = new ManualClock();

interface Place {
  readonly channel?: string | null;
  readonly user?: string | null;
  readonly secret?: string | null;
}

function plugAt(
  kind: PlugKind,
  address: string,
  { channel = null, user = null, secret = null }: Place = {},
): PowerPlug {
  return makePlug({ kind, address, channel, user }, secret, {
    clock,
    random: () => 0.5,
    resolve: resolveHost,
  });
}

const read = (plug: PowerPlug): Promise<PlugReading> => plug.read(AbortSignal.timeout(5_000));

/** The code of the error, after a look that no secret is in it. */
async function codeOf(reading: Promise<unknown>): Promise<unknown> {
  const error: unknown = await reading.then(
    () => new Error('It gave a reading.'),
    (reason: unknown) => reason,
  );
  expect(String(error)).not.toContain(SECRET);
  expect(JSON.stringify(error)).not.toContain(SECRET);
  return error instanceof Error && 'code' in error ? error.code : String(error);
}

describe('the captured bodies', () => {
  test('Shelly generation 1: watts, and its counter of watt-minutes', async () => {
    const address = await webStandIn(serving({ '/status': capturedBody('shelly_gen1_status_1pm.json') }));
    expect(await read(plugAt('shelly', address))).toMatchObject({
      powerW: 4711.12,
      totalWh: 6472513 / 60,
      voltageV: null,
      atMs: clock.nowMs(),
    });
  });

  test('Shelly generation 1 with its meters apart', async () => {
    const address = await webStandIn(serving({ '/meter/0': capturedBody('shelly_gen1_meter_0.json') }));
    expect(await read(plugAt('shelly', address))).toMatchObject({ powerW: 85.05, totalWh: 116 / 60 });
  });

  test('Shelly generation 3, which says so itself', async () => {
    const address = await webStandIn(
      serving({
        '/shelly': capturedBody('shelly_gen3_shelly.json'),
        '/rpc/Switch.GetStatus?id=0': capturedBody('shelly_gen2_Switch.GetStatus.json'),
      }),
    );
    expect(await read(plugAt('shelly', address))).toMatchObject({
      powerW: 8.9,
      totalWh: 1234.567,
      voltageV: 216.2,
    });
  });

  test('Shelly that is a meter alone', async () => {
    const address = await webStandIn(
      serving({
        '/shelly': capturedBody('shelly_gen3_shelly.json'),
        '/rpc/PM1.GetStatus?id=0': capturedBody('shelly_gen2_Switch.GetStatus.json'),
      }),
    );
    expect((await read(plugAt('shelly', address))).powerW).toBe(8.9);
  });

  test('Tasmota: kWh, and the outlet that is asked for', async () => {
    const body = capturedBody('tasmota_Status_8.json');
    const address = await webStandIn(serving({ '/cm?cmnd=Status%208': body }));
    expect(await read(plugAt('tasmota', address))).toMatchObject({ powerW: 26, totalWh: 3, voltageV: 239 });
    const two = await webStandIn(
      serving({ '/cm?cmnd=Status%208': body.replace('"Power": 26', '"Power": [26, 7]') }),
    );
    expect((await read(plugAt('tasmota', two, { channel: '1' }))).powerW).toBe(7);
    expect(await codeOf(read(plugAt('tasmota', two, { channel: '2' })))).toBe('noMeter');
  });

  test.each([
    ['tplink_kasa_KP115_emeter.json', { powerW: 7.42, totalWh: 123, voltageV: 120.652 }],
    ['tplink_kasa_HS110_v1_emeter.json', { powerW: 7.677094, totalWh: 30404, voltageV: 118.917389 }],
  ])('Kasa over TCP, in pieces: %s', async (file, expected) => {
    const asked: string[] = [];
    const address = await tcpStandIn((socket) => {
      socket.on('data', (question) => {
        asked.push(kasaText(question.subarray(4)).toString());
        for (const byte of kasaFrame(capturedBody(file))) socket.write(Buffer.of(byte));
      });
    });
    expect(await read(plugAt('kasa', address))).toMatchObject(expected);
    expect(asked).toEqual(['{"emeter":{"get_realtime":{}}}']);
  });

  test('Tapo over KLAP, and again after the plug has forgotten us', async () => {
    const result = JSON.parse(capturedBody('tplink_tapo_get_energy_usage.json'));
    const asked: string[] = [];
    const far = klapStandIn({
      generation: 'tapo',
      user: 'me@example.org',
      password: SECRET,
      answer: (question) => {
        asked.push(question);
        return JSON.stringify({ error_code: 0, result });
      },
    });
    const plug = plugAt('tapo', await webStandIn(far.answerer), { user: 'me@example.org', secret: SECRET });
    expect((await read(plug)).powerW).toBe(7.42);
    expect((await read(plug)).powerW).toBe(7.42);
    far.forget();
    expect((await read(plug)).powerW).toBe(7.42);
    expect(asked).toEqual(Array(3).fill('{"method":"get_energy_usage"}'));
  });

  test('newer Kasa over KLAP', async () => {
    const far = klapStandIn({
      generation: 'kasa',
      user: 'me@example.org',
      password: SECRET,
      answer: () => capturedBody('tplink_kasa_KP115_emeter.json'),
    });
    const place = { user: 'me@example.org', secret: SECRET };
    expect((await read(plugAt('kasa', await webStandIn(far.answerer), place))).powerW).toBe(7.42);
  });

  test.each([
    ['W', '7.4', 7.4],
    ['kW', '0.0074', 7.4],
    ['mW', '7400', 7.4],
  ])('Home Assistant in %s, with its token', async (unit, state, watts) => {
    const address = await webStandIn((request, response) => {
      expect(request.url).toBe('/api/states/sensor.desk_power');
      expect(request.headers.authorization).toBe(`Bearer ${SECRET}`);
      response.end(JSON.stringify({ state, attributes: { unit_of_measurement: unit } }));
    });
    const place = { channel: 'sensor.desk_power', secret: SECRET };
    expect((await read(plugAt('home-assistant', `http://${address}`, place))).powerW).toBeCloseTo(watts, 9);
  });
});

describe('logins', () => {
  const digestShelly: Answerer = (request, response) => {
    if (request.url === '/shelly') return void response.end('{"gen":2}');
    const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
    const fields = Object.fromEntries(
      [...(request.headers.authorization ?? '').matchAll(/(\w+)="?([^",]+)"?/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    const ha1 = sha(`admin:shellyplus-1:${SECRET}`);
    const ha2 = sha(`GET:${request.url}`);
    const right = sha(`${ha1}:60dc2c6f:00000001:${fields.cnonce}:auth:${ha2}`);
    if (fields.response === right) return void response.end('{"id":0,"apower":8.9}');
    const challenge = 'Digest qop="auth", realm="shellyplus-1", nonce="60dc2c6f", algorithm=SHA-256';
    return void response.writeHead(401, { 'www-authenticate': challenge }).end();
  };

  test('Shelly generation 2 by digest', async () => {
    const address = await webStandIn(digestShelly);
    expect((await read(plugAt('shelly', address, { secret: SECRET }))).powerW).toBe(8.9);
    expect(await codeOf(read(plugAt('shelly', address, { secret: `${SECRET}-wrong` })))).toBe('refused');
    expect(await codeOf(read(plugAt('shelly', address)))).toBe('refused');
  });

  test('Shelly generation 1 by name and password', async () => {
    const address = await webStandIn((request, response) => {
      if (request.url === '/shelly') return void response.end('{"type":"SHPLG-S"}');
      const isRight = request.headers.authorization === `Basic ${btoa(`me:${SECRET}`)}`;
      return void response.writeHead(isRight ? 200 : 401).end(capturedBody('shelly_gen1_status_1pm.json'));
    });
    expect((await read(plugAt('shelly', address, { user: 'me', secret: SECRET }))).powerW).toBe(4711.12);
    expect(await codeOf(read(plugAt('shelly', address, { secret: SECRET })))).toBe('refused');
  });

  test('Tasmota by its query, and its warning without', async () => {
    const address = await webStandIn((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://plug');
      const isRight = searchParams.get('user') === 'admin' && searchParams.get('password') === SECRET;
      response.end(isRight ? capturedBody('tasmota_Status_8.json') : '{"WARNING":"Need user=<username>"}');
    });
    expect((await read(plugAt('tasmota', address, { secret: SECRET }))).powerW).toBe(26);
    expect(await codeOf(read(plugAt('tasmota', address)))).toBe('refused');
  });

  test('KLAP with another password', async () => {
    const far = klapStandIn({ generation: 'tapo', user: 'me', password: 'other', answer: () => '{}' });
    const plug = plugAt('tapo', await webStandIn(far.answerer), { user: 'me', secret: SECRET });
    expect(await codeOf(read(plug))).toBe('refused');
  });

  test('Home Assistant with a token it does not know', async () => {
    const address = await webStandIn((_request, response) => void response.writeHead(401).end());
    const place = { channel: 'sensor.desk_power', secret: SECRET };
    expect(await codeOf(read(plugAt('home-assistant', address, place)))).toBe('refused');
  });
});

describe('misbehaviour', () => {
  const HTTP_KINDS = ['shelly', 'tasmota', 'tapo', 'home-assistant'] as const;
  const place = { secret: SECRET, user: 'me' };
  const at = (kind: PlugKind, address: string): PowerPlug =>
    plugAt(kind, address, { ...place, channel: kind === 'home-assistant' ? 'sensor.desk_power' : null });

  test.each(HTTP_KINDS)('%s: 500, HTML, an endless body, a redirect', async (kind) => {
    const failing = await webStandIn((_request, response) => void response.writeHead(500).end('Guru'));
    expect(await codeOf(read(at(kind, failing)))).toBe('badAnswer');
    const html = await webStandIn((_request, response) => void response.end('<html>Log in</html>'));
    expect(await codeOf(read(at(kind, html)))).toBe('badAnswer');
    const endless = await webStandIn((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(await codeOf(read(at(kind, endless)))).toBe('badAnswer');
    const elsewhere: string[] = [];
    const target = await webStandIn((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end();
    });
    const redirecting = await webStandIn(
      (_request, response) => void response.writeHead(302, { location: `http://${target}/` }).end(),
    );
    expect(await codeOf(read(at(kind, redirecting)))).toBe('badAnswer');
    expect(elsewhere).toEqual([]);
  });

  test.each([...HTTP_KINDS, 'kasa'] as const)('%s that hangs is left at the limit', async (kind) => {
    const hung = Promise.withResolvers<void>();
    const address =
      kind === 'kasa'
        ? await tcpStandIn((socket) => void socket.on('data', () => hung.resolve()))
        : await webStandIn(() => hung.resolve());
    const ownClock = new ManualClock();
    const plug = kind === 'kasa' ? plugAt('kasa', address) : at(kind, address);
    const code = codeOf(readPlugOnce(plug, ownClock));
    await hung.promise;
    await ownClock.advance(3_999);
    expect(ownClock.armed).toBe(1);
    await ownClock.advance(1);
    expect(await code).toBe('silent');
    expect(ownClock.armed).toBe(0);
  });

  test('nobody there', async () => {
    for (const kind of [...HTTP_KINDS, 'kasa'] as const) {
      // Port 1 of this computer has no server.
      const plug = kind === 'kasa' ? plugAt('kasa', '127.0.0.1:1') : at(kind, '127.0.0.1:1');
      expect(await codeOf(read(plug))).toBe('unreachable');
    }
  });

  test.each([
    ['hangs up', Buffer.alloc(0), 'badAnswer'],
    ['announces 4 GB', Buffer.from([255, 255, 255, 255]), 'badAnswer'],
    ['is not JSON', kasaFrame('no'), 'badAnswer'],
    ['does not measure', kasaFrame('{"emeter":{"err_code":-1,"err_msg":"module not support"}}'), 'noMeter'],
  ])('Kasa that %s', async (_name, bytes, code) => {
    const address = await tcpStandIn((socket) => void socket.on('data', () => socket.end(bytes)));
    expect(await codeOf(read(plugAt('kasa', address)))).toBe(code);
  });

  test.each([-1, 1e9, 'null', '"8"', '1e999'])('watts that cannot be: %s', async (watts) => {
    const address = await webStandIn(
      serving({ '/shelly': '{"gen":2}', '/rpc/Switch.GetStatus?id=0': `{"apower":${watts}}` }),
    );
    expect(['nonsense', 'badAnswer']).toContain(await codeOf(read(plugAt('shelly', address))));
  });

  test('a relay without a meter is no plug at 0 W', async () => {
    const first = await webStandIn(serving({ '/status': '{"meters":[{"power":0,"is_valid":true}]}' }));
    expect(await codeOf(read(plugAt('shelly', first)))).toBe('noMeter');
    const second = await webStandIn(
      serving({ '/shelly': '{"gen":2}', '/rpc/Switch.GetStatus?id=0': '{"id":0,"output":true}' }),
    );
    expect(await codeOf(read(plugAt('shelly', second)))).toBe('noMeter');
  });

  test.each([
    ['unavailable', { state: 'unavailable', attributes: { unit_of_measurement: 'W' } }, 'silent'],
    ['another unit', { state: '3', attributes: { unit_of_measurement: 'kWh' } }, 'noMeter'],
    ['no number', { state: 'on', attributes: { unit_of_measurement: 'W' } }, 'nonsense'],
    [
      'long ago',
      { state: '3', attributes: { unit_of_measurement: 'W' }, last_reported: '2026-11-24T13:00:00+00:00' },
      'silent',
    ],
  ])('Home Assistant: %s', async (_name, body, code) => {
    const address = await webStandIn((_request, response) => void response.end(JSON.stringify(body)));
    expect(await codeOf(read(at('home-assistant', address)))).toBe(code);
  });
});
