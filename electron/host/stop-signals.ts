/**
 * Ctrl-C and service managers: stop in order, within the limit, and a second Ctrl-C at once. Entries listen before they
 * load anything else, so this file imports nothing.
 */

/** Sticks, ledger and sockets have this long; then the process ends anyway. */
const STOP_LIMIT_MS = 4500;
/**
 * One Ctrl-C arrives more than once: npm passes it on beside the terminal, and a library of conf's sends it
 * again. Only a later one is the user's second.
 */
const ECHO_MS = 1500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopSignals {
  /** True once a signal came. The process then ends by itself; a start that still runs must not say or end anything. */
  readonly isStopping: boolean;
  /**
   * What the first signal does from now on, within `limitMs`; it resolves with whether all could be saved. Before the
   * first call there is nothing to stop.
   */
  onStop(stop: (signal: NodeJS.Signals) => Promise<boolean>, limitMs?: number): void;
}

/**
 * From now on SIGINT, SIGTERM and SIGHUP stop what there is and end the process: code 0, or 1 when it fails, could not
 * save all, or takes longer than its limit. A second signal, when it is no echo of the first, ends at once.
 */
export function listenForStop(): StopSignals {
  let stop: (signal: NodeJS.Signals) => Promise<boolean> = async () => true;
  let limitMs = STOP_LIMIT_MS;
  let stoppingSinceMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSinceMs !== null) {
      if (performance.now() - stoppingSinceMs > ECHO_MS) process.exit(signal === 'SIGINT' ? 130 : 1);
      return;
    }
    stoppingSinceMs = performance.now();
    setTimeout(() => fail('Stopping took too long; leaving now.'), limitMs).unref();
    stop(signal).then(
      (allSaved) => process.exit(allSaved ? 0 : 1),
      (error: unknown) => fail(`Stopping failed: ${String(error)}`),
    );
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get isStopping() {
      return stoppingSinceMs !== null;
    },
    onStop(next, nextLimitMs = STOP_LIMIT_MS) {
      stop = next;
      limitMs = nextLimitMs;
    },
  };
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
