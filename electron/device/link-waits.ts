/** Waits on an open link: each is over in time, when what it waits for came, or when the link is lost. */
import type { Clock } from '../contract/ports.ts';
import type { DeviceError } from './device-error.ts';

export class LinkWaits {
  readonly #clock: Clock;
  /** Those in progress: how each is ended early. */
  readonly #waits = new Set<(error: DeviceError) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Settles after `limitMs`, or as long after the last call of `finishIn` as that says, if it is sooner (0: at once).
   * Rejects with the error of `abort`.
   */
  wait(limitMs: number, begin: (finishIn: (ms: number) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let cancelSooner: () => void = () => {};
      const end = (): void => {
        cancelLimit();
        cancelSooner();
        this.#waits.delete(abort);
      };
      const finish = (): void => {
        end();
        resolve();
      };
      const abort = (error: DeviceError): void => {
        end();
        reject(error);
      };
      const cancelLimit = this.#clock.after(limitMs, finish);
      this.#waits.add(abort);
      begin((ms) => {
        cancelSooner();
        if (ms === 0) finish();
        else cancelSooner = this.#clock.after(ms, finish);
      });
    });
  }

  /** Ends every wait in progress with `error`; later waits are not touched. */
  abort(error: DeviceError): void {
    for (const abort of [...this.#waits]) abort(error);
  }
}
