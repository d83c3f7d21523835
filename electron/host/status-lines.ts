/** The miner's state on stdout: one line for people, or the whole frame as one line of JSON for programs. */
import { type CodeTextId, codeText } from '../contract/en-codes.ts';
import { faultWords } from '../contract/fault-words.ts';
import type { Fault, MinerFrame, StickState } from '../contract/frame.ts';
import type { Money, Reading } from '../contract/units.ts';
import { decimal } from '../core/money.ts';

/** `{"kind":"status","frame":{...}}`, without a line break. */
export function statusJson(frame: MinerFrame): string {
  return JSON.stringify({ kind: 'status', frame });
}

/**
 * Such as `14:20:05  mining  614 GH/s (expected 620 GH/s)  24.1 W modelled  shares 12 accepted, 0 rejected, 0 stale,
 * 0 lost  today 0.012 EUR cost, 0.81 sats, -0.011 EUR net  pool 127.0.0.1:3333 connected  sticks 3 of 3 mining`, and
 * then what is wrong. Unknown is `–`, as on the page. Times are in `timeZone`, or the system's.
 */
export function statusLine(frame: MinerFrame, timeZone?: string): string {
  const { fleet, today, pool, sticks } = frame;
  const { shares } = today;
  return [
    timeOfDay(frame.nowMs, timeZone),
    RUN_WORDS[frame.run.state],
    `${hashrate(fleet.hashrate.hashrateHs.value)} (expected ${hashrate(fleet.expectedHs.value)})`,
    `${rounded(fleet.powerW.value)} W${originWord(fleet.powerW)}`,
    `shares ${shares.accepted} accepted, ${shares.rejected} rejected, ${shares.stale} stale, ${shares.lost} lost`,
    `today ${money(today.cost)} cost, ${rounded(today.expectedSats.value)} sats, ${money(today.net)} net`,
    pool === null ? 'no pool' : `pool ${pool.endpoint} ${codeText[`lamp.${pool.lamp}`]}`,
    `sticks ${sticks.filter(isMining).length} of ${sticks.length} mining`,
    ...frame.faults.map((fault) => `${fault.severity}: ${filled(fault, frame).title}`),
  ].join('  ');
}

/** What happened and what to do, as the page's banner says it: `14:20:05  warn: The pool refused the connection. The ...`. */
export function faultLine(fault: Fault, frame: MinerFrame, timeZone?: string): string {
  const { title, body } = filled(fault, frame);
  return `${timeOfDay(frame.nowMs, timeZone)}  ${fault.severity}: ${title} ${body}`;
}

/** The sentences of a fault with their places filled in; those of codes have plain places only. */
function filled(fault: Fault, frame: MinerFrame): { readonly title: string; readonly body: string } {
  const { title, body, values } = faultWords(fault, frame);
  const fill = (id: CodeTextId): string =>
    codeText[id].replaceAll(/\{(\w+)\}/g, (place, name) => plain(values[name] ?? place));
  return { title: fill(title), body: fill(body) };
}

/** Names and paths come from outside: nothing in them may steer the terminal. */
function plain(value: string | number): string {
  return String(value).replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
}

const RUN_WORDS: Readonly<Record<MinerFrame['run']['state'], string>> = {
  needsHelp: 'needs help',
  stalled: 'stalled',
  noSticks: 'no sticks',
  noPool: 'no pool',
  paused: 'paused',
  starting: 'starting',
  mining: 'mining',
};

const isMining = (stick: StickState): boolean => stick.health === 'mining' || stick.health === 'ramping';

const UNKNOWN = '–';
const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** Three significant digits with an SI prefix. */
function hashrate(valueHs: number | null): string {
  if (valueHs === null) return UNKNOWN;
  const step = Math.min(PREFIXES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(valueHs, 1)) / 3)));
  return `${rounded(valueHs / 1000 ** step)} ${PREFIXES[step]}H/s`;
}

/** At most three significant digits, without an exponent; whole numbers keep all theirs. */
function rounded(value: number | string | null): string {
  if (value === null) return UNKNOWN;
  const exact = decimal(value);
  return (exact.abs().lt(1000) ? exact.toSignificantDigits(3) : exact.toDecimalPlaces(0)).toFixed();
}

function money(reading: Reading<Money>): string {
  return reading.value === null ? UNKNOWN : `${rounded(reading.value.amount)} ${reading.value.currency}`;
}

function originWord({ value, origin }: Reading<unknown>): string {
  return value === null ? '' : ` ${codeText[`origin.${origin}`]}`;
}

function timeOfDay(ms: number, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', ...(timeZone ? { timeZone } : {}) }).format(
    ms,
  );
}
