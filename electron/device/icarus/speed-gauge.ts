/** The speed of a device that nobody knows, from how far it had come when it told its nonces (KI's timing). */

interface Sample {
  readonly hashes: number;
  readonly elapsedMs: number;
}

/** Few enough to follow a new design soon, and enough that a USB delay does not matter. */
const SAMPLES = 16;
const ENOUGH_SAMPLES = 8;

export class SpeedGauge {
  #samples: readonly Sample[] = [];

  /** Hashes a second; null until there is enough to tell. */
  get hashrateHs(): number | null {
    if (this.#samples.length < ENOUGH_SAMPLES) return null;
    const hashes = this.#samples.reduce((sum, sample) => sum + sample.hashes, 0);
    const elapsedMs = this.#samples.reduce((sum, sample) => sum + sample.elapsedMs, 0);
    return (hashes * 1000) / elapsedMs;
  }

  /** A nonce of the newest work, after `elapsedMs` of it. */
  note(hashes: number, elapsedMs: number): void {
    if (elapsedMs > 0) this.#samples = [...this.#samples, { hashes, elapsedMs }].slice(-SAMPLES);
  }
}
