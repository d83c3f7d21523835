/** Passports as a table for a spreadsheet: RFC 4180, times in ISO 8601, units in the names. Pure. */
import type { Passport } from '../../electron/contract/passport.ts';

const COLUMNS: readonly (readonly [name: string, of: (passport: Passport) => string | number | null])[] = [
  ['stickId', (one) => one.stickId],
  ['model', (one) => one.model],
  ['name', (one) => one.name],
  ['serialNumber', (one) => one.serialNumber],
  ['firstSeen', (one) => iso(one.firstSeenMs)],
  ['lastSeen', (one) => iso(one.lastSeenMs)],
  ['hashedMs', (one) => one.hashedMs],
  ['energyWh', (one) => one.energyWh],
  ['unmeteredMs', (one) => one.unmeteredMs],
  ['workDifficulty', (one) => one.workDifficulty],
  ['expectedSats', (one) => one.expectedSats],
  ['accepted', (one) => one.accepted],
  ['rejected', (one) => one.rejected],
  ['hardwareErrors', (one) => one.hardwareErrors],
  ['resets', (one) => one.resets],
  ['bestShareDifficulty', (one) => one.bestShareDifficulty],
  ['bestShareAt', (one) => (one.bestShareAtMs === null ? null : iso(one.bestShareAtMs))],
  ['blocks', (one) => one.blocks],
  ['firstJth', (one) => one.firstJth],
  ['latestJth', (one) => one.latestJth],
  ['hubs', (one) => one.hubs.map(({ location }) => location).join(' ')],
];

/** An empty cell is unknown. */
export function passportCsv(passports: readonly Passport[]): string {
  const rows = [
    COLUMNS.map(([name]) => name),
    ...passports.map((passport) => COLUMNS.map(([, of]) => of(passport) ?? '')),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** `hashwatt-compac-f-a2-0001.json`: nothing in it that a file system minds. */
export function passportFileName({ model, stickId }: Passport, extension: 'json' | 'csv'): string {
  const id = stickId
    .replace(/^(?:serial|path):/, '')
    .replaceAll(/[^\w-]+/g, '-')
    .slice(0, 60)
    .toLowerCase();
  return `hashwatt-${model}-${id}.${extension}`;
}

const iso = (atMs: number): string => new Date(atMs).toISOString();

/** A name that begins like a formula is one to some spreadsheets; a leading apostrophe makes it text. */
function cell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : value.replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
