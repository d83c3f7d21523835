/**
 * What pools really send: one line in, one known message or one named fault out. Judges form only; what a
 * message means for jobs and shares is the session's business. Requests we send are in `stratum-requests`.
 */
import { z } from 'zod';
import { type NotifyFields, readNotifyFields } from './notify-fields.ts';

/** The id of a request or answer. Some pools echo integers as text, so ids are compared as text. */
export type WireId = string | number | null;

export type FaultCode =
  | 'notJson'
  | 'notAMessage'
  | 'badNotify'
  | 'badDifficulty'
  | 'badExtranonce'
  | 'badVersionMask';

export interface AnswerMessage {
  readonly kind: 'answer';
  readonly id: WireId;
  readonly result: unknown;
  readonly error: unknown;
  /** ckpool's sibling of `error: null`. */
  readonly rejectReason: unknown;
}

export type ServerMessage =
  | { readonly kind: 'notify'; readonly fields: NotifyFields; readonly clean: boolean }
  | { readonly kind: 'setDifficulty'; readonly difficulty: number }
  /** Null means unchanged. */
  | {
      readonly kind: 'setExtranonce';
      readonly extranonce1: string | null;
      readonly extranonce2Size: number | null;
    }
  | { readonly kind: 'setVersionMask'; readonly mask: number }
  | { readonly kind: 'reconnect'; readonly host: unknown; readonly port: unknown; readonly wait: unknown }
  | { readonly kind: 'showMessage'; readonly text: string }
  | { readonly kind: 'getVersion'; readonly id: WireId }
  | { readonly kind: 'ping'; readonly id: WireId }
  /** A method we know of and do not need. */
  | { readonly kind: 'ignored'; readonly method: string }
  | { readonly kind: 'unknownMethod'; readonly method: string; readonly id: WireId }
  | AnswerMessage
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly detail: string };

/**
 * Decodes one line. Never throws. The method is looked at before the id: ckpool pings with id 42, which may
 * also be the id of a request of ours (captures, observation 16).
 */
export function decodeLine(line: string): ServerMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return fault('notJson', line);
  }
  if (!isEnvelope(value)) return fault('notAMessage', line);
  const { method, id = null, params, result, error } = value;
  if (typeof method === 'string') return decodeMethod(method, id, params);
  if (result === undefined && error === undefined) return fault('notAMessage', line);
  return { kind: 'answer', id, result, error, rejectReason: value['reject-reason'] };
}

export interface SubscribeResult {
  readonly extranonce1: string;
  readonly extranonce2Size: number;
  /** Subscription ids as listed, for telling pool software apart; empty when none are listed. */
  readonly subscriptionIds: readonly string[];
}

/** The result of mining.subscribe, or null when it cannot be mined with (odd hex, size outside 1 to 16). */
export function parseSubscribeResult(result: unknown): SubscribeResult | null {
  const parsed = SubscribeTuple.safeParse(result);
  if (!parsed.success) return null;
  const [details, extranonce1, extranonce2Size] = parsed.data;
  return { extranonce1, extranonce2Size, subscriptionIds: secondsOf(details) };
}

/**
 * The mask a pool grants in its answer to mining.configure, or null when it refuses: a refusal is false, a
 * text, an error, or an answer of another shape (BIP 310; captures, observation 8).
 */
export function parseConfigureResult(answer: AnswerMessage): number | null {
  const parsed = ConfigureResult.safeParse(answer.result);
  if (!parsed.success || (answer.error !== null && answer.error !== undefined)) return null;
  return parsed.data['version-rolling.mask'];
}

