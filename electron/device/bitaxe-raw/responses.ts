/**
 * Answers of the management channel. Firmware speaks one of three forms, and the oldest tells an error from data
 * only by what was asked: so answers are read knowing the id and how many bytes of data there should be.
 */

/** `v0`: length of the data alone. `v1`: of the whole, with a status. `bonanza`: of the whole, without. */
export type ResponseForm = 'v0' | 'v1' | 'bonanza';

export type ResponseFault = 'timeout' | 'invalid' | 'overflow' | 'message' | 'unknown';

export type Response =
  | { readonly kind: 'data'; readonly id: number; readonly data: Uint8Array; readonly length: number }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly fault: ResponseFault;
      readonly code: number;
      /** What the firmware says, or nothing. */
      readonly message: string;
      readonly length: number;
    };

/** Code 00 of a v1 answer. */
const STATUS_OK = 0;
const FAULTS: ReadonlyMap<number, ResponseFault> = new Map([
  [0x10, 'timeout'],
  [0x11, 'invalid'],
  [0x12, 'overflow'],
  [0xff, 'message'],
]);
const HEAD_LENGTH = 3;

/**
 * The answer at the start of `bytes`; null while it is not whole, or for ever when its length cannot be: what stays
 * after the time-out is to be dropped. A v0 error has the whole size where a data length belongs, so it looks three
 * bytes short for ever: after the time-out ask `v0ErrorOf`.
 */
export function responseOf(bytes: Uint8Array, form: ResponseForm): Response | null {
  if (bytes.length < HEAD_LENGTH) return null;
  const [low = 0, high = 0, id = 0, status = 0] = bytes;
  const told = low | (high << 8);
  const length = form === 'v0' ? told + HEAD_LENGTH : told;
  if (length < HEAD_LENGTH || bytes.length < length) return null;
  if (form !== 'v1') return { kind: 'data', id, data: bytes.slice(HEAD_LENGTH, length), length };
  if (length === HEAD_LENGTH) return null;
  const rest = bytes.slice(HEAD_LENGTH + 1, length);
  return status === STATUS_OK ? { kind: 'data', id, data: rest, length } : errorOf(id, status, rest, length);
}

/** The error that bytes which never became an answer of form v0 turn out to be, or null (RAW). */
export function v0ErrorOf(bytes: Uint8Array): Response | null {
  const [low = 0, high = 0, id = 0, code = 0] = bytes;
  if (bytes.length <= HEAD_LENGTH || (low | (high << 8)) !== bytes.length) return null;
  return errorOf(id, code, bytes.slice(HEAD_LENGTH + 1), bytes.length);
}

function errorOf(id: number, code: number, text: Uint8Array, length: number): Response {
  const fault = FAULTS.get(code) ?? 'unknown';
  return { kind: 'error', id, fault, code, message: new TextDecoder().decode(text), length };
}
