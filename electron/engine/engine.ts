/**
 * The engine: sticks, the pool and the books, joined. It owns the parts and the one tick; it does not own
 * settings (told by `apply`), the ledger (told by `record`) or any window (asked by `frame`).
 */
import { EventEmitter } from 'node:events';
import type { Fault, MinerFrame } from '../contract/frame.ts';
import type { Settings } from '../contract/settings.ts';
import type { StickId } from '../contract/units.ts';
import type { Nonce, Share, ShareOutcome, ShareVerdict } from '../core/share.ts';
import type { Stick, StickAbilities } from '../device/stick.ts';
import type { LedgerEntry } from '../ledger/entries.ts';
import { type CalibrationBase, calibrationBase } from './calibration.ts';
import { Caretaker } from './caretaker.ts';
import type { EngineDeps, EngineEvents } from './engine-deps.ts';
import { faultsOf } from './faults.ts';
import { buildFrame } from './frame-builder.ts';
import { overruled } from './health-overrule.ts';
import { MinuteBook, pricingOf } from './minute-book.ts';
import type { NetworkFacts } from './outlook.ts';
import { PassportBook } from './passport-book.ts';
import { samePool } from './pool-record.ts';
import { PoolSeat } from './pool-seat.ts';
import { type PowerPicture, powerPicture, stickPower } from './power-chain.ts';
import type { Pause } from './run-state.ts';
import { Sampler } from './sampler.ts';
import { Scheduler } from './scheduler.ts';
import { everySecond } from './second-tick.ts';
import { shareEntryOf } from './share-entry.ts';
import { StickManager } from './stick-manager.ts';
import type { StickIdentity, StickSlot } from './stick-slot.ts';
import { pluggedHashrateHs, suggestedDifficulty } from './suggested-difficulty.ts';
import { TodayBook } from './today-book.ts';
import type { TunedStick } from './tuning/observe.ts';
import { worthNow } from './tuning/tune-choice.ts';
import { Tuner } from './tuning/tuner.ts';

export class Engine extends EventEmitter<EngineEvents> {
  /** Sweeps and comparisons. */
  readonly tuner: Tuner;
  readonly #deps: EngineDeps;
  readonly #scheduler: Scheduler;
  readonly #sticks: StickManager;
  readonly #minutes: MinuteBook;
  readonly #sampler: Sampler;
  readonly #pool: PoolSeat;
  readonly #caretaker: Caretaker;
  readonly #passports: PassportBook;
  readonly #today: TodayBook;
  readonly #startedAtMs: number;
  #settings: Settings;
  #network: NetworkFacts | null = null;
  #pause: Pause | null;
  #ledgerSinceMs: number;
  #seq = 0;
  #stopped = false;
  #suspended = false;
  #cancelTick: () => void = () => {};
  #unsubscribeLedger: () => void = () => {};

