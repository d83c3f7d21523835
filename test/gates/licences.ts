/**
 * Holds the licences of the lock file against the allow-list: what ships must be on the first list, what only
 * builds and tests may also be on the second. A package without a licence field is refused.
 */
import { z } from 'zod';

const SHIPPED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'PSF-2.0',
  'CC0-1.0',
  'Unlicense',
  'OFL-1.1',
]);
const DEVELOPMENT = new Set([...SHIPPED, 'MPL-2.0', 'CC-BY-4.0', 'CC-BY-3.0', 'WTFPL']);

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ license: z.string().optional(), dev: z.boolean().optional(), link: z.boolean().optional() }),
  ),
});

/** Gives the number of packages that pass and one line for each that does not. Throws on a broken lock file. */
export function checkLicences(lockFileText: string): {
  readonly allowed: number;
  readonly refused: string[];
} {
  const { packages } = LockFile.parse(JSON.parse(lockFileText));
  const refused: string[] = [];
  let allowed = 0;
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || entry.link) continue;
    if (isAllowed(entry.license ?? '', entry.dev ? DEVELOPMENT : SHIPPED)) allowed += 1;
    else refused.push(`${path}: ${entry.license ?? 'no licence field'}`);
  }
  return { allowed, refused };
}

/** SPDX expressions as they occur: one id, `(A OR B)`, `A AND B`. An alternative is enough, a conjunction is not. */
function isAllowed(expression: string, list: ReadonlySet<string>): boolean {
  const alternatives = expression.replace(/[()]/g, '').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((id) => list.has(id.trim())));
}
