/**
 * Requests and answers we send, one line each with its end. Always by a JSON serialiser: a quote in a user
 * name must not break the line. Ids are integers from 1: DATUM closes on any other (captures, observation 26).
 */
import { u32ToHex } from '../core/bytes.ts';
import type { WireId } from './stratum-messages.ts';

/** ckpool reads client lines into 1024 bytes and drops longer ones (MAX_MSGSIZE in connector.c). */
export const MAX_SENT_BYTES = 1023;

/** Chips here roll at least four versions at once: two bits. BIP 310 requires the count to be sent. */
const MIN_BIT_COUNT = 2;

/** What DATUM answers to a method it does not know; the same code in JSON-RPC is -32601. */
const METHOD_NOT_FOUND = [-3, 'Method not found', null];

export interface SubmitFields {
  readonly user: string;
  readonly jobId: string;
  /** Lower-case hex of the exact size. */
  readonly extranonce2: string;
  readonly ntime: number;
  readonly nonce: number;
  /** Null when version rolling was not granted: then the sixth field is left out. */
  readonly versionBits: number | null;
}

/** `mask` is what we can really roll, as an unsigned 32-bit number. */
export const configureRequest = (id: number, mask: number): string =>
  request(id, 'mining.configure', [
    ['version-rolling'],
    { 'version-rolling.mask': u32ToHex(mask), 'version-rolling.min-bit-count': MIN_BIT_COUNT },
  ]);

/** `userAgent` is name/version; no earlier session is asked for. */
export const subscribeRequest = (id: number, userAgent: string): string =>
  request(id, 'mining.subscribe', [userAgent]);

/** `password` as it is sent: `x` where there is none. */
export const authorizeRequest = (id: number, user: string, password: string): string =>
  request(id, 'mining.authorize', [user, password]);

/** `difficulty` on the scale of the chain, an integer of at least 1. */
export const suggestDifficultyRequest = (id: number, difficulty: number): string =>
  request(id, 'mining.suggest_difficulty', [difficulty]);

/** Says that `mining.set_extranonce` is understood. */
export const extranonceSubscribeRequest = (id: number): string =>
  request(id, 'mining.extranonce.subscribe', []);

/** One share; the fields as in `submitParams`. */
export const submitRequest = (id: number, fields: SubmitFields): string =>
  request(id, 'mining.submit', submitParams(fields));

/** Five fields, or six once version rolling was granted; hex in lower case, eight digits each. */
export function submitParams(fields: SubmitFields): readonly string[] {
  const { user, jobId, extranonce2, ntime, nonce, versionBits } = fields;
  const five = [user, jobId, extranonce2, u32ToHex(ntime), u32ToHex(nonce)];
  return versionBits === null ? five : [...five, u32ToHex(versionBits)];
}

/** To `mining.ping`, under the id of the pool. */
export const pongAnswer = (id: WireId): string => answer(id, 'pong', null);

/** To `client.get_version`, under the id of the pool. */
export const versionAnswer = (id: WireId, userAgent: string): string => answer(id, userAgent, null);

/** To any other request of the pool. */
export const methodNotFoundAnswer = (id: WireId): string => answer(id, null, METHOD_NOT_FOUND);

const request = (id: number, method: string, params: readonly unknown[]): string =>
  `${JSON.stringify({ id, method, params })}\n`;

const answer = (id: WireId, result: unknown, error: unknown): string =>
  `${JSON.stringify({ id, result, error })}\n`;
