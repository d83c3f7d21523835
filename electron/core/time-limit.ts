/** A limit on what waits for hardware, disks, networks and other programs. */
import type { Clock } from '../contract/ports.ts';

/** Settles as `promise` does, or rejects with what `late` makes after `ms`; a later settling is ignored. */
export function withTimeLimit<T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(late()));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
