/**
 * Numbers as people read them, for one locale. Cards show at most three significant digits; `exact*` gives
 * all of them for tooltips and copies. Money goes from exact decimal text straight into Intl. Pure.
 */
import type { Money } from '../../electron/contract/units.ts';
import { type DurationPart, durationParts } from './duration.ts';

/** A number and its unit apart, because they are set in different sizes. */
export interface Figure {
  readonly value: string;
  readonly unit: string;
}

export interface SiUnit {
  readonly unit: string;
  readonly factor: number;
}

export type Format = ReturnType<typeof createFormat>;

const GIGAHASH: SiUnit = { unit: 'GH/s', factor: 1e9 };

const HASH_UNITS: readonly SiUnit[] = [
  { unit: 'EH/s', factor: 1e18 },
  { unit: 'PH/s', factor: 1e15 },
  { unit: 'TH/s', factor: 1e12 },
  GIGAHASH,
  { unit: 'MH/s', factor: 1e6 },
  { unit: 'kH/s', factor: 1e3 },
  { unit: 'H/s', factor: 1 },
];

/** The hundredth of a currency as it is written after a number, where people use one. */
const HUNDREDTHS: Readonly<Record<string, string>> = {
  EUR: ' ct',
  USD: '¢',
  CAD: '¢',
  AUD: '¢',
  NZD: '¢',
  GBP: 'p',
  CHF: ' Rp.',
};

/** The unit in which `referenceHs` has one to three digits before the point; GH/s, a stick's, for nothing. */
export function hashUnit(referenceHs: number): SiUnit {
  if (!(referenceHs > 0)) return GIGAHASH;
  return HASH_UNITS.find(({ factor }) => referenceHs >= factor) ?? { unit: 'H/s', factor: 1 };
}

/** Sticks are compared with one another, so all between 1 GH/s and 10 TH/s are given in GH/s. */
export function stickHashUnit(referenceHs: number): SiUnit {
  return referenceHs >= 1e9 && referenceHs < 1e13 ? GIGAHASH : hashUnit(referenceHs);
}