  /** `pause`: one of an earlier start that still holds. */
  constructor(deps: EngineDeps, settings: Settings, pause: Pause | null = null) {
    super();
    const nowMs = deps.clock.nowMs();
    this.#deps = deps;
    this.#settings = settings;
    this.#startedAtMs = nowMs;
    this.#ledgerSinceMs = nowMs;
    this.#scheduler = new Scheduler({ ...deps, log: deps.log.child({ part: 'scheduler' }) });
    this.#today = new TodayBook(deps);
    this.#pause = pause;
    this.#scheduler.setPaused(pause !== null);
    this.#sticks = new StickManager({
      ...deps,
      log: deps.log.child({ part: 'sticks' }),
      makeStick: (slot) => this.#makeStick(slot),
      overrule: (slot, said) => this.tuner.named(slot, overruled(this.#caretaker.careOf(slot), said)),
      startDelayMs: (id) => this.#caretaker.startDelayMs(id),
    });
    this.#caretaker = new Caretaker({
      clock: deps.clock,
      slots: () => this.#sticks.slots.values(),
      settings: () => this.tuner.over(this.#settings),
      hasWork: () => this.#pause === null && this.#scheduler.job !== null,
      hold: (id, isHeld) => this.#scheduler.setHeld(id, isHeld),
      reopen: (id) => this.#sticks.reopen(id),
      giveUp: (id, cause) => this.#sticks.giveUp(id, cause),
      event: (code, subject, params) => this.#event(code, subject, params),
      bookErrors: (id, count) => {
        this.#minutes.add(id, { hardwareErrors: count });
        this.tuner.noteErrors(id, count);
      },
    });
    this.tuner = new Tuner({
      ...deps,
      newId: deps.newShareId,
      settings: () => this.#settings,
      stickOf: (id) => this.#tunedStick(id),
      worth: () => worthNow(this.#settings, this.#network, this.#power(), this.#sticks.slots.values()),
      event: (code, subject, params) => this.#event(code, subject, params),
      reopen: (id) => this.#sticks.reopen(id),
    });
    this.#pool = new PoolSeat({
      ...deps,
      scheduler: this.#scheduler,
      setting: () => (this.#stopped || this.#suspended ? undefined : this.#settings.pools[0]),
      makeSource: (setting) =>
        deps.makeSource(setting, () => suggestedDifficulty(pluggedHashrateHs(this.#sticks.slots.values()))),
      event: (code, subject, params) => this.#event(code, subject, params),
    });
    this.#passports = new PassportBook({
      ...deps,
      slots: () => this.#sticks.slots.values(),
      settings: () => this.#settings,
      record: (entry) => this.#record(entry),
    });
    this.#minutes = new MinuteBook(
      { record: (entry) => this.#record(entry), pricing: () => pricingOf(this.#settings, this.#network) },
      nowMs,
    );
    this.#sampler = new Sampler({
      clock: deps.clock,
      slots: () => this.#sticks.slots.values(),
      power: () => this.#power(),
      add: (stickId, change) => this.#minutes.add(stickId, change),
    });
  }

  /** Reads what the ledger holds of today, then starts to mine. */
  async start(): Promise<void> {
    this.#scheduler.on('verdict', (nonce, verdict) => this.#onVerdict(nonce, verdict));
    this.#scheduler.on('outcome', (share, outcome, poolId) => this.#onOutcome(share, outcome, poolId));
    this.#scheduler.on('job', (job) => {
      if (job !== null) {
        const { networkDifficulty, blockHeight, receivedAtMs } = job;
        this.#network = { networkDifficulty, blockHeight, atMs: receivedAtMs };
      }
      this.#refreshHealth();
      this.emit('news');
    });
    this.#sticks.on('ready', (slot, stick) => {
      this.#scheduler.addStick(stick);
      this.#caretaker.ready(slot);
    });
    this.#sticks.on('gone', (stick) => this.#scheduler.removeStick(stick));
    this.#sticks.on('health', (slot) => {
      const { identity, health, cause } = slot;
      this.#event('stickHealth', `stick:${identity.id}`, { health, code: cause?.code ?? '' });
      this.#caretaker.noteHealth(slot);
    });
    this.#unsubscribeLedger = this.#deps.ledger.onHealth(() => {
      this.#ledgerSinceMs = this.#deps.clock.nowMs();
      this.#passports.seeAll();
      this.emit('news');
    });
    await Promise.all([this.#today.follow(), this.tuner.restore()]);
    this.#pool.open();
    this.#cancelTick = everySecond(this.#deps.clock, () => this.#tick());
  }

  stickArrived(identity: StickIdentity): void {
    this.#sticks.arrive(identity);
    this.#passports.see(identity);
  }

  stickLeft(id: StickId): void {
    this.#sticks.leave(id);
  }

  /** Takes over changed settings: prices from this instant on, clocks and the pool at once. */
  apply(next: Settings): void {
    this.#sampler.sample();
    const before = this.#settings;
    this.#settings = next;
    this.#minutes.flush(this.#deps.clock.nowMs());
    for (const id of this.#caretaker.settingsChanged(before, next)) this.#sticks.retry(id);
    for (const { identity } of this.#sticks.slots.values()) {
      const isRenamed = next.sticks[identity.id]?.name !== before.sticks[identity.id]?.name;
      if (isRenamed) this.#passports.see(identity);
    }
    if (!samePool(before.pools[0], next.pools[0])) void this.reconnectPool();
    this.emit('news');
  }

  /** Leaves the pool and connects anew: its address, user or password changed. */
  reconnectPool(): Promise<void> {
    return this.#pool.renew().then(() => void this.emit('news'));
  }

  /** Stops work on every stick; `untilMs` null = until `resume`. Gives the pause that holds now. */
  pause(untilMs: number | null): Pause {
    this.#sampler.sample();
    const pause = { sinceMs: this.#pause?.sinceMs ?? this.#deps.clock.nowMs(), untilMs };
    this.#pause = pause;
    this.#scheduler.setPaused(true);
    this.#refreshHealth();
    // Hashrates end with the pause, not with the next tick.
    this.#sampler.sample();
    this.#event('paused', 'host', untilMs === null ? {} : { untilMs });
    return pause;
  }

  resume(): void {
    if (this.#pause === null) return;
    this.#sampler.sample();
    this.#pause = null;
    this.#scheduler.setPaused(false);
    this.#refreshHealth();
    this.#event('resumed', 'host', {});
  }

  /** What a stick that is, or was lately, here can do; null for one never seen. */
  knownStick(id: StickId): { readonly model: string; readonly abilities: StickAbilities | null } | null {
    const slot = this.#sticks.slots.get(id);
    return slot === undefined
      ? null
      : { model: slot.identity.model, abilities: slot.stick?.abilities ?? null };
  }

  /** What a stick's calibration would start from now; null for one that is not here. */
  calibrationBase(id: StickId): CalibrationBase | null {
    const slot = this.#sticks.slots.get(id);
    return slot === undefined ? null : calibrationBase(slot, this.#power(), this.#deps.clock.nowMs());
  }

  /** False when there is no such stick to try again. */
  retryStick(id: StickId): boolean {
    const slot = this.#sticks.slots.get(id);
    if (slot !== undefined) this.#caretaker.retried(slot);
    return this.#sticks.retry(id);
  }

  /** Has the stick show which one it is, for some seconds; it cannot while it does not work. */
  blinkStick(id: StickId): 'blinking' | 'cannotBlink' | 'unknownStick' {
    return this.#sticks.blink(id);
  }

  /** Takes the tile of an unplugged stick away, its statistics with it. False when the stick is here. */
  forgetStick(id: StickId): boolean {
    return this.#sticks.forget(id);
  }

  /** The computer goes to sleep: chips idle, ports and connection closed. */
  async suspend(): Promise<void> {
    if (this.#suspended) return;
    this.#suspended = true;
    this.#event('suspended', 'host', {});
    await Promise.all([this.#sticks.release(), this.reconnectPool()]);
    await this.#deps.ledger.flush().catch((error: unknown) => {
      this.#deps.log.warn('The ledger could not be flushed before sleep; its rows wait', {
        reason: String(error),
      });
    });
  }

  /** It woke up: connect and open anew. Discovery announces what is there. */
  wake(): void {
    this.#suspended = false;
    this.#event('woke', 'host', {});
    this.#sticks.reopenAll();
    void this.reconnectPool();
  }

  /** The state of this moment, for any number of windows. */
  frame(settingsRevision: number, hostFaults: readonly Fault[]): MinerFrame {
    const { clock, ledger } = this.#deps;
    const slots = [...this.#sticks.slots.values()];
    const power = this.#power();
    this.#seq += 1;
    const frame = buildFrame({
      seq: this.#seq,
      nowMs: clock.nowMs(),
      monoMs: clock.monotonicMs(),
      startedAtMs: this.#startedAtMs,
      settings: this.#settings,
      settingsRevision,
      slots,
      pool: this.#pool.record,
      network: this.#network,
      pause: this.#pause,
      power,
      today: { startMs: this.#today.startMs, groups: this.#today.groups() },
      faults: faultsOf({
        nowMs: clock.nowMs(),
        slots,
        pool: this.#pool.record,
        ledger: ledger.health,
        ledgerSinceMs: this.#ledgerSinceMs,
        others: [...hostFaults, ...power.faults],
      }),
      careOf: (slot) => this.#caretaker.careOf(slot),
      tuningOf: (id) => this.tuner.progress(id),
    });
    const more = [...this.#caretaker.faults(frame.hubs), ...this.#passports.faults];
    return { ...frame, faults: [...frame.faults, ...more] };
  }

  /** Idempotent: chips idle, every share with its outcome, everything recorded handed to the ledger. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelTick();
    this.#unsubscribeLedger();
    this.#sampler.sample();
    this.tuner.park();
    const sticks = this.#sticks.stop();
    await this.reconnectPool();
    await sticks;
    this.#minutes.flush(this.#deps.clock.nowMs());
  }

  #makeStick(slot: StickSlot): Stick {
    const targetMhz = this.#caretaker.clockFor(slot);
    const stick = this.#deps.makeStick(slot.identity, targetMhz ?? undefined);
    this.#caretaker.made(slot, stick, targetMhz);
    return stick;
  }

  #tunedStick(id: StickId): TunedStick {
    const slot = this.#sticks.slots.get(id);
    return {
      slot,
      care: slot === undefined ? null : this.#caretaker.careOf(slot),
      powerW: stickPower(this.#power(), id, this.#deps.clock.nowMs()).reading,
      isPaused: this.#pause !== null,
      hasJob: this.#scheduler.job !== null,
    };
  }

  #onVerdict(nonce: Nonce, { kind, shareDifficulty }: ShareVerdict): void {
    const slot = this.#sticks.slots.get(nonce.stickId);
    if (slot !== undefined) this.#caretaker.noteVerdict(slot, nonce, kind);
    const { stickId, ticketDifficulty } = nonce;
    this.tuner.noteVerdict(stickId, kind, ticketDifficulty, shareDifficulty >= ticketDifficulty);
    const record = slot?.record;
    if (kind === 'hardwareError') {
      record?.countHardwareError();
      this.#minutes.add(nonce.stickId, { hardwareErrors: 1 });
    } else if (kind === 'duplicate') {
      record?.countDuplicate();
    } else if (shareDifficulty >= nonce.ticketDifficulty) {
      record?.window.add(nonce.monoMs, nonce.ticketDifficulty);
      this.#minutes.add(nonce.stickId, { nonces: 1, workDifficulty: nonce.ticketDifficulty });
    }
  }

  #onOutcome(share: Share, outcome: ShareOutcome, poolId: string): void {
    const { nonce } = share;
    const { difficulty } = nonce.work.job;
    const record = this.#sticks.slots.get(nonce.stickId)?.record;
    record?.countOutcome(outcome.kind);
    if (outcome.kind === 'accepted') record?.accepted.add(this.#deps.clock.monotonicMs(), difficulty);
    const pool = this.#pool.record;
    if (pool?.setting.id === poolId) pool.count(outcome);
    this.#minutes.add(nonce.stickId, {
      [outcome.kind]: 1,
      ...(outcome.kind === 'accepted' ? { acceptedDifficulty: difficulty } : {}),
    });
    this.#record(shareEntryOf(share, outcome, poolId));
    // Into the same batch: whatever happens then, sums and rows hold the same shares.
    this.#minutes.flush(this.#deps.clock.nowMs());
    if (share.isBlock) this.#event('blockFound', `stick:${nonce.stickId}`, { outcome: outcome.kind });
    this.emit('news');
  }

  #event(code: string, subject: string, params: Readonly<Record<string, string | number>>): void {
    this.#record({ kind: 'event', atMs: this.#deps.clock.nowMs(), code, subject, params });
    this.emit('news');
  }

  /** The one door to the ledger, so that today's sums and the ledger's rows cannot part. */
  #record(entry: LedgerEntry): void {
    this.#deps.ledger.record(entry);
    if (entry.kind === 'minute') this.#today.add(entry);
  }

  #tick(): void {
    this.#sampler.sample();
    const nowMs = this.#deps.clock.nowMs();
    this.#minutes.flush(nowMs);
    this.#caretaker.tick();
    this.tuner.tick();
    this.#refreshHealth();
    if (this.#pause?.untilMs != null && nowMs >= this.#pause.untilMs) this.resume();
    if (this.#sampler.takeSlept() && !this.#suspended) this.wake();
    void this.#today.follow();
    void this.#passports.follow();
  }

  #power(): PowerPicture {
    const nowMs = this.#deps.clock.nowMs();
    const slots = [...this.#sticks.slots.values()];
    return powerPicture({ nowMs, slots, settings: this.#settings, sources: this.#deps.power });
  }

  #refreshHealth(): void {
    this.#sticks.refreshHealth({ paused: this.#pause !== null, hasJob: this.#scheduler.job !== null });
  }
}
