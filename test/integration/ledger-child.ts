/**
 * A process that records for as long as it lives and prints the number of an entry once the ledger says it
 * is committed. Its parent kills it. Arguments: path of the ledger, backup folder, first number.
 */
import { systemClock } from '../../electron/host/system-clock.ts';
import { openLedger } from '../../electron/ledger/ledger.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { minuteEntry, shareEntry } from '../unit/ledger/ledger-entries.ts';

const [, , path = '', backupDir = '', first = '0'] = process.argv;

const ledger = await openLedger({
  path,
  backupDir,
  workerUrl: new URL('../../electron/ledger/ledger-worker.ts', import.meta.url),
  clock: systemClock,
  log: silentLogger(),
});

for (let n = Number(first); ; n += 20) {
  for (let i = n; i < n + 20; i += 1) {
    ledger.record(shareEntry({ shareId: `share-${i}` }));
    ledger.record(minuteEntry({ stickId: `stick-${i}`, nonces: 1 }));
  }
  await ledger.flush();
  process.stdout.write(`${n + 19}\n`);
}
