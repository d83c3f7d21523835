/** The messages on a wire: calls and their answers, feeds and their credit. Both ends parse them. */
import { z } from 'zod';
import { CallErrorCode } from './contract.ts';
import { Code } from './units.ts';

/** A contract: a table of calls and feeds, such as `minerContract`. */
export interface Contract {
  readonly calls: Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>;
  readonly feeds: Readonly<Record<string, { readonly output: z.ZodType }>>;
}

const Name = z.string().max(60);
const CallId = z.int().nonnegative();
const FrameSeq = z.int().nonnegative();

export const ToHost = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id: CallId, name: Name, input: z.unknown() }),
  z.strictObject({ kind: z.literal('subscribe'), feed: Name }),
  z.strictObject({ kind: z.literal('unsubscribe'), feed: Name }),
  /** Every frame of `feed` up to `seq` has been dealt with: gives the credit back. */
  z.strictObject({ kind: z.literal('ack'), feed: Name, seq: FrameSeq }),
  z.strictObject({ kind: z.literal('visibility'), hidden: z.boolean() }),
]);
export type ToHost = z.infer<typeof ToHost>;

/** Why a call was refused. `reason` is a code of the message catalogue, `field` a path such as `patch.pools.0.url`. */
export const Refusal = z.strictObject({
  code: CallErrorCode,
  reason: Code.optional(),
  field: z.string().optional(),
});
export type Refusal = z.infer<typeof Refusal>;

export const ToClient = z.discriminatedUnion('kind', [
  /** Loose on purpose: a host of another version may say more in its hello. */
  z.strictObject({ kind: z.literal('hello'), hello: z.unknown() }),
  z.strictObject({ kind: z.literal('answer'), id: CallId, output: z.unknown() }),
  z.strictObject({ kind: z.literal('refusal'), id: CallId, error: Refusal }),
  z.strictObject({ kind: z.literal('frame'), feed: Name, seq: FrameSeq, frame: z.unknown() }),
]);
export type ToClient = z.infer<typeof ToClient>;

/** Bytes of a value as JSON in UTF-8, or null when it cannot be JSON (cycles, BigInt). */
export function jsonBytes(value: unknown): number | null {
  try {
    return utf8Bytes(JSON.stringify(value) ?? '');
  } catch {
    return null;
  }
}

/** Counted by hand because this room has neither Buffer nor TextEncoder. */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
