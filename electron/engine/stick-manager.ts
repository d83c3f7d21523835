/**
 * Sticks come and go, fail and are tried again. This file owns their lives and what their health is
 * called; it does not know jobs, pools or money.
 */
import { EventEmitter } from 'node:events';
import type { StickHealth } from '../contract/frame.ts';
import type { Clock, Logger, Random } from '../contract/ports.ts';
import type { StickId } from '../contract/units.ts';
import { Backoff } from '../core/timing.ts';
import { DeviceError } from '../device/device-error.ts';
import type { Stick } from '../device/stick.ts';
import type { NamedHealth } from './health-overrule.ts';
import { healthOf } from './stick-health.ts';
import { StickRecord } from './stick-record.ts';
import type { Cause, StickIdentity, StickSlot } from './stick-slot.ts';

/** An unplugged stick keeps its tile this long. */
const LOST_TILE_MS = 10 * 60_000;
/** From this many failed bring-ups in a row on, the user is asked to help; tries go on. */
const FAILURES_BEFORE_HELP = 3;

export interface StickManagerDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: Random;
  readonly makeStick: (slot: StickSlot) => Stick;
  /** What a stick is to be called, where more is known of it than it says. */
  readonly overrule: (slot: StickSlot, said: NamedHealth) => NamedHealth;
  /** How long a stick has to wait before its port is opened; each asking is a turn. */
  readonly startDelayMs: (id: StickId) => number;
}

export interface StickManagerEvents {
  /** Bring-up is done: give it work. */
  ready: [StickSlot, Stick];
  /** The stick object is gone: take its work away. */
  gone: [Stick];
  health: [StickSlot];
}

export class StickManager extends EventEmitter<StickManagerEvents> {
  readonly #deps: StickManagerDeps;
  readonly #slots = new Map<StickId, StickSlot>();
  #stopped = false;
  /** Ports are released and stay so until `reopenAll`. */
  #asleep = false;

  constructor(deps: StickManagerDeps) {
    super();
    this.#deps = deps;
  }

  get slots(): ReadonlyMap<StickId, StickSlot> {
    return this.#slots;
  }

  /** A known stick is plugged in, or the user attached one by hand. */
  arrive(identity: StickIdentity): void {
    const slot = this.#slots.get(identity.id) ?? this.#newSlot(identity);
    slot.identity = identity;
    if (slot.stick !== null) return;
    this.#freshStart(slot);
  }

