/** A simulated far end behind a real tty: what the tty's reader says it hears, and what it says can be read there. */
import type { FarEnd } from '../../electron/practice/simulator/simulated-port.ts';
import { openTtyPair } from './tty-pair.ts';

export interface FarEndTty {
  /** `/dev/pts/N`. */
  readonly path: string;
  /** Hangs up. Idempotent. */
  close(): void;
}

export function putBehindTty(farEnd: Pick<FarEnd, 'listen' | 'receive'>): FarEndTty {
  const pair = openTtyPair();
  pair.onBytes((bytes) => farEnd.receive(bytes));
  const detach = farEnd.listen((bytes) => {
    try {
      pair.write(bytes);
    } catch (error) {
      // Nobody reads and the tty is full: a real line loses bytes too.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  });
  return {
    path: pair.path,
    close() {
      detach();
      pair.close();
    },
  };
}
