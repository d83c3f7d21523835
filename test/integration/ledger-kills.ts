/** Rounds of kill -9 on a process that records, and what must be true of the file after each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./ledger-child.ts', import.meta.url));
/** A child that does not come to its first commit by then is broken, not slow. */
const CHILD_LIMIT_MS = 30_000;

/** Numbers of entries, first included, end not. */
export interface EntryRange {
  readonly first: number;
  readonly end: number;
}

/** Entries a child records from here on that nobody heard of may be in the file or not. */
const UNHEARD_ROOM = 100_000;

export interface KilledLedger {
  readonly path: string;
  readonly backupDir: string;
  /** What children said is committed, over all rounds. */
  readonly acknowledged: EntryRange[];
}

/**
 * Lets a child record, kills it `delayMs` after its `commits`th commit, anywhere in what it then does, and
 * looks at the file. Returns what is wrong: nothing acknowledged in any round may be missing or doubled.
 */
export async function killRound(
  ledger: KilledLedger,
  commits: number,
  delayMs: number,
): Promise<readonly string[]> {
  const first = (ledger.acknowledged.at(-1)?.end ?? 0) + UNHEARD_ROOM;
  const child = spawn(process.execPath, [CHILD, ledger.path, ledger.backupDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), CHILD_LIMIT_MS);
  const ended = once(child, 'exit');
  let end = first;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    end = Number(line) + 1;
    seen += 1;
    if (seen === commits) setTimeout(() => child.kill('SIGKILL'), delayMs);
  }
  await ended;
  clearTimeout(limit);
  ledger.acknowledged.push({ first, end });
  const early = seen < commits ? [`the child ended after ${seen} of ${commits} commits`] : [];
  return [...early, ...problemsOf(ledger)];
}

function problemsOf(ledger: KilledLedger): readonly string[] {
  const db = new DatabaseSync(ledger.path);
  try {
    const integrity = db.prepare('PRAGMA integrity_check').get()?.integrity_check;
    const numbers = (sql: string): Set<number> =>
      new Set(
        db
          .prepare(sql)
          .all()
          .map((row) => Number(String(Object.values(row)[0]).split('-')[1])),
      );
    const shares = numbers('SELECT share_id FROM shares');
    const sticks = numbers('SELECT stick_id FROM minutes m JOIN sticks s ON s.id = m.stick');
    const wanted = ledger.acknowledged.flatMap(({ first, end }) =>
      Array.from({ length: end - first }, (_, n) => first + n),
    );
    const doubled = db.prepare('SELECT count(*) AS count FROM minutes WHERE nonces <> 1').get()?.count;
    return [
      ...(integrity === 'ok' ? [] : [`integrity_check: ${String(integrity)}`]),
      ...wanted.filter((n) => !shares.has(n)).map((n) => `share ${n} was acknowledged and is gone`),
      ...wanted.filter((n) => !sticks.has(n)).map((n) => `minute ${n} was acknowledged and is gone`),
      ...(doubled === 0 ? [] : [`${String(doubled)} minutes were added twice`]),
    ];
  } finally {
    db.close();
  }
}