  /** The stick is unplugged. Its tile stays for a while, its statistics with it. */
  leave(id: StickId): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    slot.cancelTimer();
    this.#dropStick(slot);
    this.#setHealth(slot, 'lost', null);
    slot.cancelTimer = this.#deps.clock.after(LOST_TILE_MS, () => this.#slots.delete(id));
  }

  /** The user asks for another try now. False when there is no such stick, or it needs none. */
  retry(id: StickId): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined || slot.health === 'lost') return false;
    this.#dropStick(slot);
    this.#freshStart(slot);
    return true;
  }

  /** Has a stick show which one it is. A clock pattern needs work to stop and go on; a light only needs the stick. */
  blink(id: StickId): 'blinking' | 'cannotBlink' | 'unknownStick' {
    const slot = this.#slots.get(id);
    if (slot === undefined) return 'unknownStick';
    const { stick } = slot;
    const how = stick?.abilities.blink ?? null;
    const isUp = stick?.status.phase === 'mining' || stick?.status.phase === 'ramping';
    if (stick === null || how === null || !isUp || (how === 'clock' && slot.health === 'paused')) {
      return 'cannotBlink';
    }
    stick.blink().catch((error: unknown) => {
      this.#deps.log.warn('Stick did not blink', { stickId: id, reason: String(error) });
    });
    return 'blinking';
  }

  /** Takes the tile of an unplugged stick away before its time. False when the stick is here. */
  forget(id: StickId): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined) return true;
    if (slot.health !== 'lost') return false;
    slot.cancelTimer();
    this.#slots.delete(id);
    return true;
  }

  /** Closes its port and opens it anew; unlike `retry` nothing is forgotten. */
  reopen(id: StickId): void {
    const slot = this.#slots.get(id);
    if (slot === undefined || slot.stick === null) return;
    this.#dropStick(slot);
    this.#bringUp(slot);
  }

  /** Closes it: only the user can help. Tries go on, from time to time. */
  giveUp(id: StickId, cause: Cause): void {
    const slot = this.#slots.get(id);
    if (slot === undefined || slot.stick === null) return;
    this.#dropStick(slot);
    this.#setHealth(slot, 'needsHelp', cause);
    slot.cancelTimer = this.#deps.clock.after(slot.backoff.nextMs(), () => this.#bringUp(slot));
  }

  /** Closes and reopens every port: after sleep, USB has been enumerated anew. */
  reopenAll(): void {
    this.#asleep = false;
    for (const [id, slot] of this.#slots) if (slot.health !== 'lost') this.retry(id);
  }

  /** Idles every stick and closes its port, keeping its place; `reopenAll` brings them back, and what came. */
  async release(): Promise<void> {
    this.#asleep = true;
    const partings = [...this.#slots.values()].map((slot) => {
      // The timer of a lost one takes its tile away.
      if (slot.health !== 'lost') slot.cancelTimer();
      this.#dropStick(slot);
      return slot.parting;
    });
    await Promise.all(partings);
  }

  /** Names health anew, for what only the engine knows: whether there is work to do. */
  refreshHealth(work: { readonly paused: boolean; readonly hasJob: boolean }): void {
    for (const slot of this.#slots.values()) {
      if (slot.stick === null) continue;
      const { health, cause } = healthOf(slot.stick.status, work);
      this.#setHealth(slot, health, cause);
    }
  }

  /** Idempotent; every stick is idle and its port closed when it settles. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const sticks = [...this.#slots.values()].map((slot) => {
      slot.cancelTimer();
      return Promise.all([slot.stick?.stop(), slot.parting]);
    });
    await Promise.allSettled(sticks);
  }

  #newSlot(identity: StickIdentity): StickSlot {
    const slot: StickSlot = {
      identity,
      record: new StickRecord(identity.id, this.#deps.clock),
      backoff: new Backoff({ random: this.#deps.random }),
      stick: null,
      parting: null,
      lastStatus: null,
      health: 'new',
      healthSinceMs: this.#deps.clock.nowMs(),
      cause: null,
      failures: 0,
      cancelTimer: () => {},
    };
    this.#slots.set(identity.id, slot);
    return slot;
  }

  #freshStart(slot: StickSlot): void {
    slot.cancelTimer();
    slot.failures = 0;
    slot.backoff.reset();
    this.#bringUp(slot);
  }

  #bringUp(slot: StickSlot): void {
    if (this.#stopped) return;
    if (this.#asleep) {
      this.#setHealth(slot, 'new', null);
      return;
    }
    const delayMs = this.#deps.startDelayMs(slot.identity.id);
    if (delayMs === 0) this.#open(slot);
    else slot.cancelTimer = this.#deps.clock.after(delayMs, () => this.#open(slot));
  }

  #open(slot: StickSlot): void {
    const stick = this.#made(slot);
    if (stick === null) return;
    slot.stick = stick;
    stick.on('changed', () => {
      if (slot.stick === stick && stick.status.phase === 'failed')
        this.#failed(slot, stick, stick.status.error);
    });
    this.#setHealth(slot, 'ramping', null);
    this.#started(slot, stick).then(
      () => {
        if (slot.stick !== stick) return;
        slot.failures = 0;
        this.#deps.log.info('Stick is ready', { stickId: stick.id, chips: stick.status.chipCount });
        this.emit('ready', slot, stick);
      },
      (error: unknown) => this.#failed(slot, stick, error),
    );
  }

  /** The stick object before may still hold the port: two of ours must not fight over it. */
  async #started(slot: StickSlot, stick: Stick): Promise<void> {
    if (slot.parting !== null) await slot.parting;
    if (slot.stick === stick && !this.#stopped) await stick.start();
  }

  /** Null for a model that only the user can do something about; its tile says so. */
  #made(slot: StickSlot): Stick | null {
    try {
      return this.#deps.makeStick(slot);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#setHealth(slot, 'needsHelp', { code: error.code, params: { model: slot.identity.modelName } });
      return null;
    }
  }

  #failed(slot: StickSlot, stick: Stick, error: unknown): void {
    if (slot.stick !== stick || this.#stopped) return;
    const reason =
      error instanceof DeviceError ? error : new DeviceError('portFailed', stick.path, String(error));
    // Each try of the same fault again is news to nobody.
    const level = slot.cause?.code === reason.code || slot.failures > 0 ? 'debug' : 'warn';
    this.#deps.log[level]('Stick failed', { stickId: stick.id, code: reason.code, reason: reason.message });
    slot.failures += 1;
    this.#dropStick(slot);
    const needsHelp = reason.isFatal() || slot.failures >= FAILURES_BEFORE_HELP;
    this.#setHealth(slot, needsHelp ? 'needsHelp' : 'stalled', {
      code: reason.code,
      params: { path: slot.identity.path },
    });
    slot.cancelTimer = this.#deps.clock.after(slot.backoff.nextMs(), () => this.#bringUp(slot));
  }

  #dropStick(slot: StickSlot): void {
    const { stick } = slot;
    if (stick === null) return;
    slot.stick = null;
    slot.lastStatus = stick.status;
    slot.record.retireCounters(stick.status.counters);
    this.emit('gone', stick);
    const parting = stick
      .stop()
      .catch((error: unknown) => {
        this.#deps.log.warn('Stick did not stop cleanly', { stickId: stick.id, reason: String(error) });
      })
      .finally(() => {
        if (slot.parting === parting) slot.parting = null;
      });
    slot.parting = parting;
  }

  #setHealth(slot: StickSlot, said: StickHealth, saidCause: StickSlot['cause']): void {
    const { health, cause } = this.#deps.overrule(slot, { health: said, cause: saidCause });
    const changed = slot.health !== health;
    slot.cause = cause;
    if (!changed) return;
    slot.health = health;
    slot.healthSinceMs = this.#deps.clock.nowMs();
    this.emit('health', slot);
  }
}
