/**
 * What a pool says in words, on its way to page and log: rid of our password, and of each kind only the first of a
 * connection loud, since a pool must not be able to fill the log.
 */
import type { Logger } from '../contract/ports.ts';
import { cleanText } from '../core/clean-text.ts';
import type { SpokenPassword } from './spoken-password.ts';
import type { FaultCode } from './stratum-messages.ts';

/** Enough to recognise what a line was. */
const LOGGED_CHARACTERS = 200;

export class PoolWords {
  readonly #log: Logger;
  readonly #told = new Set<FaultCode | 'message' | 'reconnect'>();
  #password: SpokenPassword | null = null;
  #message: string | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** From client.show_message; null when there is none, or when it was about the connection before. */
  get message(): string | null {
    return this.#message;
  }

  /** Another connection is tried, with this password. */
  begin(password: SpokenPassword): void {
    this.#password = password;
    this.#told.clear();
  }

  /** It is open: what the pool said last was about the one before. */
  forgetMessage(): void {
    this.#message = null;
  }

  readonly scrub = (text: string): string => this.#password?.scrub(text) ?? text;

  /** True for the first of a connection: one that never stops talking is shown with the next frame, not each word. */
  hear(text: string): boolean {
    const message = this.scrub(text);
    if (message === '' || message === this.#message) return false;
    this.#message = message;
    const isFirst = this.#isFirst('message');
    this.#log[isFirst ? 'info' : 'debug']('Message from the pool', { text: message });
    return isFirst;
  }

  /** A strange line harms nothing. ckpool says goodbye in plain words, worth keeping (captures, observation 6). */
  fault(code: FaultCode, detail: string): void {
    const fields = { code, detail: cleanText(this.scrub(detail), LOGGED_CHARACTERS) };
    if (this.#isFirst(code)) {
      this.#log.warn('The pool sent something that makes no sense; mining goes on', fields);
    } else {
      this.#log.debug('More that makes no sense', fields);
    }
  }

  wantedToMove(reason: string): void {
    const level = this.#isFirst('reconnect') ? 'warn' : 'debug';
    this.#log[level]('The pool asked to move elsewhere; staying', { reason });
  }

  #isFirst(kind: FaultCode | 'message' | 'reconnect'): boolean {
    const isFirst = !this.#told.has(kind);
    this.#told.add(kind);
    return isFirst;
  }
}
