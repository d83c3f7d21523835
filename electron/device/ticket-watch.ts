/**
 * Whether the chips filter at the ticket difficulty they were told. They do not say, so it is read from the
 * nonces: a mask too low lets easier ones through, one too high leaves out the easiest.
 */
export type TicketFinding = 'watching' | 'confirmed' | 'wrong';

/** Nonces already on their way when the mask was written. */
const NONCES_TO_SKIP = 8;
/** Easier ones that are forgiven, for work that was on the chip before (cgminer allows as many). */
const EASIER_ALLOWED = 4;
/** With a mask of twice the difficulty none of so many would be below twice the ticket: one case in 2^48. */
const NONCES_TO_JUDGE = 48;
/** Rounding of difficulties. */
const SLACK = 0.1;

export class TicketWatch {
  #ticketDifficulty = 1;
  #seen = 0;
  #easier = 0;
  #hasEasy = false;
  #isDone = false;

  /** The mask was written, for the first time or again. */
  restart(ticketDifficulty: number): void {
    this.#ticketDifficulty = ticketDifficulty;
    this.#seen = 0;
    this.#easier = 0;
    this.#hasEasy = false;
    this.#isDone = false;
  }

  /** False once there is nothing more to find out: then difficulties need not be computed. */
  get isWatching(): boolean {
    return !this.#isDone;
  }

  /** Stops watching: the mask was written often enough. */
  giveUp(): void {
    this.#isDone = true;
  }

  note(shareDifficulty: number): TicketFinding {
    this.#seen += 1;
    if (this.#isDone || this.#seen <= NONCES_TO_SKIP) return 'watching';
    if (shareDifficulty < this.#ticketDifficulty - SLACK) this.#easier += 1;
    if (shareDifficulty < 2 * this.#ticketDifficulty) this.#hasEasy = true;
    if (this.#easier > EASIER_ALLOWED) return this.#finish('wrong');
    if (this.#seen < NONCES_TO_SKIP + NONCES_TO_JUDGE) return 'watching';
    return this.#finish(this.#hasEasy ? 'confirmed' : 'wrong');
  }

  #finish(finding: TicketFinding): TicketFinding {
    this.#isDone = true;
    return finding;
  }
}
