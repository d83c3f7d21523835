import { describe, expect, test } from 'vitest';
import { SettingsPatch } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { MoneyFields, moneyInputOf, moneyPatchOf } from '../../../renderer/pages/settings/money-fields.ts';
import {
  isEncrypted,
  PoolFields,
  poolChangeOf,
  poolFieldsOf,
} from '../../../renderer/pages/settings/pool-fields.ts';
import {
  mergeStickFields,
  StickFields,
  stickFieldsOf,
  stickPatchOf,
} from '../../../renderer/pages/settings/stick-fields.ts';
import {
  SAMPLE_NOW_MS,
  SAMPLE_SETTINGS,
  sampleStick,
  sampleSticks,
} from '../../e2e/fixtures/sample-frame.ts';

describe('pool', () => {
  const fields = poolFieldsOf(SAMPLE_SETTINGS);
  const urlProblem = (url: string) =>
    PoolFields.safeParse({ ...fields, url }).error?.issues[0]?.message ?? null;

  test.each([
    ['stratum+tcp://public-pool.io:3333', null],
    ['public-pool.io:3333', null],
    ['stratum+ssl://[2001:db8::1]:4333', null],
    [' eusolo.ckpool.org:3333 ', null],
    ['', 'check.url'],
    ['http://public-pool.io:3333', 'check.urlScheme'],
    ['public-pool.io', 'check.urlPort'],
    ['stratum+tcp://public-pool.io:', 'check.urlPort'],
    ['public-pool.io:0', 'check.urlPortRange'],
    ['public-pool.io:70000', 'check.urlPortRange'],
    ['stratum+tcp://me:secret@public-pool.io:3333', 'check.urlUser'],
    ['two words:3333', 'check.url'],
    ['public-pool.io:3333/path', 'check.url'],
  ])('the address %j: %s', (url, problem) => expect(urlProblem(url)).toBe(problem));

  test('says what is encrypted and what is not, and nothing of what is no address', () => {
    expect(isEncrypted('stratum+ssl://a.example:1')).toBe(true);
    expect(isEncrypted('stratum+tcp://a.example:1')).toBe(false);
    expect(isEncrypted('a.example:1')).toBe(false);
    expect(isEncrypted('a.example')).toBe(null);
  });

  test('a user has no spaces and is not empty', () => {
    expect(PoolFields.safeParse({ ...fields, user: 'a b' }).success).toBe(false);
    expect(PoolFields.safeParse({ ...fields, user: '  ' }).success).toBe(false);
  });

  test('moving away from a user or pool is told apart from setting the first one', () => {
    const moved = poolChangeOf(SAMPLE_SETTINGS, { ...fields, user: 'other' });
    expect(moved.movesFrom).toEqual({ url: fields.url, user: 'bc1qexample.desk' });
    expect(poolChangeOf({ ...SAMPLE_SETTINGS, pools: [] }, fields)).toMatchObject({
      movesFrom: null,
      poolId: 'main',
      patch: { pools: [{ id: 'main' }] },
    });
  });

  test('pools behind the first are kept, without the flag the host alone may set', () => {
    const backup = { id: 'b', url: 'b.example:1', user: 'u', hasPassword: true };
    const settings = { ...SAMPLE_SETTINGS, pools: [...SAMPLE_SETTINGS.pools, backup] };
    const { patch } = poolChangeOf(settings, { ...fields, user: 'new' });
    expect(SettingsPatch.parse(patch).pools).toEqual([
      { id: 'main', url: fields.url, user: 'new' },
      { id: 'b', url: 'b.example:1', user: 'u' },
    ]);
  });

  test('a password is sent apart, and only when it changes', () => {
    expect(poolChangeOf(SAMPLE_SETTINGS, fields)).toMatchObject({ patch: null, password: undefined });
    expect(poolChangeOf(SAMPLE_SETTINGS, { ...fields, password: 'x' })).toMatchObject({
      patch: null,
      password: 'x',
    });
    expect(poolChangeOf(SAMPLE_SETTINGS, { ...fields, removePassword: true }).password).toBe(null);
  });
});

describe('money', () => {
  const parse = (typed: Partial<ReturnType<typeof moneyInputOf>>) =>
    MoneyFields.safeParse({ ...moneyInputOf(SAMPLE_SETTINGS), ...typed });

  test.each([
    ['0.30', '0.30'],
    ['0,305', '0.305'],
    [' .3 ', '0.3'],
    ['5.', '5'],
    ['', null],
  ])('a price typed as %j is %j', (typed, price) => {
    expect(parse({ pricePerKwh: typed }).data?.pricePerKwh).toBe(price);
  });

  test.each(['-0.02', 'abc', '1,000.5', '€0.30', '0.3.0', '1e3', '--1', '.', `0.${'1'.repeat(60)}`, '1001'])(
    'a price typed as %j is refused',
    (typed) => expect(parse({ pricePerKwh: typed }).success).toBe(false),
  );

  test('a bitcoin is worth something', () => {
    expect(parse({ btcPrice: '0' }).success).toBe(false);
    expect(parse({ btcPrice: '-1' }).success).toBe(false);
  });

  test('only what changed is sent, and it is what the contract takes', () => {
    const { data } = parse({ pricePerKwh: '0,31' });
    if (data === undefined) throw new Error('refused');
    expect(SettingsPatch.parse(moneyPatchOf(SAMPLE_SETTINGS, data))).toEqual({ pricePerKwh: '0.31' });
    const same = parse({}).data;
    expect(same && moneyPatchOf(SAMPLE_SETTINGS, same)).toBe(null);
  });
});

describe('sticks', () => {
  const sticks = sampleSticks(SAMPLE_NOW_MS);

  test('only what changed is sent, by stick and field', () => {
    const fields = stickFieldsOf(sticks);
    const [first, second] = fields.sticks;
    if (first === undefined || second === undefined) throw new Error('no sticks');
    first.name = '';
    second.frequencyMhz = '400';
    const patch = stickPatchOf(sticks, StickFields.parse(fields));
    expect(SettingsPatch.parse(patch).sticks).toEqual({
      'serial:A2-0001': { name: null },
      'serial:F-0001': { targetFrequencyMhz: 400 },
    });
    expect(stickPatchOf(sticks, stickFieldsOf(sticks))).toBe(null);
  });

  test('a typed name stays with its stick when another one comes first', () => {
    const before = stickFieldsOf(sticks);
    const typed = stickFieldsOf(sticks);
    const [first] = typed.sticks;
    if (first === undefined) throw new Error('no sticks');
    first.name = 'Typed';
    const stored = stickFieldsOf([
      sampleStick(SAMPLE_NOW_MS, { id: StickId.parse('new') }),
      ...sticks.slice(0, 2),
    ]);
    expect(mergeStickFields(before, typed, stored).sticks.map(({ name }) => name)).toEqual([
      'Compac A2',
      'Typed',
      'Compac F',
    ]);
  });

  test.each(['', '49', '1001', '3.5', 'fast'])('a frequency of %j is refused', (frequencyMhz) => {
    const fields = { sticks: [{ id: 'a', name: 'A', frequencyMhz }] };
    expect(StickFields.safeParse(fields).success).toBe(false);
  });
});
