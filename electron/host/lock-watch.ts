/** Looks after the lock of the data folder while the host runs, and says what became of it. */
import type { Clock, Logger } from '../contract/ports.ts';
import type { InstanceLock } from './instance-lock.ts';

const LOOK_MS = 3_000;

/** `whileOurs` is called after each look that found the folder ours. Returns what ends it. */
export function watchLock(
  lock: InstanceLock,
  clock: Clock,
  log: Logger,
  whileOurs: () => void = () => {},
): () => void {
  let isLost = false;
  return clock.every(LOOK_MS, () => {
    const state = lock.look();
    if (state === 'again')
      log.warn('The lock file of the data folder was deleted or exchanged; it is taken again');
    if (state === 'lost' && !isLost) {
      log.error('The data folder is no longer ours alone: another Hashwatt may use it. End one of the two.');
    }
    isLost = state === 'lost';
    if (!isLost) whileOurs();
  });
}
