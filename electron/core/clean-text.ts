/** Words of pools and devices as harmless plain text: they reach the page, the log and the ledger. */

const MAX_LENGTH = 512;

/** ECMA-48 escape sequences: CSI with its parameters, OSC up to its end, and two-character escapes. */
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]/g;

/**
 * Removes terminal escapes and every control, format (bidi, zero width) and unassigned character, joins
 * white space and cuts at `maxLength` characters (512 holds any message seen), never inside a pair.
 */
export function cleanText(text: string, maxLength = MAX_LENGTH): string {
  const plain = text
    .slice(0, maxLength * 8)
    .toWellFormed()
    .replace(ESCAPE_SEQUENCE, '')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cn}\p{Co}\u2028\u2029]/gu, '')
    // Once more: two blanks may have met.
    .replace(/ {2,}/g, ' ')
    .trim();
  return [...plain].slice(0, maxLength).join('').trimEnd();
}
