/** What energy costs, and where local days begin. */
import { Temporal } from 'temporal-polyfill';
import { type Amount, type Decimal, decimal } from './money.ts';

/** Exact cost of energy at a price per kWh, in the price's currency. */
export const costOf = (energyWh: number, pricePerKwh: Amount): Decimal =>
  decimal(energyWh).div(1000).mul(decimal(pricePerKwh));

/** First instant of the local date in an IANA zone; midnight may not exist, or come twice. */
export const startOfLocalDayMs = (nowMs: number, timeZone: string): number =>
  startOfDay(nowMs, timeZone).epochMilliseconds;

/** First instant of the next local date: 23, 24 or 25 h (or odd minutes) after this one's. */
export const startOfNextLocalDayMs = (nowMs: number, timeZone: string): number =>
  startOfDay(nowMs, timeZone).add({ days: 1 }).startOfDay().epochMilliseconds;

function startOfDay(nowMs: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).startOfDay();
}
