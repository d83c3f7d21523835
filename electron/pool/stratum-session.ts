/**
 * One connection's conversation as a state machine: lines in, effects out. No sockets, no timers, no events;
 * the client owns those. A session ends with its connection, and nothing of it outlives that.
 */
import type { Chain } from '../contract/units.ts';
import { assertNever } from '../core/assert-never.ts';
import { cleanText } from '../core/clean-text.ts';
import type { Job, JobChange } from '../core/job.ts';
import type { Share } from '../core/share.ts';
import { WANTED_VERSION_MASK } from '../core/version-rolling.ts';
import { Handshake, type HandshakeNews, type HandshakeOptions } from './handshake.ts';
import { JobBook, type JobNews, type JobTerms } from './job-book.ts';
import type { NotifyFields } from './notify-fields.ts';
import type { ReconnectRequest } from './reconnect-rule.ts';
import { ShareDifficulty } from './share-difficulty.ts';
import {
  type AnswerMessage,
  decodeLine,
  type FaultCode,
  type ServerMessage,
  type SubscribeResult,
  type WireId,
} from './stratum-messages.ts';
import { methodNotFoundAnswer, pongAnswer, submitRequest, versionAnswer } from './stratum-requests.ts';
import type { VersionForm } from './version-form.ts';

/** Notifies kept until they can be used; a pool sends one or two before its answers. */
const MAX_HELD_NOTIFIES = 8;

export interface SessionOptions extends HandshakeOptions {
  readonly chain: Chain;
  readonly versionForm: VersionForm;
  /** Sessions of this source so far; ours is the next. */
  readonly sessionsBefore: number;
}

export interface Instant {
  readonly wallMs: number;
  readonly monoMs: number;
}

export type SessionEffect =
  | { readonly kind: 'send'; readonly line: string }
  | { readonly kind: 'job'; readonly job: Job; readonly change: JobChange }
  /** Subscribed and authorised: jobs may follow. */
  | { readonly kind: 'ready' }
  /** The session cannot go on: `needsUser` when the worker was refused. */
  | { readonly kind: 'failed'; readonly needsUser: boolean; readonly text: string }
  | { readonly kind: 'difficulty'; readonly difficulty: number }
  | { readonly kind: 'versionRolling'; readonly granted: boolean }
  /** The answer to something that is not part of the handshake: a share's, or nobody's. */
  | { readonly kind: 'answer'; readonly answer: AnswerMessage }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'reconnect'; readonly request: ReconnectRequest }
  | { readonly kind: 'ignored'; readonly method: string }
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly detail: string };

type Effects = SessionEffect[];
type Extranonce = Pick<SubscribeResult, 'extranonce1' | 'extranonce2Size'>;

interface Notify {
  readonly fields: NotifyFields;
  readonly clean: boolean;
  /** What the pool had said of difficulty by then. */
  readonly statedDifficulty: number | null;
  readonly at: Instant;
}

