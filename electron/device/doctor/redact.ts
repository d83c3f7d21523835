/** Takes out of a text what tells who or where somebody is, and counts what it took. Pure. */

export interface Person {
  readonly userName: string;
  readonly hostName: string;
  readonly homePath: string;
  /** Of the device that is told of, and of whatever else is known. */
  readonly serialNumbers: readonly string[];
}

export interface Redaction {
  readonly text: string;
  /** What was taken out, by kind, where it was there. */
  readonly redacted: { readonly code: RedactedCode; readonly count: number }[];
}

export type RedactedCode = 'homePath' | 'serialNumber' | 'userName' | 'hostName' | 'address';

/** Whole words only: a user called `pi` is in `pipe` too. */
const word = (text: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${literal(text)}(?![\\p{L}\\p{N}])`, 'giu');

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Network and payment addresses, and those of people. */
const ADDRESSES: readonly RegExp[] = [
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g,
  /\b(?:bc1|tb1|bcrt1)[a-z0-9]{11,87}\b/gi,
  /\b[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}\b/g,
  /(?<![\w:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:])/gi,
  /(?<![\w:])(?=[\da-f:]*::|(?:[\da-f]{1,4}:){7})[\da-f:]{2,38}[\da-f](?![\w:])/gi,
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g,
];

/** A serial number of fewer characters tells nothing, and is a part of much else. */
export const isTelling = (serialNumber: string): boolean => serialNumber.length >= 4;

/** Longer things first, so that no part of one is left behind. */
export function redact(text: string, person: Person): Redaction {
  const counts = new Map<RedactedCode, number>();
  const take = (from: string, code: RedactedCode, pattern: RegExp): string =>
    from.replaceAll(pattern, () => {
      counts.set(code, (counts.get(code) ?? 0) + 1);
      return `<${code}>`;
    });
  let left = text;
  if (person.homePath.length > 1) left = take(left, 'homePath', word(person.homePath));
  const serials = [...person.serialNumbers].sort((a, b) => b.length - a.length);
  // Unlike a name a number may stand inside a longer word, as in a name by id.
  for (const serial of serials) {
    if (isTelling(serial)) left = take(left, 'serialNumber', new RegExp(literal(serial), 'giu'));
  }
  for (const pattern of ADDRESSES) left = take(left, 'address', pattern);
  if (person.hostName.length > 1) left = take(left, 'hostName', word(person.hostName));
  if (person.userName.length > 1) left = take(left, 'userName', word(person.userName));
  return { text: left, redacted: [...counts].map(([code, count]) => ({ code, count })) };
}
