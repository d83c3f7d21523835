/**
 * The start of a connection: configure, subscribe, authorize, and what may follow them. Matches answers to
 * those requests by id; jobs and shares are the session's.
 */
import { WANTED_VERSION_MASK } from '../core/version-rolling.ts';
import { readAnswer } from './reject-taxonomy.ts';
import {
  type AnswerMessage,
  parseConfigureResult,
  parseSubscribeResult,
  type SubscribeResult,
  type WireId,
} from './stratum-messages.ts';
import * as requests from './stratum-requests.ts';

export interface HandshakeOptions {
  readonly user: string;
  readonly password: string;
  readonly userAgent: string;
  /** False after a pool closed the connection on mining.configure. */
  readonly asksVersionRolling: boolean;
  /** Asked once after authorize, as late as can be: sticks may have come up meanwhile. Null: nothing is sent. */
  readonly suggestDifficulty: () => number | null;
  /** Some pools disconnect on it, so it is off unless the user asks. */
  readonly subscribesExtranonce: boolean;
}

export type HandshakeNews =
  /** `mask`: what the pool grants within what we asked, or null when it refuses version rolling. */
  | { readonly kind: 'configured'; readonly mask: number | null }
  | { readonly kind: 'subscribed'; readonly result: SubscribeResult }
  /** `lines` are to be sent now; may be empty. */
  | { readonly kind: 'authorized'; readonly lines: string }
  /** `needsUser`: the pool refused the worker. */
  | { readonly kind: 'failed'; readonly needsUser: boolean; readonly text: string }
  /** An answer to a request whose effect shows elsewhere. */
  | { readonly kind: 'noted' };

type Step = 'configure' | 'subscribe' | 'authorize' | 'other';

export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #takeId: () => number;
  readonly #steps = new Map<string, Step>();
  #subscribed = false;
  #authorized = false;
  #configurePending: boolean;

  constructor(options: HandshakeOptions, takeId: () => number) {
    this.#options = options;
    this.#takeId = takeId;
    this.#configurePending = options.asksVersionRolling;
  }

  /** Subscribed and authorised. */
  get done(): boolean {
    return this.#subscribed && this.#authorized;
  }

  get configurePending(): boolean {
    return this.#configurePending;
  }

  /**
   * The start-up lines in one go: configure first (BIP 310), then subscribe, then authorize. Every pool
   * recorded takes them pipelined, but for one that closes on configure itself (captures, observation 1).
   */
  open(): string {
    const { user, password, userAgent, asksVersionRolling } = this.#options;
    return [
      asksVersionRolling ? requests.configureRequest(this.#step('configure'), WANTED_VERSION_MASK) : '',
      requests.subscribeRequest(this.#step('subscribe'), userAgent),
      requests.authorizeRequest(this.#step('authorize'), user, password),
    ].join('');
  }

  /** Null when the answer is to none of our requests: then it is a share's. */
  take(answer: AnswerMessage): HandshakeNews | null {
    const step = this.#takeStep(answer.id);
    switch (step) {
      case undefined:
        return null;
      case 'configure':
        return this.#onConfigured(answer);
      case 'subscribe':
        return this.#onSubscribed(answer);
      case 'authorize':
        return this.#onAuthorized(answer);
      case 'other':
        return { kind: 'noted' };
    }
  }

  /** Go on without version rolling; an answer that still comes counts. */
  stopWaitingForConfigure(): void {
    this.#configurePending = false;
  }

  #onConfigured(answer: AnswerMessage): HandshakeNews {
    this.#configurePending = false;
    const granted = parseConfigureResult(answer);
    // Pools may grant more than was asked (captures, observation 9): never roll what we did not ask for.
    return { kind: 'configured', mask: granted === null ? null : (granted & WANTED_VERSION_MASK) >>> 0 };
  }

  #onSubscribed(answer: AnswerMessage): HandshakeNews {
    const result = answer.error ? null : parseSubscribeResult(answer.result);
    if (result === null) {
      const text = refusalText(answer) ?? 'its extranonce cannot be mined with';
      return { kind: 'failed', needsUser: false, text };
    }
    this.#subscribed = true;
    return { kind: 'subscribed', result };
  }

  #onAuthorized(answer: AnswerMessage): HandshakeNews {
    if (readAnswer(answer).kind === 'rejected') {
      const text = refusalText(answer);
      // "Failed subscription" is ckpool's word for an authorize it could not place, not a wrong name (observation 2).
      return { kind: 'failed', needsUser: !/subscri/i.test(text ?? ''), text: text ?? 'it gives no reason' };
    }
    this.#authorized = true;
    return { kind: 'authorized', lines: this.#afterAuthorize() };
  }

  #afterAuthorize(): string {
    const { suggestDifficulty, subscribesExtranonce } = this.#options;
    const difficulty = suggestDifficulty();
    return [
      difficulty === null ? '' : requests.suggestDifficultyRequest(this.#step('other'), difficulty),
      subscribesExtranonce ? requests.extranonceSubscribeRequest(this.#step('other')) : '',
    ].join('');
  }

  #step(step: Step): number {
    const id = this.#takeId();
    this.#steps.set(String(id), step);
    return id;
  }

  #takeStep(id: WireId): Step | undefined {
    const key = String(id);
    const step = this.#steps.get(key);
    this.#steps.delete(key);
    return step;
  }
}

function refusalText(answer: AnswerMessage): string | null {
  const read = readAnswer(answer);
  return read.kind === 'rejected' ? read.text : null;
}
