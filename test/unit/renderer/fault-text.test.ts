import { expect, test } from 'vitest';
import type { Fault } from '../../../electron/contract/frame.ts';
import { faultBanners } from '../../../renderer/text/fault-text.ts';
import { SAMPLE_NOW_MS, sampleFrame, sampleSticks } from '../../e2e/fixtures/sample-frame.ts';
import { english } from './english.ts';

const text = english();
const [stick, other] = sampleSticks(SAMPLE_NOW_MS);

function fault(changes: Partial<Fault>): Fault {
  return {
    code: 'noChips',
    severity: 'fault',
    subject: { kind: 'stick', id: stick.id },
    params: {},
    sinceMs: SAMPLE_NOW_MS,
    ...changes,
  };
}

const banners = (...faults: Fault[]) => faultBanners(sampleFrame(SAMPLE_NOW_MS, { faults }), text);

test('one fault says what happened, what to do, and offers to try again', () => {
  expect(banners(fault({}))).toEqual([
    expect.objectContaining({
      tone: 'fault',
      title: 'Compac A2 has power, but no chip answers.',
      action: { kind: 'retryStick', stickIds: [stick.id] },
    }),
  ]);
});

test('several of one kind fold into one that names them', () => {
  const [banner, ...rest] = banners(fault({}), fault({ subject: { kind: 'stick', id: other.id } }));
  expect(rest).toEqual([]);
  expect(banner?.title).toBe('2 sticks need help.');
  expect(banner?.body).toBe('Compac A2, Compac F: No chip answers');
  expect(banner?.action).toEqual({ kind: 'retryStick', stickIds: [stick.id, other.id] });
});

test('what needs the user comes before what mends itself', () => {
  const full = fault({
    code: 'diskFull',
    severity: 'warn',
    subject: { kind: 'ledger', id: 'ledger' },
    sinceMs: 0,
  });
  expect(banners(full, fault({})).map(({ tone }) => tone)).toEqual(['fault', 'warn']);
});

test('silence of a pool is not told like silence of a stick', () => {
  const pool = fault({
    code: 'silent',
    subject: { kind: 'pool', id: 'main' },
    params: { endpoint: 'a.example:1' },
  });
  const [banner] = banners(pool);
  expect(banner?.title).toBe('The pool fell silent.');
  expect(banner?.body).toContain('a.example:1');
  expect(banner?.action).toEqual({ kind: 'openSettings' });
});

test('a code of a newer host still shows something', () => {
  const [banner] = banners(fault({ code: 'fromTheFuture' }));
  expect(banner?.title).toContain('fromTheFuture');
});

test('text from outside stands in the sentence as it is', () => {
  const name = '<img src=x onerror=alert(1)> {name}';
  const faults = [fault({})];
  const [banner] = faultBanners({ faults, sticks: [{ ...stick, name }], pool: null }, text);
  expect(banner?.title).toBe(`${name} has power, but no chip answers.`);
});
