/**
 * The engine: sticks, the pool and the books, joined. It owns the parts and the one tick; it does not own
 * settings (told by `apply`), the ledger (told by `record`) or any window (asked by `frame`).
 */
import { EventEmitter } from 'node:events';
import type { Fault, MinerFrame } from '../contract/frame.ts';
import type { Logger, MachineClock, Random } from '../contract/ports.ts';
import type { PoolSetting, Settings } from '../contract/settings.ts';
import type { Chain, StickId } from '../contract/units.ts';
import type { Nonce, Share, ShareOutcome, ShareVerdict } from '../core/share.ts';
import type { Stick } from '../device/stick.ts';
import { defaultHashrateHs } from '../device/stick-catalog.ts';
import type { Ledger, LedgerEntry } from '../ledger/entries.ts';
import type { JobSource } from '../pool/job-source.ts';
import { type CalibrationBase, calibrationBase } from './calibration.ts';
import { faultsOf } from './faults.ts';
import { buildFrame } from './frame-builder.ts';
import { MinuteBook } from './minute-book.ts';
import type { NetworkFacts } from './outlook.ts';
import { PoolRecord, samePool } from './pool-record.ts';
import { type PowerPicture, type PowerSources, powerPicture } from './power-chain.ts';
import type { Pause } from './run-state.ts';
import { Sampler } from './sampler.ts';
import { Scheduler } from './scheduler.ts';
import { StickManager } from './stick-manager.ts';
import type { StickIdentity } from './stick-slot.ts';
import { suggestedDifficulty } from './suggested-difficulty.ts';
import { TodayBook } from './today-book.ts';

const TICK_MS = 1000;

export interface EngineDeps {
  readonly chain: Chain;
  readonly clock: MachineClock;
  readonly log: Logger;
  readonly random: Random;
  /** IANA zone whose midnights begin a day. */
  readonly timeZone: string;
  readonly ledger: Ledger;
  readonly newShareId: () => string;
  readonly power: PowerSources;
  readonly makeStick: (identity: StickIdentity, targetFrequencyMhz: number | undefined) => Stick;
  /** `suggest` tells the share difficulty that fits the sticks of the moment. */
  readonly makeSource: (pool: PoolSetting, suggest: () => number) => JobSource;
}

export interface EngineEvents {
  /** A share, a fault or a change of state: worth a frame at once. */
  news: [];
}

