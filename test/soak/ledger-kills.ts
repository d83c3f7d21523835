/** 200 times kill -9 on a process that records: nothing acknowledged is lost, the file stays whole. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KilledLedger, killRound } from '../integration/ledger-kills.ts';
import { killDelayMs, type SoakPart } from './soak-part.ts';

const KILLS = 200;
/** A commit takes a few ms: the kill falls anywhere in one or between two. */
const MOST_DELAY_MS = 17;

export const ledgerKills: SoakPart = {
  name: 'ledger kills',
  async *checks() {
    const folder = await mkdtemp(join(tmpdir(), 'hashwatt-soak-'));
    try {
      const ledger: KilledLedger = {
        path: join(folder, 'ledger.db'),
        backupDir: join(folder, 'backups'),
        acknowledged: [],
      };
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const problems = await killRound(ledger, 1 + (kill % 3), killDelayMs(kill, MOST_DELAY_MS));
        yield { what: `kill ${kill} of ${KILLS}`, problems };
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
