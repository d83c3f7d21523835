/**
 * Hours of mining on a virtual clock, through the end of summer time, a midnight, outages of the pool, pauses,
 * unplugged sticks and a clock that is set back: each share has one outcome, and every sum is the same sum.
 */
import { DEFAULT_SETTINGS } from '../../electron/contract/settings.ts';
import { type Chain, StickId } from '../../electron/contract/units.ts';
import type { Work } from '../../electron/core/job.ts';
import { startOfLocalDayMs } from '../../electron/core/tariff.ts';
import { Engine } from '../../electron/engine/engine.ts';
import type { LedgerEntry, MinuteEntry, ShareEntry } from '../../electron/ledger/entries.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { recordingLedger } from '../doubles/recording-ledger.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { FakeStick, NO_METERS, NO_TWIN } from '../unit/engine/fake-parts.ts';
import type { SoakCheck, SoakPart } from './soak-part.ts';
import { WhimsicalSource } from './whimsical-source.ts';

const HOURS = 9;
const HOUR_MS = 3_600_000;
const STICKS = ['serial:a', 'serial:b', 'serial:c'] as const;
const OUTCOMES = ['accepted', 'rejected', 'stale', 'lost'] as const;
const TIME_ZONE = 'Europe/Berlin';
/** Five hours before Berlin's clocks go back, in 2026 on 25 October at 01:00 UTC; a midnight lies between. */
const START_MS = Date.UTC(2026, 9, 24, 20);
/** Every second nonce meets difficulty 1. */
const CHAIN: Chain = { kind: 'practice', bits: 31 };
const LATE_NONCES = 0.3;
const SET_BACK_MS = 25 * 60_000;

export const virtualHours: SoakPart = {
  name: 'virtual hours',
  async *checks() {
    const bench = new Bench();
    await bench.start();
    for (let hour = 1; hour <= HOURS; hour += 1) {
      await bench.mineAnHour(hour);
      yield { what: `hour ${hour} of ${HOURS}`, problems: bench.problems() };
    }
    yield await bench.stop();
  },
};

class Bench {
  readonly #clock = new ManualClock(START_MS);
  readonly #entries: LedgerEntry[] = [];
  readonly #sticks = new Map<string, FakeStick>();
  readonly #works = new Map<string, Work>();
  readonly #random = randomFrom(4711);
  readonly #engine: Engine;
  #source: WhimsicalSource;
  #shares = 0;

  constructor() {
    this.#source = this.#newSource();
    this.#engine = new Engine(
      {
        chain: CHAIN,
        clock: this.#clock,
        log: silentLogger(),
        random: this.#random,
        timeZone: TIME_ZONE,
        ledger: recordingLedger(this.#entries),
        power: NO_METERS,
        makeTwin: NO_TWIN,
        newShareId: () => this.#newShareId(),
        makeStick: ({ id }) => this.#newStick(id),
        makeSource: () => {
          this.#source = this.#newSource();
          return this.#source;
        },
      },
      {
        ...DEFAULT_SETTINGS,
        pools: [{ id: 'pool', url: 'stratum+tcp://127.0.0.1:1', user: 'a', hasPassword: false }],
        pricePerKwh: '0.30',
        btcPrice: '60000',
      },
    );
  }

  async start(): Promise<void> {
    await this.#engine.start();
    for (const id of STICKS) this.#arrive(id);
    await this.#clock.advance(0);
    this.#source.newBlock();
  }

