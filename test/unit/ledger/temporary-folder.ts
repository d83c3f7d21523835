/** Where a ledger's test keeps its file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for the running test, removed when it ends. */
export function temporaryFolder(): { readonly path: string; readonly backupDir: string } {
  const folder = mkdtempSync(join(tmpdir(), 'hashwatt-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { path: join(folder, 'ledger.db'), backupDir: join(folder, 'backups') };
}
