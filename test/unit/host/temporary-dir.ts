/** A directory of one test, gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hashwatt-host-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
