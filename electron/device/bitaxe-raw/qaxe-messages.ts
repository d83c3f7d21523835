/**
 * Messages of the management port of QAxe and 0xAxe boards: protobuf with a length byte in front, and the data inside
 * with a length byte of its own (QAXEFW, PIA). Only numbers below 2^28 and bytes occur.
 */

/** What can be asked; `powerOn` only of a 0xAxe, `reset` only of a QAxe. */
export const QAXE_OP = { control: 1, status: 2, reset: 3, shutdown: 4, powerOn: 5 } as const;

/** Numbers by field; those that are zero do not go over the wire. */
export type QaxeFields = ReadonlyMap<number, number>;

export interface QaxeResponse {
  readonly error: number;
  readonly fields: QaxeFields;
}

const FIELD = { id: 1, opOrError: 2, data: 3 } as const;
const VARINT = 0;
const BYTES = 2;
const MAX_VARINT_BYTES = 5;

/** A request with its id, 2 to 127. */
export function qaxeRequest(id: number, op: number, data: QaxeFields | null): Uint8Array {
  const body = [...numberField(FIELD.id, id), ...numberField(FIELD.opOrError, op)];
  if (data !== null) {
    const inner = [...data].flatMap(([field, value]) => numberField(field, value));
    body.push((FIELD.data << 3) | BYTES, inner.length + 1, inner.length, ...inner);
  }
  return Uint8Array.of(body.length, ...body);
}

/** The answer to the request of this id, wherever it begins; null while it is not whole. */
export function qaxeResponseIn(received: Uint8Array, id: number): QaxeResponse | null {
  for (let at = 0; at < received.length; at += 1) {
    const length = received[at] ?? 0;
    if (length === 0 || at + 1 + length > received.length) continue;
    const message = messageOf(received.subarray(at + 1, at + 1 + length));
    if (message === null) continue;
    const error = message.numbers.get(FIELD.opOrError) ?? 0;
    const answered = message.numbers.get(FIELD.id) ?? 0;
    // Firmware that cannot read a request answers with no id and an error; inside other messages that is chance.
    const isRefusal = at === 0 && length + 1 === received.length && answered === 0 && error !== 0;
    if (answered !== id && !isRefusal) continue;
    const inner = message.data.length === 0 ? null : messageOf(message.data.subarray(1));
    return { error, fields: inner?.numbers ?? new Map() };
  }
  return null;
}

interface Message {
  readonly numbers: Map<number, number>;
  readonly data: Uint8Array;
}

/** Null for what is no such message, or has a rest. */
function messageOf(bytes: Uint8Array): Message | null {
  const numbers = new Map<number, number>();
  let data: Uint8Array = new Uint8Array(0);
  let at = 0;
  while (at < bytes.length) {
    const tag = varintAt(bytes, at);
    const value = tag === null ? null : varintAt(bytes, tag.end);
    if (tag === null || value === null) return null;
    at = value.end;
    if ((tag.value & 7) === VARINT) {
      numbers.set(tag.value >>> 3, value.value);
    } else if ((tag.value & 7) === BYTES && at + value.value <= bytes.length) {
      data = bytes.subarray(at, at + value.value);
      at += value.value;
    } else {
      return null;
    }
  }
  return { numbers, data };
}

function numberField(field: number, value: number): readonly number[] {
  return value === 0 ? [] : [(field << 3) | VARINT, ...varint(value)];
}

function varint(value: number): readonly number[] {
  const low = value & 0x7f;
  return value > 0x7f ? [low | 0x80, ...varint(value >>> 7)] : [low];
}

/** Longer ones are negative numbers, which read as a very large one: no sensor gives them. */
function varintAt(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let at = from; at < bytes.length && at < from + 2 * MAX_VARINT_BYTES; at += 1) {
    const byte = bytes[at] ?? 0;
    if (at < from + MAX_VARINT_BYTES) value += (byte & 0x7f) * 2 ** (7 * (at - from));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return null;
}