export class Engine extends EventEmitter<EngineEvents> {
  readonly #deps: EngineDeps;
  readonly #scheduler: Scheduler;
  readonly #sticks: StickManager;
  readonly #minutes: MinuteBook;
  readonly #sampler: Sampler;
  readonly #today: TodayBook;
  readonly #startedAtMs: number;
  #settings: Settings;
  #pool: PoolRecord | null = null;
  /** Changes of the pool follow one another: two at once would undo each other. */
  #poolChange: Promise<void> = Promise.resolve();
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
      makeStick: (identity) =>
        deps.makeStick(identity, this.#settings.sticks[identity.id]?.targetFrequencyMhz),
    });
    this.#minutes = new MinuteBook(
      { record: (entry) => this.#record(entry), pricing: () => this.#pricing() },
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
    this.#sticks.on('ready', (stick) => this.#scheduler.addStick(stick));
    this.#sticks.on('gone', (stick) => this.#scheduler.removeStick(stick));
    this.#sticks.on('health', ({ identity, health, cause }) =>
      this.#event('stickHealth', `stick:${identity.id}`, { health, code: cause?.code ?? '' }),
    );
    this.#unsubscribeLedger = this.#deps.ledger.onHealth(() => {
      this.#ledgerSinceMs = this.#deps.clock.nowMs();
      this.emit('news');
    });
    await this.#today.follow();
    this.#openPool();
    this.#scheduleTick();
  }

  stickArrived(identity: StickIdentity): void {
    this.#sticks.arrive(identity);
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
    for (const slot of this.#sticks.slots.values()) {
      const id = slot.identity.id;
      const frequencyMhz = next.sticks[id]?.targetFrequencyMhz;
      if (frequencyMhz !== undefined && frequencyMhz !== before.sticks[id]?.targetFrequencyMhz) {
        slot.stick?.setTargetFrequency(frequencyMhz);
      } else if (frequencyMhz === undefined && before.sticks[id]?.targetFrequencyMhz !== undefined) {
        // The model's own clock again: only bring-up knows it.
        this.#sticks.retry(id);
      }
    }
    if (!samePool(before.pools[0], next.pools[0])) void this.reconnectPool();
    this.emit('news');
  }

  /** Leaves the pool and connects anew: its address, user or password changed. */
  reconnectPool(): Promise<void> {
    this.#poolChange = this.#poolChange.then(async () => {
      await this.#closePool();
      if (!this.#stopped && !this.#suspended) this.#openPool();
      this.emit('news');
    });
    return this.#poolChange;
  }

  /** Every share that still waits ends as lost before the source is let go. */
  async #closePool(): Promise<void> {
    await this.#pool?.source.stop();
    this.#scheduler.detachSource();
    this.#pool = null;
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

  /** Catalogue id of a stick that is, or was lately, here; null for one never seen. */
  modelOf(id: StickId): string | null {
    return this.#sticks.slots.get(id)?.identity.model ?? null;
  }

  /** What a stick's calibration would start from now; null for one that is not here. */
  calibrationBase(id: StickId): CalibrationBase | null {
    const slot = this.#sticks.slots.get(id);
    return slot === undefined ? null : calibrationBase(slot, this.#power(), this.#deps.clock.nowMs());
  }

  /** False when there is no such stick to try again. */
  retryStick(id: StickId): boolean {
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
    return buildFrame({
      seq: this.#seq,
      nowMs: clock.nowMs(),
      monoMs: clock.monotonicMs(),
      startedAtMs: this.#startedAtMs,
      settings: this.#settings,
      settingsRevision,
      slots,
      pool: this.#pool,
      network: this.#network,
      pause: this.#pause,
      power,
      today: { startMs: this.#today.startMs, groups: this.#today.groups() },
      faults: faultsOf({
        nowMs: clock.nowMs(),
        slots,
        pool: this.#pool,
        ledger: ledger.health,
        ledgerSinceMs: this.#ledgerSinceMs,
        others: [...hostFaults, ...power.faults],
      }),
    });
  }

  /** Idempotent: chips idle, every share with its outcome, everything recorded handed to the ledger. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelTick();
    this.#unsubscribeLedger();
    this.#sampler.sample();
    const sticks = this.#sticks.stop();
    await this.reconnectPool();
    await sticks;
    this.#minutes.flush(this.#deps.clock.nowMs());
  }

  /** Of the sticks that are plugged in, by the catalogue until they are up; null when there is none. */
  #expectedHs(): number | null {
    const plugged = [...this.#sticks.slots.values()].filter(({ health }) => health !== 'lost');
    const known = plugged.flatMap(
      ({ stick, identity }) => stick?.status.expectedHs ?? defaultHashrateHs(identity.model) ?? [],
    );
    return known.length === 0 ? null : known.reduce((sum, expectedHs) => sum + expectedHs, 0);
  }

  #openPool(): void {
    const setting = this.#settings.pools[0];
    if (setting === undefined) return;
    const source = this.#deps.makeSource(setting, () => suggestedDifficulty(this.#expectedHs()));
    const pool = new PoolRecord(setting, source);
    this.#pool = pool;
    let phase = source.status.phase;
    source.on('changed', () => {
      if (source.status.phase === phase) return;
      phase = source.status.phase;
      this.#deps.log.info('Pool changed', {
        endpoint: source.endpoint,
        phase,
        code: source.status.error?.code,
      });
      if (this.#pool !== pool) return;
      this.#event('poolPhase', `pool:${setting.id}`, { phase, code: source.status.error?.code ?? '' });
    });
    this.#scheduler.attachSource(source);
    source.start();
  }

  #onVerdict(nonce: Nonce, { kind, shareDifficulty }: ShareVerdict): void {
    const record = this.#sticks.slots.get(nonce.stickId)?.record;
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
    this.#sticks.slots.get(nonce.stickId)?.record.countOutcome(outcome.kind);
    if (this.#pool?.setting.id === poolId) this.#pool.count(outcome);
    this.#minutes.add(nonce.stickId, {
      [outcome.kind]: 1,
      ...(outcome.kind === 'accepted' ? { acceptedDifficulty: difficulty } : {}),
    });
    const answered = outcome.kind === 'accepted' || outcome.kind === 'rejected';
    this.#record({
      kind: 'share',
      shareId: share.shareId,
      stickId: nonce.stickId,
      poolId,
      atMs: nonce.atMs,
      assignedDifficulty: difficulty,
      shareDifficulty: share.shareDifficulty,
      isBlock: share.isBlock,
      outcome: outcome.kind,
      rejectKind: outcome.kind === 'rejected' ? outcome.rejectKind : null,
      rejectText: outcome.kind === 'rejected' ? outcome.text : null,
      latencyMs: answered ? outcome.latencyMs : null,
    });
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

  /** Ticks on whole seconds of the wall clock, so that a minute's end meets one. */
  #scheduleTick(): void {
    const nowMs = this.#deps.clock.nowMs();
    this.#cancelTick = this.#deps.clock.after(TICK_MS - (nowMs % TICK_MS), () => {
      this.#tick();
      if (!this.#stopped) this.#scheduleTick();
    });
  }

  #tick(): void {
    this.#sampler.sample();
    const nowMs = this.#deps.clock.nowMs();
    this.#minutes.flush(nowMs);
    this.#refreshHealth();
    if (this.#pause?.untilMs != null && nowMs >= this.#pause.untilMs) this.resume();
    if (this.#sampler.takeSlept() && !this.#suspended) this.wake();
    void this.#today.follow();
  }

  #power(): PowerPicture {
    const nowMs = this.#deps.clock.nowMs();
    const slots = [...this.#sticks.slots.values()];
    return powerPicture({ nowMs, slots, settings: this.#settings, sources: this.#deps.power });
  }

  #refreshHealth(): void {
    this.#sticks.refreshHealth({ paused: this.#pause !== null, hasJob: this.#scheduler.job !== null });
  }

  #pricing() {
    const { pricePerKwh, btcPrice, currency } = this.#settings;
    return {
      pricePerKwh,
      btcPrice,
      currency,
      networkDifficulty: this.#network?.networkDifficulty ?? null,
      blockHeight: this.#network?.blockHeight ?? null,
    };
  }
}
