/**
 * What Hashwatt recognises and explains, but does not mine with. One row a kind of device; the first that fits counts.
 * Ids and strings are from the drivers that know these devices (KU, BF, FB; GC = cgminer-gc3355's log).
 */
import type { PortStrings } from '../stick-catalog.ts';

export interface RecognisedRow {
  readonly vendorId: string | null;
  /** Any of these; null for all of the vendor's. */
  readonly productIds: readonly string[] | null;
  /** Part of what it says, in any case; null for whatever. */
  readonly manufacturer: string | null;
  readonly product: string | null;
  /** What it is called; null when its own words are the best there is. */
  readonly name: string | null;
  /** Code of the sentence that explains it. */
  readonly code: RecognisedCode;
  /** `maybe`: the same strings are those of other devices too. */
  readonly certainty: 'sure' | 'maybe';
}

export type RecognisedCode =
  | 'scryptStick'
  | 'scryptStickMaybe'
  | 'hidBridgeStick'
  | 'hidBridgeMaybe'
  | 'mpsseMaybe'
  | 'i2cConverter'
  | 'otherProtocol'
  | 'networkMiner'
  | 'boardOtherChip';

const row = (
  ids: string,
  words: { readonly manufacturer?: string; readonly product?: string },
  name: string | null,
  code: RecognisedCode,
  certainty: RecognisedRow['certainty'] = 'sure',
): RecognisedRow => {
  const [vendorId = '', productIds] = ids.split(':');
  return {
    vendorId: vendorId === '' ? null : vendorId,
    productIds: productIds?.split('|') ?? null,
    manufacturer: words.manufacturer ?? null,
    product: words.product ?? null,
    name,
    code,
    certainty,
  };
};

export const RECOGNISED_ROWS: readonly RecognisedRow[] = [
  // The driver knows it by an answer and by no string (FB): only one that names itself can be recognised.
  row('', { product: 'moonlander 2' }, 'Moonlander 2', 'scryptStick'),
  row('', { manufacturer: 'futurebit' }, 'FutureBit stick', 'scryptStick'),
  row(
    '0483:5740',
    { manufacturer: 'stmicroelectronics', product: 'stm32 virtual com port' },
    'Gridseed',
    'scryptStickMaybe',
    'maybe',
  ),
  row('04d8:00de', { product: 'nanofury' }, 'NanoFury', 'hidBridgeStick'),
  row('04d8:00de', {}, null, 'hidBridgeMaybe', 'maybe'),
  row('29f1:33f2', {}, 'Avalon USB converter', 'i2cConverter'),
  row('198c:b1f1', {}, 'Bi\u2022Fury', 'otherProtocol'),
  row('03eb:204b', { product: 'bitfury' }, 'BF1', 'otherProtocol'),
  row('10c4:ea60', { product: 'r-box' }, 'R-Box', 'otherProtocol'),
  row('10c4:ea60', { product: 'rx-box' }, 'RX-Box', 'otherProtocol'),
  row('0403:6014', { product: 'bitforce' }, 'BitForce', 'otherProtocol'),
  // Espressif's own number: a board's USB port that serves its firmware, not its chips.
  row('303a:1001|4001', {}, null, 'networkMiner', 'maybe'),
  row('c0de:cafe|b17d', { product: 'bonanza' }, 'Bitaxe Bonanza', 'boardOtherChip'),
  row('0403:6014', {}, null, 'mpsseMaybe', 'maybe'),
];

/** The row that fits what a device says of itself, or null. */
export function recognise(
  device: PortStrings,
  rows: readonly RecognisedRow[] = RECOGNISED_ROWS,
): RecognisedRow | null {
  return rows.find((candidate) => fits(candidate, device)) ?? null;
}

function fits(candidate: RecognisedRow, device: PortStrings): boolean {
  if (candidate.vendorId !== null && candidate.vendorId !== device.vendorId?.toLowerCase()) return false;
  if (candidate.productIds !== null && !candidate.productIds.includes(device.productId?.toLowerCase() ?? ''))
    return false;
  return contains(device.manufacturer, candidate.manufacturer) && contains(device.product, candidate.product);
}

const contains = (text: string | null, part: string | null): boolean =>
  part === null || (text?.toLowerCase().includes(part) ?? false);
