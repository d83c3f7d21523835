/** Tariff, currency and bitcoin price as the user types them: with a comma or a point. Pure. */
import { z } from 'zod';
import type { Settings, SettingsPatch } from '../../../electron/contract/settings.ts';
import { hasThousandsSign, parseTypedDecimal } from '../../../electron/contract/typed-decimal.ts';
import type { MessageId } from '../../text/use-text.tsx';

const say = (id: MessageId): MessageId => id;

/**
 * No tariff anywhere is above this in a currency with hundredths; one that is was typed in hundredths.
 * Currencies of smaller worth reach it: 100 yen or forint a kWh is dear, 1,000 is not a price.
 */
export const HIGHEST_PRICE_PER_KWH = 1_000;

/** Text to exact decimal text: `0,30` and ` .3 ` become `0.30` and `0.3`; null for an empty field. */
const DecimalField = z.string().transform((typed, context) => {
  if (typed.trim() === '') return null;
  const parsed = parseTypedDecimal(typed);
  if (parsed.ok) return parsed.value;
  context.addIssue({
    code: 'custom',
    message: say(parsed.reason === 'negative' ? 'check.negative' : 'check.decimal'),
  });
  return z.NEVER;
});

export const MoneyFields = z.object({
  pricePerKwh: DecimalField.refine(
    (price) => price === null || Math.abs(Number(price)) <= HIGHEST_PRICE_PER_KWH,
    say('check.price'),
  ),
  btcPrice: z
    .string()
    .refine((typed) => !hasThousandsSign(typed), say('check.thousands'))
    .pipe(DecimalField)
    .refine((price) => price === null || Number(price) > 0, say('check.btc')),
  currency: z.string().regex(/^[A-Z]{3}$/, say('check.currency')),
});
export type MoneyInput = z.input<typeof MoneyFields>;
export type MoneyFields = z.output<typeof MoneyFields>;

export function moneyInputOf({ pricePerKwh, btcPrice, currency }: Settings): MoneyInput {
  return { pricePerKwh: pricePerKwh ?? '', btcPrice: btcPrice ?? '', currency };
}

/** Only what changed, or null: a price that is not sent keeps the time it was typed. */
export function moneyPatchOf(settings: Settings, fields: MoneyFields): SettingsPatch | null {
  const patch: SettingsPatch = {
    ...(fields.currency === settings.currency ? {} : { currency: fields.currency }),
    ...(fields.pricePerKwh === settings.pricePerKwh ? {} : { pricePerKwh: fields.pricePerKwh }),
    ...(fields.btcPrice === settings.btcPrice ? {} : { btcPrice: fields.btcPrice }),
  };
  return Object.keys(patch).length === 0 ? null : patch;
}
