/**
 * Answers of pools sorted into accepted or one named kind of refusal. Codes alone are too coarse (DATUM
 * gives 21 for a bad time, 23 for bad version bits), words alone too loose: telling words first, then the
 * code, then looser words. Every form is from a pool's source or a capture; see QUIRKS.md.
 */

import { cleanText } from '../core/clean-text.ts';
import type { RejectKind } from '../core/share.ts';
import type { AnswerMessage } from './stratum-messages.ts';

export type Answer =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'rejected';
      /** The pool's error code, or null when it gave none. */
      readonly code: number | null;
      /** The pool's own words, cleaned, or null when it gave none. */
      readonly text: string | null;
    };

/** Reads an answer. Only `result: true` without an error is accepted; an error beside it wins. */
export function readAnswer({
  result,
  error,
  rejectReason,
}: Pick<AnswerMessage, 'result' | 'error' | 'rejectReason'>): Answer {
  if (isNoError(error) && result === true) return { kind: 'accepted' };
  const text = wordsOf(error) ?? stringOf(rejectReason) ?? stringOf(result);
  return { kind: 'rejected', code: codeOf(error), text: text === null ? null : cleanText(text) };
}

/**
 * Names a refusal. `jobIsOpen`: the share's job was still good when the answer came; then DATUM's
 * `unknown-work` is about wrong fields, not about a late share (captures, observation 18).
 */
export function rejectKindOf(
  answer: { readonly code: number | null; readonly text: string | null },
  jobIsOpen: boolean,
): RejectKind {
  const words = (answer.text ?? '').toLowerCase();
  if (words.includes('unknown-work') || words.includes('unknown work'))
    return jobIsOpen ? 'malformed' : 'staleJob';
  return (
    find(TELLING_WORDS, words) ?? CODES.get(answer.code ?? Number.NaN) ?? find(LOOSE_WORDS, words) ?? 'other'
  );
}

type Rule = readonly [RegExp, RejectKind];

/** Words that say more than the code beside them. */
const TELLING_WORDS: readonly Rule[] = [
  [/bad-version|version mask|invalid version|version bits/, 'badVersion'],
  [/time-too|ntime|time too (?:old|new)/, 'badTime'],
  [/extranonce2|xnonce2|nonce2/, 'badExtranonce2'],
  [/worker mismatch/, 'workerMismatch'],
  [/(?:invalid|no|bad|size of|wrong) nonce(?!2)/, 'badNonce'],
  [/validation error|array size|params not|no job_?id|no username|malformed/, 'malformed'],
  [/h-not-zero|high-hash|above target/, 'lowDifficulty'],
  [/method/, 'other'],
];

/** 20 says nothing; 21 to 25 are slush's set, 26 to 37 btcpool's. */
const CODES: ReadonlyMap<number, RejectKind> = new Map([
  [21, 'staleJob'],
  [22, 'duplicate'],
  [23, 'lowDifficulty'],
  [24, 'unauthorized'],
  [25, 'notSubscribed'],
  [31, 'badTime'],
  [32, 'badTime'],
  [33, 'badVersion'],
  [36, 'staleJob'],
  [37, 'staleJob'],
]);

const LOOSE_WORDS: readonly Rule[] = [
  [/stale|not found|unknown job|invalid job|job_?id|expired|old job/, 'staleJob'],
  [/dup/, 'duplicate'],
  [/low.{0,12}diff|diff.{0,12}low|target/, 'lowDifficulty'],
  [/unauth|not auth|authoriz/, 'unauthorized'],
  [/subscri/, 'notSubscribed'],
];

const find = (rules: readonly Rule[], words: string): RejectKind | undefined =>
  rules.find(([pattern]) => pattern.test(words))?.[1];

/** `false`, empty text and an empty list stand for no error in some pools. */
function isNoError(error: unknown): boolean {
  return (
    error === undefined ||
    error === null ||
    error === false ||
    error === '' ||
    (Array.isArray(error) && error.length === 0)
  );
}

function wordsOf(error: unknown): string | null {
  if (Array.isArray(error))
    return stringOf(error.find((member) => typeof member === 'string' && !isCode(member)));
  if (isRecord(error)) return stringOf(error.message);
  return stringOf(error);
}

/** The first member of a list that is one, wherever it stands. */
function codeOf(error: unknown): number | null {
  const members: readonly unknown[] = Array.isArray(error) ? error : isRecord(error) ? [error.code] : [];
  for (const member of members) {
    if (typeof member === 'number' && Number.isInteger(member)) return member;
    if (typeof member === 'string' && isCode(member)) return Number(member);
  }
  return null;
}

const isCode = (text: string): boolean => /^-?\d{1,6}$/.test(text);

const stringOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