export function createFormat(locale: string, timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const digits = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: number) => realMinus(format.format(value));
  };
  const threeDigits = digits({ maximumSignificantDigits: 3 });
  /** Always three, so that a number that moves keeps its width: 2.20, not 2.2. */
  const steadyDigits = digits({ minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  const hashrateValue = (hs: number, factor: number) => (hs === 0 ? '0' : steadyDigits(hs / factor));
  const twoDigits = digits({ maximumSignificantDigits: 2 });
  /** Three digits, and none beyond the fourth decimal: the places in front of it would only jitter. */
  const growing = digits({
    maximumSignificantDigits: 3,
    maximumFractionDigits: 4,
    roundingPriority: 'lessPrecision',
  });
  const whole = digits({ maximumFractionDigits: 0 });
  const allDigits = digits({ maximumSignificantDigits: 15 });
  const percent = digits({ style: 'percent', maximumSignificantDigits: 2 });
  const compact = digits({ notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 2 });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...zone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', ...zone });
  const weekdayAndDay = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', ...zone });
  const dayAndMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', ...zone });
  const dateKey = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone });
  const moneyFormats = new Map<string, (amount: string) => string>();

  const moneyFormat = (currency: string, options: Intl.NumberFormatOptions) => {
    const key = `${currency}${JSON.stringify(options)}`;
    const known = moneyFormats.get(key);
    if (known !== undefined) return known;
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...options,
    });
    // Intl reads decimal text exactly (ECMA-402, Intl mathematical value); its type does not say so yet.
    const made = (amount: string) => realMinus(format.format(amount as `${number}`));
    moneyFormats.set(key, made);
    return made;
  };

  /** Amounts under the smallest coin, in hundredths where the currency has a word for them; null for others. */
  const inHundredths = ({
    amount,
    currency,
  }: Money): { readonly value: number; readonly unit: string } | null => {
    const size = Math.abs(Number(amount));
    const isSmall = size > 0 && size < 0.995 * 10 ** -currencyDecimals(locale, currency);
    const unit = HUNDREDTHS[currency];
    return isSmall && unit !== undefined ? { value: Number(amount) * 100, unit } : null;
  };

  /** Under the smallest coin "0.9 ct" where the currency has a word for it, else two significant digits. */
  const money = (sum: Money): string => {
    const small = inHundredths(sum);
    if (small !== null) return `${twoDigits(small.value)}${small.unit}`;
    const { amount, currency } = sum;
    const isTiny = Math.abs(Number(amount)) < 0.995 * 10 ** -currencyDecimals(locale, currency);
    if (!isTiny || Number(amount) === 0) return moneyFormat(currency, {})(noMinusZero(amount));
    return moneyFormat(currency, { maximumSignificantDigits: 2 })(amount);
  };

  const clockTime = (atMs: number) => clock.format(atMs);
  const sameDay = (aMs: number, bMs: number) => dateKey.format(aMs) === dateKey.format(bMs);

  return {
    locale,
    money,
    /** The same with another digit under the smallest coin, for sums one can watch growing. */
    growingMoney: (sum: Money): Figure => {
      const small = inHundredths(sum);
      return small === null
        ? { value: money(sum), unit: '' }
        : { value: growing(small.value), unit: small.unit.trim() };
    },
    /** A price of a unit: three decimals where they matter, such as 0.305 per kWh. */
    price: ({ amount, currency }: Money) =>
      moneyFormat(currency, { minimumFractionDigits: 2, maximumFractionDigits: 4 })(amount),
    /** Every digit there is, as Intl writes the currency. */
    exactMoney: ({ amount, currency }: Money) => moneyFormat(currency, { maximumFractionDigits: 20 })(amount),
    hashrate: (hs: number, { unit, factor }: SiUnit): Figure => ({ value: hashrateValue(hs, factor), unit }),
    hashrateText: (hs: number, { unit, factor }: SiUnit) => `${hashrateValue(hs, factor)} ${unit}`,
    /** Watts and J/TH are not known better than to two digits, or to the whole above 100. */
    coarse: (value: number) => (Math.abs(value) >= 99.5 ? whole(value) : twoDigits(value)),
    whole,
    exact: allDigits,
    threeDigits,
    /** "5.02": two decimals, which is what the sticks' own meters resolve. */
    volts: digits({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    percent,
    /** "130 trillion": for numbers only their size matters of. */
    big: (value: number) => compact(value),
    /** "370 Wh", "1.24 kWh". */
    energy: (wh: number) => (wh >= 999.5 ? `${threeDigits(wh / 1_000)} kWh` : `${threeDigits(wh)} Wh`),
    /** Exact decimal text with at most three significant digits. */
    sats: (sats: string) => {
      const value = Number(sats);
      return Math.abs(value) >= 999.5 ? whole(value) : growing(value);
    },
    /** 1.15e-7 gives "8.7 million", for "1 in 8.7 million". */
    odds: (chance: number) => compact(1 / chance),
    duration: (ms: number) => duration(locale, durationParts(ms)),
    /** The largest unit alone: "3 min" for 206 s. */
    roughDuration: (ms: number) => duration(locale, durationParts(ms).slice(0, 1)),
    clockTime,
    sameDay,
    weekday: (atMs: number) => weekday.format(atMs),
    day: (atMs: number) => day.format(atMs),
    /** "Wed 18": tells days of two weeks apart. */
    weekdayAndDay: (atMs: number) => weekdayAndDay.format(atMs),
    /** "Tue 24 Nov, 14:20". */
    dayAndTime: (atMs: number) => `${day.format(atMs)}, ${clock.format(atMs)}`,
    /** "18 Nov". */
    dayAndMonth: (atMs: number) => dayAndMonth.format(atMs),
    /** "21:00" today, "Wed 21:00" on another day. */
    moment: (atMs: number, nowMs: number) =>
      sameDay(atMs, nowMs) ? clockTime(atMs) : `${weekday.format(atMs)} ${clockTime(atMs)}`,
  };
}

/** 2 for euros, 0 for yen. */
function currencyDecimals(locale: string, currency: string): number {
  return (
    new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
    2
  );
}

/** A hyphen is no minus: it is short and breaks from its number. */
function realMinus(text: string): string {
  return text.replaceAll('-', '\u2212');
}

/** "-0.00" is nothing owed. */
function noMinusZero(amount: string): string {
  return /^-0*(?:\.0*)?$/.test(amount) ? '0' : amount;
}

/** "21 s", "3 min 26 s", "2 h 5 min". The international symbols: CLDR's narrow English has "26m" for minutes. */
function duration(locale: string, parts: readonly DurationPart[]): string {
  const number = new Intl.NumberFormat(locale);
  return parts.map(({ value, unit }) => `${number.format(value)} ${DURATION_SYMBOLS[unit]}`).join(' ');
}

const DURATION_SYMBOLS = { day: 'd', hour: 'h', minute: 'min', second: 's' } as const;
