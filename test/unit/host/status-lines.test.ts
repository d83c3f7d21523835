import { expect, test } from 'vitest';
import type { Fault, MinerFrame } from '../../../electron/contract/frame.ts';
import { faultLine, statusJson, statusLine } from '../../../electron/host/status-lines.ts';
import { sampleFrame as likelyFrame } from '../../e2e/fixtures/sample-frame.ts';
import { sampleFrame } from '../contract/samples.ts';

const base = sampleFrame(1);
const number = (value: number | null, origin = 'modelled' as const) => ({ value, origin, atMs: 0 });

const mining: MinerFrame = {
  ...base,
  nowMs: Date.UTC(2026, 10, 24, 14, 20, 5),
  fleet: {
    ...base.fleet,
    hashrate: { ...base.fleet.hashrate, hashrateHs: number(614_321_000_000) },
    expectedHs: number(1_500_000_000_000),
    powerW: number(24.149),
  },
  today: {
    ...base.today,
    cost: { value: { amount: '0.01234567', currency: 'EUR' }, origin: 'modelled', atMs: 0 },
    net: { value: { amount: '-0.00834999', currency: 'EUR' }, origin: 'modelled', atMs: 0 },
    expectedSats: { value: '12345.678', origin: 'measured', atMs: 0 },
  },
};

test('a line for people: rounded, with units, origin and faults', () => {
  expect(statusLine(mining, 'UTC')).toBe(
    '14:20:05  mining  614 GH/s (expected 1.5 TH/s)  24.1 W modelled  shares 3 accepted, 0 rejected, 1 stale, 0 lost  today 0.0123 EUR cost, 12346 sats, -0.00835 EUR net  no pool  sticks 1 of 1 mining  warn: Something needs a look (stickSilent).',
  );
});

test('unknown is said, never zero', () => {
  const line = statusLine(base, 'UTC');
  expect(line).toContain('– (expected –)');
  expect(line).toContain('– W  ');
});

const REFUSED: Fault = {
  code: 'connectionRefused',
  severity: 'warn',
  subject: { kind: 'pool', id: 'main' },
  params: { endpoint: '127.0.0.1:3333', detail: 'connect ECONNREFUSED' },
  sinceMs: 0,
};

test('a fault is told with the sentences of the page, never with its code', () => {
  const frame = { ...mining, faults: [REFUSED] };
  expect(statusLine(frame, 'UTC')).toMatch(/ {2}warn: The pool refused the connection\.$/);
  expect(faultLine(REFUSED, frame, 'UTC')).toBe(
    '14:20:05  warn: The pool refused the connection. The port may be wrong, or the pool is down. Hashwatt keeps trying 127.0.0.1:3333.',
  );
});

test.each([
  ['waitingForJob', 'waiting for work'],
  ['live', 'connected'],
  ['retrying', 'no answer, trying again'],
] as const)('a lamp that is %s is said in words', (lamp, words) => {
  const { pool } = likelyFrame();
  if (pool === null) throw new Error('the sample has a pool');
  expect(statusLine({ ...mining, pool: { ...pool, lamp } }, 'UTC')).toContain(
    `pool public-pool.io:4333 ${words}  sticks`,
  );
});

test('nothing that comes from outside can steer the terminal', () => {
  const path = '/dev/tty\u001b]0;x\u0007USB\u202e0';
  const fault: Fault = {
    ...REFUSED,
    code: 'portMissing',
    subject: { kind: 'stick', id: 'x' },
    params: { path },
  };
  expect(statusLine({ ...mining, faults: [fault] }, 'UTC')).toMatch(/ x is not at \/dev\/tty\]0;xUSB0\.$/);
});

test('a line for programs is the whole frame on one line', () => {
  const text = statusJson(mining);
  expect(text).not.toContain('\n');
  expect(JSON.parse(text)).toEqual({ kind: 'status', frame: JSON.parse(JSON.stringify(mining)) });
});
