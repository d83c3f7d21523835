/** Ctrl-C and service managers: stop in order, within the limit, and a second Ctrl-C at once. */
import type { Logger } from '../contract/ports.ts';

/** Sticks, ledger and sockets have this long; then the process ends anyway. */
const STOP_LIMIT_MS = 4500;
/**
 * One Ctrl-C arrives more than once: npm passes it on beside the terminal, and a library of conf's sends it
 * again. Only a later one is the user's second.
 */
const ECHO_MS = 1500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * From now on SIGINT, SIGTERM and SIGHUP call `stop` once and end the process: code 0, or 1 when it fails or takes
 * longer than its limit. A second signal, when it is no echo of the first, ends at once.
 */
export function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let stoppingSinceMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSinceMs !== null) {
      if (performance.now() - stoppingSinceMs > ECHO_MS) process.exit(signal === 'SIGINT' ? 130 : 1);
      return;
    }
    stoppingSinceMs = performance.now();
    log.info('Stopping: sticks, ledger, connections', { signal });
    setTimeout(() => {
      log.error('Stopping took too long; leaving now');
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('Stopping failed', { reason: String(error) });
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
