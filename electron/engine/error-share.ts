/** Which part of a stick's newest nonces is wrong. */
import { poissonInterval95 } from '../core/hashrate.ts';

/** Fewer say nothing: one wrong nonce would be whole percents. */
const ENOUGH = 100;
/** The share is that of the last one to two spans. */
const SPAN = 500;
/** Part of wrong nonces from which the clock is too high or the power too weak (cgminer users' rule of thumb). */
const SUSPICIOUS = 0.02;

export class ErrorShare {
  #good = 0;
  #wrong = 0;
  #earlierGood = 0;
  #earlierWrong = 0;

  note(good: number, wrong: number): void {
    this.#good += good;
    this.#wrong += wrong;
    if (this.#good + this.#wrong < SPAN) return;
    this.#earlierGood = this.#good;
    this.#earlierWrong = this.#wrong;
    this.#good = 0;
    this.#wrong = 0;
  }

  /** 0 to 1; null until there are enough nonces. */
  get share(): number | null {
    const wrong = this.#earlierWrong + this.#wrong;
    const all = wrong + this.#earlierGood + this.#good;
    return all < ENOUGH ? null : wrong / all;
  }

  /** More wrong ones than chance explains at a share that is still good. */
  get isSuspicious(): boolean {
    const wrong = this.#earlierWrong + this.#wrong;
    const all = wrong + this.#earlierGood + this.#good;
    return all >= ENOUGH && poissonInterval95(wrong).low > SUSPICIOUS * all;
  }
}
