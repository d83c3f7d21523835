/** Ctrl-C and service managers: stop in order, within the limit, and a second Ctrl-C at once. */
import type { Logger } from '../contract/ports.ts';

/** Sticks, ledger and sockets have this long (security P7); then the process ends anyway. */
const STOP_LIMIT_MS = 4500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(signal === 'SIGINT' ? 130 : 1);
    stopping = true;
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
