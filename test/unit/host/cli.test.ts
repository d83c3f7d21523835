import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SettingsPatch } from '../../../electron/contract/settings.ts';
import { type HeadlessOptions, parseCli, settingsPatchOf } from '../../../electron/host/cli.ts';

const CONTEXT = { models: ['compac', 'compac-f', 'r909'], version: '1.2.3' };
const parse = (...argv: string[]) => parseCli(argv, CONTEXT);

function optionsOf(...argv: string[]): HeadlessOptions {
  const result = parse(...argv);
  if (result.kind !== 'run') throw new Error(result.kind === 'exit' ? result.text : 'It is the doctor.');
  return result.options;
}

test('no flags: defaults', () => {
  expect(optionsOf()).toEqual({
    sticks: [],
    pools: [],
    user: null,
    passwordFile: null,
    dataDir: null,
    listen: { host: '127.0.0.1', port: 7340 },
    demo: false,
    chain: null,
    tariff: null,
    currency: null,
    btcPrice: null,
    logLevel: null,
    json: false,
  });
});

test('every flag', () => {
  const argv =
    '--stick compac-f:/dev/ttyUSB0 --stick r909:COM3 --pool stratum+tcp://a.example:3333 --pool stratum+ssl://b.example:443 --user bc1qx.worker --password-file /run/p --data-dir /var/lib/h --listen [::1]:0 --chain mainnet --tariff 0.30 --currency EUR --btc-price 60000 --log-level trace --json';
  expect(optionsOf(...argv.split(' '))).toEqual({
    sticks: [
      { model: 'compac-f', path: '/dev/ttyUSB0' },
      { model: 'r909', path: 'COM3' },
    ],
    pools: ['stratum+tcp://a.example:3333', 'stratum+ssl://b.example:443'],
    user: 'bc1qx.worker',
    passwordFile: '/run/p',
    dataDir: '/var/lib/h',
    listen: { host: '::1', port: 0 },
    demo: false,
    chain: { kind: 'mainnet' },
    tariff: '0.30',
    currency: 'EUR',
    btcPrice: '60000',
    logLevel: 'trace',
    json: true,
  });
});

test('the doctor looks, and wants no flags of a miner', () => {
  expect(parse('--doctor')).toEqual({ kind: 'doctor', json: false });
  expect(parse('--doctor', '--json')).toEqual({ kind: 'doctor', json: true });
  for (const other of [['--demo'], ['--stick', 'compac:/dev/ttyUSB0'], ['--user', 'x']]) {
    expect(parse('--doctor', ...other)).toMatchObject({ kind: 'exit', code: 2 });
  }
});

test('a serial path may hold colons', () => {
  expect(optionsOf('--stick', 'compac:/dev/serial/by-path/pci-0000:00:14.0').sticks).toEqual([
    { model: 'compac', path: '/dev/serial/by-path/pci-0000:00:14.0' },
  ]);
});

test.each([
  ['compac-f:/dev/ttyUSB0,reset=modem-lines', '/dev/ttyUSB0', { resetLine: 'modem-lines' }],
  ['compac-f:COM3,reset=none', 'COM3', { resetLine: 'none' }],
  [
    'compac-f:/dev/serial/by-path/pci-0000:00:14.0,reset=modem-lines',
    '/dev/serial/by-path/pci-0000:00:14.0',
    { resetLine: 'modem-lines' },
  ],
  ['compac-f:/dev/serial/by-id/a,b=c/d', '/dev/serial/by-id/a,b=c/d', {}],
  ['compac-f:/dev/one,two', '/dev/one,two', {}],
])('the reset line of a stick: %s', (text, path, resetLine) => {
  expect(optionsOf('--stick', text).sticks).toEqual([{ model: 'compac-f', path, ...resetLine }]);
});

test('a price may have a comma, as on the page', () => {
  expect(optionsOf('--tariff', '0,30', '--btc-price', '60000,5')).toMatchObject({
    tariff: '0.30',
    btcPrice: '60000.5',
  });
});

test('help and version go to stdout with code 0 and name every flag and model', () => {
  const help = parse('--help');
  expect(help).toMatchObject({ kind: 'exit', code: 0 });
  const text = help.kind === 'exit' ? help.text : '';
  const flags =
    'stick pool user password-file data-dir listen demo chain tariff currency btc-price log-level json help version';
  for (const flag of flags.split(' ')) expect(text).toContain(`--${flag}`);
  for (const model of CONTEXT.models) expect(text).toContain(model);
  expect(parse('--version')).toEqual({ kind: 'exit', code: 0, text: '1.2.3' });
});

