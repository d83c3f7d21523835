/**
 * Units and small value types that cross the wire. Numbers are SI base units with the unit in the
 * field's name; money and sats are exact decimal strings; null is unknown, never zero.
 */
import { z } from 'zod';

/** Key of a stick: `serial:<usb serial>`, or `path:<usb path>` where the serial number is missing or shared. */
export const StickId = z.string().min(1).max(200).brand<'StickId'>();
export type StickId = z.infer<typeof StickId>;

/** An exact decimal number as text, such as `-0.0083`. No exponent, at most 80 characters. */
export const DecimalText = z
  .string()
  .max(80)
  .regex(/^-?\d+(\.\d+)?$/, 'a decimal number such as 0.30');
export type DecimalText = z.infer<typeof DecimalText>;

/** No price of anything, in the weakest currency, needs more digits. */
const LONGEST_PRICE = 40;
const HIGHEST_PRICE = 1e15;

/** A price as a user types one: exact, and not below zero. */
export const PriceText = DecimalText.refine(
  (text) => !text.startsWith('-') && text.length <= LONGEST_PRICE && Number(text) <= HIGHEST_PRICE,
  'a price of 0 or more such as 0.30',
);

/** ISO 4217 code in capitals. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'a currency code of three capitals such as EUR');
export type Currency = z.infer<typeof Currency>;

export const Money = z.strictObject({ amount: DecimalText, currency: Currency });
export type Money = z.infer<typeof Money>;

/** Where a number comes from; a sum is as sure as its least sure part. */
export const Origin = z.enum(['measured', 'partModelled', 'modelled', 'reported', 'typed']);
export type Origin = z.infer<typeof Origin>;

/** Wall-clock milliseconds since 1970 in UTC, up to the last a `Date` can hold (ECMA-262, 21.4.1.1). */
export const WallMs = z.number().nonnegative().max(8.64e15);

/** A code the renderer's message catalogue has a sentence for. */
export const Code = z.string().regex(/^[a-z][A-Za-z0-9]*$/);

/** Why a value is null or what its error may be, as a code for the message catalogue. */
const readingOf = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    value: value.nullable(),
    origin: Origin,
    atMs: WallMs,
    reason: Code.optional(),
  });

export const NumberReading = readingOf(z.number());
export const DecimalReading = readingOf(DecimalText);
export const MoneyReading = readingOf(Money);

/** A displayed number with its origin and age: age is `frame.nowMs - atMs`. */
export interface Reading<T> {
  readonly value: T | null;
  readonly origin: Origin;
  readonly atMs: number;
  readonly reason?: string | undefined;
}

/**
 * The chain whose difficulty 1 everything is measured against. `practice` is 2^bits easier, so that a
 * simulated stick finds real SHA-256d solutions at real share rates.
 */
export const Chain = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mainnet') }),
  z.strictObject({ kind: z.literal('practice'), bits: z.int().min(1).max(31) }),
]);
export type Chain = z.infer<typeof Chain>;
