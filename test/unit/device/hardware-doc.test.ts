/** The table that users choose by names the models of the catalogue: all of them, and no other. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { STICK_ROWS } from '../../../electron/device/stick-rows.ts';

const DOC = readFileSync(new URL('../../../docs/hardware.md', import.meta.url), 'utf8');
const TABLE_ROWS = DOC.split('\n').flatMap((line) => {
  const [, id = '', , chips = '', found = ''] =
    /^\| `([a-z0-9-]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|/.exec(line) ?? [];
  return id === '' ? [] : [{ id, chips: chips.trim(), found: found.trim() }];
});
const DRIVEN = STICK_ROWS.filter(({ drive }) => drive !== null);

it('has one row for each model that is driven', () => {
  expect(TABLE_ROWS.map(({ id }) => id).toSorted()).toEqual(DRIVEN.map(({ id }) => id).toSorted());
});

it('names every model that is only recognised', () => {
  for (const { id } of STICK_ROWS.filter(({ drive }) => drive === null)) expect(DOC).toContain(`\`${id}\``);
});

it.each(DRIVEN)('tells the chips of $id, and how it is found', ({ id, chipCount, chipName, usb }) => {
  const row = TABLE_ROWS.find((candidate) => candidate.id === id);
  if (chipName !== 'ASIC') expect(row?.chips).toContain(chipName);
  expect(row?.chips.startsWith(`${chipCount} × `)).toBe(chipCount !== null);
  expect(row?.found.startsWith(usb.length === 0 ? 'by hand' : 'by name')).toBe(true);
});