describe('bad values end with code 2 and one sentence', () => {
  test.each([
    ['--nonsense'],
    ['stray'],
    ['--stick'],
    ['--stick compac-f'],
    ['--stick compac-f:'],
    ['--stick :/dev/ttyUSB0'],
    ['--stick antminer:/dev/ttyUSB0'],
    ['--stick Compac:/dev/ttyUSB0'],
    ['--stick compac:/dev/x,reset=rts'],
    ['--stick compac:/dev/x,reset='],
    ['--stick compac:/dev/x,baud=115200'],
    ['--stick compac:,reset=none'],
    ['--stick compac:/dev/x --stick r909:/dev/x'],
    ['--pool http://a.example:1 --user x'],
    ['--pool a.example --user x'],
    ['--pool a.example\u202e:33 --user x'],
    ['--pool a.example:99999 --user x'],
    ['--pool stratum+tcp://me:secret@a.example:3333 --user x'],
    ['--pool stratum2+tcp://a.example:3336 --user x'],
    ['--pool a.example:3333'],
    ['--user x'],
    ['--pool a.example:3333 --user --json'],
    ['--listen 7340'],
    ['--listen 127.0.0.1'],
    ['--listen 127.0.0.1:65536'],
    ['--listen 127.0.0.1:-1'],
    ['--listen 0.0.0.0:7340'],
    ['--listen 192.168.1.5:7340'],
    ['--listen [::]:7340'],
    ['--listen evil.example:7340'],
    ['--chain testnet'],
    ['--chain practice'],
    ['--chain practice:0'],
    ['--chain practice:32'],
    ['--chain practice:2x'],
    ['--chain practice:26 --pool a.example:3333 --user x'],
    ['--chain practice:26 --pool 127.0.0.1:3333 --pool 10.0.0.1:3333 --user x'],
    ['--demo --chain mainnet'],
    ['--demo --stick compac:/dev/x'],
    ['--tariff 1.000,30'],
    [`--tariff ${'9'.repeat(39)}`],
    ['--btc-price 0,0'],
    ['--btc-price 95,000'],
    ['--btc-price 95.000'],
    ['--tariff -0.1'],
    ['--tariff 1e3'],
    ['--tariff cheap'],
    ['--btc-price 0'],
    ['--btc-price 0.00'],
    ['--currency euro'],
    ['--currency eur'],
    ['--currency ZZZ'],
    ['--log-level loud'],
    ['--data-dir --json'],
  ])('%s', (line) => {
    const result = parse(...line.split(' '));
    expect(result).toMatchObject({ kind: 'exit', code: 2 });
    const text = result.kind === 'exit' ? result.text : '';
    expect(text).toMatch(/^[^\n]{20,400}\.$/);
    expect(text).not.toContain('secret');
  });
});

test('practice is allowed for pools on this computer', () => {
  for (const pool of ['127.0.0.1:3333', 'localhost:3333', 'stratum+tcp://[::1]:3333', '127.9.9.9:1']) {
    expect(optionsOf('--chain', 'practice:31', '--pool', pool, '--user', 'x').chain).toEqual({
      kind: 'practice',
      bits: 31,
    });
  }
});

test('whatever is typed, a result comes back: one line, never a throw', () => {
  const words = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '--stick',
      '--pool',
      '--user',
      '--listen',
      '--chain',
      '--tariff',
      '--json',
      '--demo',
      '--',
      '-x',
    ),
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 8 }), (argv) => {
      const result = parse(...argv);
      if (result.kind === 'exit' && result.code === 2) expect(result.text.length).toBeGreaterThan(10);
    }),
  );
});

test('the settings the flags ask for are a valid patch, and only of what was given', () => {
  expect(settingsPatchOf(optionsOf())).toEqual({});
  const patch = settingsPatchOf(
    optionsOf(
      ...'--pool a.example:1 --pool b.example:2 --user u --tariff 0.3 --stick compac:/dev/x'.split(' '),
    ),
  );
  expect(SettingsPatch.parse(patch)).toEqual({
    pools: [
      { id: 'flag-1', url: 'a.example:1', user: 'u' },
      { id: 'flag-2', url: 'b.example:2', user: 'u' },
    ],
    pricePerKwh: '0.3',
    attachedSticks: [{ model: 'compac', path: '/dev/x' }],
  });
});
