/** The project's own copies of the vectors. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const DATA = join(import.meta.dirname, 'data');

const FILES = [
  'stratum/vectors.json',
  'stratum/replay-blocks.json',
  'hardware/gekko-vectors.json',
  'hardware/bm13xx-vectors.json',
  'earnings/vectors.json',
];

export async function ownFiles(): Promise<readonly string[]> {
  const captures = join(DATA, 'stratum/captures');
  const names = (await readdir(captures)).filter((name) => name.endsWith('.jsonl')).sort();
  return [...FILES.map((name) => join(DATA, name)), ...names.map((name) => join(captures, name))];
}