export class StratumSession {
  readonly #options: SessionOptions;
  readonly #handshake: Handshake;
  readonly #book: JobBook;
  readonly #difficulty = new ShareDifficulty();
  #nextId = 1;
  #session: number;
  #extranonce: Extranonce | null = null;
  #nextExtranonce: Partial<Extranonce> | null = null;
  /** Null while version rolling is not granted; 0 when it is granted but stopped. */
  #mask: number | null = null;
  #held: Notify[] = [];
  #failed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#handshake = new Handshake(options, () => this.#takeId());
    this.#book = new JobBook(options.chain);
    this.#session = options.sessionsBefore + 1;
  }

  get state(): 'handshake' | 'ready' | 'failed' {
    if (this.#failed) return 'failed';
    return this.#handshake.done ? 'ready' : 'handshake';
  }

  /** For the next session's `sessionsBefore`. */
  get sessions(): number {
    return this.#session;
  }

  /** Difficulty for the next job; null while the pool has not said (then it is 1). */
  get statedDifficulty(): number | null {
    return this.#difficulty.stated;
  }

  /** Bits that may be rolled now, also in work already out; null while version rolling is not granted. */
  get versionMask(): number | null {
    return this.#mask;
  }

  get configurePending(): boolean {
    return this.#handshake.configurePending;
  }

  open(): readonly SessionEffect[] {
    return [{ kind: 'send', line: this.#handshake.open() }];
  }

  /** Takes one line of the pool. Never throws. */
  receive(line: string, at: Instant): readonly SessionEffect[] {
    if (this.#failed) return [];
    const effects: Effects = [];
    this.#handle(decodeLine(line), at, effects);
    return effects;
  }

  /** Waited long enough for the configure answer: start without rolling. A later grant still counts. */
  stopWaitingForConfigure(): readonly SessionEffect[] {
    const effects: Effects = [];
    this.#handshake.stopWaitingForConfigure();
    this.#releaseHeld(effects);
    return effects;
  }

  isOpen(job: Job): boolean {
    return this.state === 'ready' && this.#book.isOpen(job);
  }

  /** The submit line of a share, or null when its job is closed or its version has bits no longer allowed. */
  submit(share: Share): { readonly id: number; readonly line: string } | null {
    const { work, versionIndex, nonce } = share.nonce;
    const { job, extranonce2, ntime } = work;
    const version = work.versions[versionIndex] ?? job.version;
    if (!this.isOpen(job) || ((version ^ job.version) & ~(this.#mask ?? 0)) !== 0) return null;
    const { user, versionForm } = this.#options;
    const versionBits = this.#mask === null ? null : versionForm.bitsOf(version, job.version, this.#mask);
    const id = this.#takeId();
    return {
      id,
      line: submitRequest(id, { user, jobId: job.jobId, extranonce2, ntime, nonce, versionBits }),
    };
  }

  #handle(message: ServerMessage, at: Instant, effects: Effects): void {
    switch (message.kind) {
      case 'notify':
        this.#onNotify({ ...message, statedDifficulty: this.#difficulty.stated, at }, effects);
        return;
      case 'setDifficulty':
        this.#onDifficulty(message.difficulty, at, effects);
        return;
      case 'setExtranonce':
        this.#nextExtranonce = { ...this.#nextExtranonce, ...given(message) };
        return;
      case 'setVersionMask':
        this.#onVersionMask(message.mask, at, effects);
        return;
      case 'answer':
        this.#onAnswer(message, at, effects);
        return;
      case 'ping':
        reply(message.id, pongAnswer(message.id), effects);
        return;
      case 'getVersion':
        reply(message.id, versionAnswer(message.id, this.#options.userAgent), effects);
        return;
      case 'unknownMethod':
        effects.push({ kind: 'ignored', method: message.method });
        reply(message.id, methodNotFoundAnswer(message.id), effects);
        return;
      case 'showMessage':
        effects.push({ kind: 'message', text: cleanText(message.text) });
        return;
      case 'reconnect':
        effects.push({ kind: 'reconnect', request: message });
        return;
      case 'ignored':
        effects.push(message);
        return;
      case 'fault':
        effects.push(message);
        // DATUM can answer configure with a line that is no JSON; nothing better will come (observation 8).
        if (message.code === 'notJson') effects.push(...this.stopWaitingForConfigure());
        return;
      default:
        assertNever(message);
    }
  }

  #onAnswer(answer: AnswerMessage, at: Instant, effects: Effects): void {
    const news = this.#handshake.take(answer);
    if (news === null) effects.push({ kind: 'answer', answer });
    else this.#onHandshake(news, at, effects);
  }

  #onHandshake(news: HandshakeNews, at: Instant, effects: Effects): void {
    switch (news.kind) {
      case 'configured':
        this.#onConfigured(news.mask, at, effects);
        return;
      case 'subscribed':
        this.#extranonce = news.result;
        // public-pool names its one subscription like the extranonce1; the others recorded do not.
        if (news.result.subscriptionIds.includes(news.result.extranonce1)) this.#difficulty.countAtOnce();
        this.#becomeReady(effects);
        return;
      case 'authorized':
        if (news.lines !== '') effects.push({ kind: 'send', line: news.lines });
        this.#becomeReady(effects);
        return;
      case 'failed':
        this.#failed = true;
        this.#held = [];
        effects.push(news);
        return;
      case 'noted':
        return;
      default:
        assertNever(news);
    }
  }

  #onConfigured(mask: number | null, at: Instant, effects: Effects): void {
    this.#mask = mask;
    effects.push({ kind: 'versionRolling', granted: mask !== null });
    const newest = this.#book.newest;
    if (mask !== null && newest !== null) this.#renew('update', newest.difficulty, at, effects);
    this.#releaseHeld(effects);
  }

  #becomeReady(effects: Effects): void {
    if (this.state !== 'ready') return;
    effects.push({ kind: 'ready' });
    this.#releaseHeld(effects);
  }

  /** Work may come before the answers it needs (captures, observation 3): it is held, not dropped. */
  #onNotify(notify: Notify, effects: Effects): void {
    if (this.#canAnnounce()) {
      this.#announce(notify, effects);
      return;
    }
    if (notify.clean) this.#held = [];
    this.#held.push(notify);
    if (this.#held.length > MAX_HELD_NOTIFIES) this.#held.shift();
  }

  #canAnnounce(): boolean {
    return this.state === 'ready' && !this.#handshake.configurePending;
  }

  #releaseHeld(effects: Effects): void {
    if (!this.#canAnnounce()) return;
    const held = this.#held;
    this.#held = [];
    for (const notify of held) this.#announce(notify, effects);
  }

  #announce({ fields, clean, statedDifficulty, at }: Notify, effects: Effects): void {
    const old = this.#extranonce;
    if (old === null) return;
    const next = { ...old, ...this.#nextExtranonce };
    const isNew = next.extranonce1 !== old.extranonce1 || next.extranonce2Size !== old.extranonce2Size;
    // A new extranonce voids what was made with the old one: it counts as a new session.
    const session = isNew ? this.#session + 1 : this.#session;
    const terms = this.#terms(session, next, this.#difficulty.ofJob(statedDifficulty), at);
    try {
      pushJob(this.#book.announce(fields, clean, terms), effects);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      effects.push({ kind: 'fault', code: 'badNotify', detail: error.message });
      return;
    }
    this.#extranonce = next;
    this.#nextExtranonce = null;
    this.#session = session;
  }

  #onDifficulty(difficulty: number, at: Instant, effects: Effects): void {
    const statedBefore = this.#difficulty.stated;
    this.#difficulty.state(difficulty);
    effects.push({ kind: 'difficulty', difficulty });
    const newest = this.#book.newest;
    if (newest === null) return;
    const counts = this.#difficulty.ofJob(statedBefore === null ? null : newest.difficulty);
    if (counts !== newest.difficulty) this.#renew('update', counts, at, effects);
  }

  /** Counts at once (BIP 310). Without a grant there is nothing it could change. */
  #onVersionMask(mask: number, at: Instant, effects: Effects): void {
    const old = this.#mask;
    if (old === null) {
      effects.push({ kind: 'ignored', method: 'mining.set_version_mask' });
      return;
    }
    const next = (mask & WANTED_VERSION_MASK) >>> 0;
    if (next === old) return;
    this.#mask = next;
    const newest = this.#book.newest;
    if (newest === null) return;
    this.#renew((old & ~next) === 0 ? 'update' : 'replace', newest.difficulty, at, effects);
  }

  /** Makes the newest job anew under what counts now. */
  #renew(change: JobChange, difficulty: number, at: Instant, effects: Effects): void {
    if (this.#extranonce === null) return;
    const terms = this.#terms(this.#session, this.#extranonce, difficulty, at);
    pushJob(this.#book.renew(terms, change), effects);
  }

  #terms(session: number, extranonce: Extranonce, difficulty: number, at: Instant): JobTerms {
    return {
      session,
      extranonce1: extranonce.extranonce1,
      extranonce2Size: extranonce.extranonce2Size,
      versionRolling: this.#mask !== null,
      versionMask: this.#mask ?? 0,
      difficulty,
      receivedAtMs: at.wallMs,
      receivedMonoMs: at.monoMs,
    };
  }

  #takeId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }
}

/** The members of a mining.set_extranonce that are there; null means unchanged. */
function given(message: Extract<ServerMessage, { kind: 'setExtranonce' }>): Partial<Extranonce> {
  return {
    ...(message.extranonce1 === null ? {} : { extranonce1: message.extranonce1 }),
    ...(message.extranonce2Size === null ? {} : { extranonce2Size: message.extranonce2Size }),
  };
}

function pushJob(news: JobNews | null, effects: Effects): void {
  if (news !== null) effects.push({ kind: 'job', ...news });
}

/** Only requests get an answer; a notification has no id. */
function reply(id: WireId, line: string, effects: Effects): void {
  if (id !== null) effects.push({ kind: 'send', line });
}