/** Up to eight hex digits in any case, `0x` allowed, as an unsigned number; null for anything else. */
export function parseVersionMask(text: string): number | null {
  const digits = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(text)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

interface Envelope {
  readonly id?: WireId;
  readonly method?: string | null;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly 'reject-reason'?: unknown;
}

const MAX_ID_LENGTH = 200;
const MAX_METHOD_LENGTH = 200;

/** By hand for the same reason as mining.notify's fields: every line comes through here. */
function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { id, method } = value as Readonly<Record<string, unknown>>;
  const isMethod = isNothing(method) || isText(method, MAX_METHOD_LENGTH);
  return isMethod && (isNothing(id) || Number.isFinite(id) || isText(id, MAX_ID_LENGTH));
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;
const isText = (value: unknown, maxLength: number): boolean =>
  typeof value === 'string' && value.length <= maxLength;

const HexBytes = z
  .string()
  .regex(/^(?:[0-9a-f]{2})*$/i)
  .transform((text) => text.toLowerCase());

/** Seen in the wild: 0 to 9 bytes. Sixteen is where the captures' and peers' forms end. */
const Extranonce1 = HexBytes.refine((text) => text.length <= 64);
/** No room to search with 0; nobody sends more than 16, and a clamp would submit a wrong length. */
const Extranonce2Size = z.int().min(1).max(16);

const SubscribeTuple = z.tuple([z.unknown(), Extranonce1, Extranonce2Size], z.unknown());
const Mask = z
  .string()
  .transform(parseVersionMask)
  .refine((mask) => mask !== null);
const ConfigureResult = z.object({ 'version-rolling': z.literal(true), 'version-rolling.mask': Mask });

const IGNORED_METHODS: ReadonlySet<string> = new Set([
  'mining.multi_version',
  'mining.set_goal',
  'mining.set_target',
  'mining.hashrate',
]);

function decodeMethod(method: string, id: WireId, params: unknown): ServerMessage {
  const list: readonly unknown[] = Array.isArray(params) ? params : [];
  switch (method) {
    case 'mining.notify':
      return decodeNotify(params, list);
    case 'mining.set_difficulty':
      return decodeDifficulty(list);
    case 'mining.set_extranonce':
      return decodeExtranonce(list);
    case 'mining.set_version_mask':
      return decodeVersionMask(list);
    case 'client.reconnect':
      return { kind: 'reconnect', host: list[0], port: list[1], wait: list[2] };
    case 'client.show_message':
      return typeof list[0] === 'string'
        ? { kind: 'showMessage', text: list[0] }
        : { kind: 'ignored', method };
    case 'client.get_version':
      return { kind: 'getVersion', id };
    case 'mining.ping':
      return { kind: 'ping', id };
    default:
      return IGNORED_METHODS.has(method)
        ? { kind: 'ignored', method }
        : { kind: 'unknownMethod', method, id };
  }
}

function decodeNotify(params: unknown, list: readonly unknown[]): ServerMessage {
  const fields = readNotifyFields(params);
  return typeof fields === 'string'
    ? fault('badNotify', fields)
    : { kind: 'notify', fields, clean: cleanFlagOf(list) };
}

/** Field 9 if boolean, else the last boolean (a ten-field form exists), else clean unless it is the number 0. */
function cleanFlagOf(list: readonly unknown[]): boolean {
  if (typeof list[8] === 'boolean') return list[8];
  const last = list.findLast((field) => typeof field === 'boolean');
  return typeof last === 'boolean' ? last : list[8] !== 0;
}

function decodeDifficulty(list: readonly unknown[]): ServerMessage {
  const [difficulty] = list;
  return typeof difficulty === 'number' && Number.isFinite(difficulty) && difficulty > 0
    ? { kind: 'setDifficulty', difficulty }
    : fault('badDifficulty', describe(list));
}

function decodeExtranonce(list: readonly unknown[]): ServerMessage {
  const extranonce1 = Extranonce1.nullish().safeParse(list[0]);
  const extranonce2Size = Extranonce2Size.nullish().safeParse(list[1]);
  if (!extranonce1.success || !extranonce2Size.success) return fault('badExtranonce', describe(list));
  return {
    kind: 'setExtranonce',
    extranonce1: extranonce1.data ?? null,
    extranonce2Size: extranonce2Size.data ?? null,
  };
}

function decodeVersionMask(list: readonly unknown[]): ServerMessage {
  const mask = typeof list[0] === 'string' ? parseVersionMask(list[0]) : null;
  return mask === null ? fault('badVersionMask', describe(list)) : { kind: 'setVersionMask', mask };
}

function secondsOf(details: unknown): readonly string[] {
  if (!Array.isArray(details)) return [];
  const pairs: readonly unknown[] = details.every(Array.isArray) ? details : [details];
  return pairs.flatMap((pair) => (Array.isArray(pair) && typeof pair[1] === 'string' ? [pair[1]] : []));
}

const describe = (value: unknown): string => JSON.stringify(value) ?? '';

const fault = (code: FaultCode, detail: string): ServerMessage => ({ kind: 'fault', code, detail });
