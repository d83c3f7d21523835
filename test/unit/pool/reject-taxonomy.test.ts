import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../electron/core/clean-text.ts';
import { readAnswer, rejectKindOf } from '../../../electron/pool/reject-taxonomy.ts';

const read = (answer: Record<string, unknown>) =>
  readAnswer({ result: answer.result, error: answer.error, rejectReason: answer['reject-reason'] });

const kindOf = (answer: Record<string, unknown>, jobIsOpen = true) => {
  const found = read(answer);
  return found.kind === 'accepted' ? 'accepted' : rejectKindOf(found, jobIsOpen);
};

describe('answers', () => {
  it.each([
    [{ result: true, error: null }],
    [{ result: true }],
    [{ result: true, error: [] }],
    [{ result: true, error: false }],
  ])('accepts %j', (answer) => {
    expect(read(answer)).toEqual({ kind: 'accepted' });
  });

  it.each([
    [{ result: true, error: [21, 'stale', null] }, 21, 'stale'],
    [{ result: null, error: [22, 'duplicate share'] }, 22, 'duplicate share'],
    [{ error: { code: 22, message: 'duplicate share', data: null } }, 22, 'duplicate share'],
    [{ result: false, error: null, 'reject-reason': 'Above target' }, null, 'Above target'],
    [{ result: false, error: 'No nonce2' }, null, 'No nonce2'],
    [{ error: 'Invalid job_id' }, null, 'Invalid job_id'],
    [{ result: 'params not an array', error: null }, null, 'params not an array'],
    [{ result: false, error: null }, null, null],
    [{ result: [], error: true }, null, null],
    [{ result: 1, error: null }, null, null],
    [{ result: null, error: ['23', 'low'] }, 23, 'low'],
  ])('refuses %j', (answer, code, text) => {
    expect(read(answer)).toEqual({ kind: 'rejected', code, text });
  });

  it.each([
    [[21, 'Job not found', ''], 'staleJob'],
    [[21, 'Invalid JobID', null], 'staleJob'],
    [[21, 'stale-prevblk', null], 'staleJob'],
    [[21, 'time-too-new', null], 'badTime'],
    [[22, 'duplicate', null], 'duplicate'],
    [[23, 'H-not-zero', null], 'lowDifficulty'],
    [[23, 'high-hash', null], 'lowDifficulty'],
    [[23, 'bad-version', null], 'badVersion'],
    [[23, 'low difficulty share of 3.1e-10'], 'lowDifficulty'],
    [[24, 'unauthorized worker', null], 'unauthorized'],
    [[25, 'not subscribed', null], 'notSubscribed'],
    [[20, 'Ntime out of range', null], 'badTime'],
    [[20, 'incorrect size of ntime'], 'badTime'],
    [[20, 'incorrect size of nonce'], 'badNonce'],
    [[20, 'No nonce', null], 'badNonce'],
    [[20, 'incorrect size of extranonce2'], 'badExtranonce2'],
    [[20, 'No nonce2', null], 'badExtranonce2'],
    [[20, 'Invalid version mask', null], 'badVersion'],
    [[20, 'Worker mismatch', null], 'workerMismatch'],
    [[20, 'Mining Submit validation error', ', null'], 'malformed'],
    [[20, 'Invalid array size', null], 'malformed'],
    [[20, 'because', null], 'other'],
    [[33, 'invalid', null], 'badVersion'],
    [[-3, 'Method not found', null], 'other'],
    ['Stale', 'staleJob'],
    ['Above target', 'lowDifficulty'],
    ['Duplicate', 'duplicate'],
    ['Failed subscription', 'notSubscribed'],
    [true, 'other'],
  ])('names %j %s', (error, kind) => {
    expect(kindOf({ result: null, error })).toBe(kind);
  });

  it('does not call unknown-work late while the job is open', () => {
    const answer = { result: null, error: [20, 'unknown-work', null] };
    expect(kindOf(answer, true)).toBe('malformed');
    expect(kindOf(answer, false)).toBe('staleJob');
  });
});

describe('words of a pool', () => {
  it.each([
    ['\u001b[2J\u202eevil', 'evil'],
    ['\u001b]0;title\u0007text', 'text'],
    ['a\u0000b\u200bc\ud800', 'abc\ufffd'],
    ['  two\n\tlines ', 'two lines'],
    ['<img onerror=x>', '<img onerror=x>'],
    ['café ⛏', 'café ⛏'],
  ])('cleans %j', (text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it('cuts at 512 characters, never inside one', () => {
    expect([...cleanText('⛏'.repeat(2_000))]).toHaveLength(512);
    expect(cleanText('😀'.repeat(600))).toBe('😀'.repeat(512));
  });
});