  async mineAnHour(hour: number): Promise<void> {
    for (let second = 0; second < HOUR_MS / 1000; second += 1) {
      await this.#clock.advance(1000);
      for (const stick of this.#sticks.values()) this.#nonceOf(stick);
      if (second % 30 === 0) this.#source.newJob();
      if (second % 600 === 0) this.#source.newBlock();
      if (second === 900) this.#engine.pause(this.#clock.nowMs() + 120_000);
      if (second === 1500) this.#source.breakDown();
      if (second === 1560) this.#source.newBlock();
      if (second === 2000) this.#engine.stickLeft(StickId.parse('serial:c'));
      if (second === 2100) this.#arrive('serial:c');
      if (second === 2500 && hour === 7) this.#clock.setWall(this.#clock.nowMs() - SET_BACK_MS);
      if (second === 3000) void this.#engine.reconnectPool().then(() => this.#source.newBlock());
    }
  }

  problems(): string[] {
    const shares = this.#entries.filter((entry): entry is ShareEntry => entry.kind === 'share');
    const minutes = this.#entries.filter((entry): entry is MinuteEntry => entry.kind === 'minute');
    const frame = this.#engine.frame(1, []);
    const problems: string[] = [];
    const same = (what: string, got: number, want: number): void => {
      if (Math.abs(got - want) > 1e-6 * Math.max(1, Math.abs(want)))
        problems.push(`${what}: ${got}, not ${want}`);
    };
    same(
      'share rows with ids of their own',
      new Set(shares.map(({ shareId }) => shareId)).size,
      shares.length,
    );
    same('shares with an outcome', shares.length, this.#shares - this.#source.unanswered);
    for (const kind of OUTCOMES) {
      const rows = shares.filter(({ outcome }) => outcome === kind).length;
      same(
        `${kind} in minutes`,
        sumOf(minutes, (minute) => minute[kind]),
        rows,
      );
      same(
        `${kind} on the tiles`,
        sumOf(frame.sticks, (stick) => stick.shares[kind]),
        rows,
      );
    }
    const today = minutes.filter(({ startMs }) => startMs >= frame.today.startMs);
    same('today begins', frame.today.startMs, startOfLocalDayMs(this.#clock.nowMs(), TIME_ZONE));
    same(
      'accepted today',
      frame.today.shares.accepted,
      sumOf(today, (minute) => minute.accepted),
    );
    same(
      'energy today',
      frame.today.energyWh.value ?? 0,
      sumOf(today, (minute) => minute.energyWh ?? 0),
    );
    for (const minute of minutes) {
      if (minute.coveredMs < 0 || minute.pausedMs < 0 || (minute.energyWh ?? 0) < 0) {
        problems.push(`a minute with less than nothing: ${JSON.stringify(minute)}`);
      }
    }
    const covered = sumOf(
      minutes.filter(({ stickId }) => stickId === 'serial:a'),
      ({ coveredMs }) => coveredMs,
    );
    // A second may still be on its way to the ledger.
    if (Math.abs(covered - this.#clock.monotonicMs()) > 2000) {
      problems.push(`covered ${covered} ms of ${this.#clock.monotonicMs()} ms`);
    }
    if (shares.length === 0) problems.push('no share at all');
    return problems;
  }

  async stop(): Promise<SoakCheck> {
    await this.#engine.stop();
    await this.#clock.advance(0);
    const left = this.#clock.armed;
    const problems = this.problems();
    for (const kind of OUTCOMES) {
      if (!this.#entries.some((entry) => entry.kind === 'share' && entry.outcome === kind)) {
        problems.push(`no share was ${kind}: this soak proves too little`);
      }
    }
    if (left > 0) problems.push(`${left} timers are still armed`);
    return { what: 'the stop', problems };
  }

  #arrive(id: string): void {
    this.#engine.stickArrived({
      id: StickId.parse(id),
      model: 'compac-f',
      modelName: 'Compac F',
      path: `/dev/${id}`,
      serialNumber: null,
      location: null,
      hubId: null,
      isTwin: false,
      simulated: true,
    });
  }

  #newStick(id: string): FakeStick {
    const stick = new FakeStick(id);
    stick.started.resolve();
    stick.goTo('mining');
    this.#sticks.set(id, stick);
    return stick;
  }

  #newSource(): WhimsicalSource {
    return new WhimsicalSource({ chain: CHAIN, clock: this.#clock, random: this.#random });
  }

  #newShareId(): string {
    this.#shares += 1;
    return `share-${this.#shares}`;
  }

  #nonceOf(stick: FakeStick): void {
    const newest = stick.feed?.next() ?? null;
    if (newest === null) return;
    // Now and then the chips answer for work of before.
    const work = this.#random() < LATE_NONCES ? (this.#works.get(stick.id) ?? newest) : newest;
    this.#works.set(stick.id, newest);
    stick.emit('nonce', {
      stickId: stick.id,
      work,
      versionIndex: Math.floor(this.#random() * work.versions.length),
      nonce: Math.floor(this.#random() * 2 ** 32),
      chipIndex: 0,
      ticketDifficulty: 1,
      atMs: this.#clock.nowMs(),
      monoMs: this.#clock.monotonicMs(),
    });
  }
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** The same row of numbers in every run (Park and Miller's generator). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
