/** An engine with one stick that can be tuned: it finds real nonces at the rate of its clock, and draws watts by a curve. */
import { DEFAULT_SETTINGS, type Settings } from '../../../../electron/contract/settings.ts';
import type { Comparison, TuneRun } from '../../../../electron/contract/tuning.ts';
import { StickId } from '../../../../electron/contract/units.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../../../../electron/core/hashrate.ts';
import type { Work } from '../../../../electron/core/job.ts';
import { checkNonce } from '../../../../electron/core/share-check.ts';
import { Engine } from '../../../../electron/engine/engine.ts';
import type { MakeTwin } from '../../../../electron/engine/tuning/dry-run.ts';
import type { Ledger, LedgerEntry, TuningEntry } from '../../../../electron/ledger/entries.ts';
import { ManualClock } from '../../../doubles/manual-clock.ts';
import { recordingLedger } from '../../../doubles/recording-ledger.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { seeded } from '../../device/practice-stick.ts';
import { FakeSource, FakeStick, NO_METERS, NO_TWIN } from '../fake-parts.ts';
import { jobWith } from '../jobs.ts';
import { compacFHs, poisson, TICKET } from './simulated-sweep.ts';

/** The easiest chain: half of all hashes are of difficulty 1. */
const CHAIN = { kind: 'practice', bits: 31 } as const;
const POOL = { id: 'pool', url: 'stratum+tcp://127.0.0.1:3333', user: 'me', hasPassword: false };
export const STICK = StickId.parse('serial:a');
export const SETTINGS: Settings = { ...DEFAULT_SETTINGS, pools: [POOL] };

/** Least J/TH at 300 MHz. */
export const curveW = (mhz: number): number => 5.4 + 1e-7 * mhz ** 3;

interface Nature {
  /** What goes wrong from these clocks on. */
  readonly tooHotFromMhz: number;
  readonly errsFromMhz: number;
  readonly hasMeter: boolean;
}

export class TunableStick extends FakeStick {
  #nature: Nature = {
    tooHotFromMhz: Number.POSITIVE_INFINITY,
    errsFromMhz: Number.POSITIVE_INFINITY,
    hasMeter: true,
  };
  readonly #clock: ManualClock;
  readonly #random: () => number;
  #work: Work | null = null;
  #nonce = 0;

  constructor(clock: ManualClock, random: () => number, mhz: number | undefined) {
    super(STICK);
    this.#clock = clock;
    this.#random = random;
    this.setTargetFrequency(mhz ?? 200);
  }

  become(nature: Partial<Nature>): void {
    this.#nature = { ...this.#nature, ...nature };
  }

  override setTargetFrequency(mhz: number): void {
    super.setTargetFrequency(mhz);
    this.frequencyMhz = mhz;
    this.expectedHs = compacFHs({ frequencyMhz: mhz, coreMv: null });
  }

  /** One second of its life. */
  live(): void {
    const mhz = this.frequencyMhz;
    this.telemetry = {
      atMs: this.#clock.nowMs(),
      inputV: 5,
      inputA: 1,
      powerW: this.#nature.hasMeter ? curveW(mhz) : null,
      coreMv: null,
      tempC: mhz >= this.#nature.tooHotFromMhz ? 80 : 50,
      fanRpm: null,
    };
    if (this.feed === null || this.status.phase !== 'mining') return;
    const mean = (this.expectedHs ?? 0) / (HASHES_PER_DIFFICULTY_1 * TICKET);
    for (let left = poisson(mean, this.#random); left > 0; left -= 1) this.#find(mhz);
  }

  #find(mhz: number): void {
    this.#work ??= this.feed?.next() ?? null;
    if (this.#work === null) return;
    const isWrong = mhz >= this.#nature.errsFromMhz && this.#random() < 0.3;
    const found = { work: this.#work, versionIndex: 0, ticketDifficulty: TICKET };
    for (;;) {
      this.#nonce += 1;
      const { kind, shareDifficulty } = checkNonce({ ...found, nonce: this.#nonce }, CHAIN);
      if (isWrong ? kind === 'hardwareError' : shareDifficulty >= TICKET) break;
    }
    this.emit('nonce', {
      ...found,
      stickId: this.id,
      nonce: this.#nonce,
      chipIndex: null,
      atMs: this.#clock.nowMs(),
      monoMs: this.#clock.monotonicMs(),
    });
  }
}

export interface TuningBench {
  readonly clock: ManualClock;
  readonly engine: Engine;
  readonly stick: () => TunableStick;
  readonly run: () => TuneRun | undefined;
  readonly comparison: () => Comparison | undefined;
  readonly state: () => ReturnType<Engine['frame']>['sticks'][number];
  /** Everything kept so far, as a ledger that is opened again has it. */
  readonly kept: readonly LedgerEntry[];
  /** Lets time pass until `isDone`, at most so many hours of it. */
  until(isDone: () => boolean, hours?: number): Promise<void>;
}

export async function tuningBench(
  options: {
    readonly kept?: readonly LedgerEntry[];
    readonly settings?: Settings;
    readonly prepare?: (stick: TunableStick) => void;
    readonly makeTwin?: MakeTwin;
  } = {},
): Promise<TuningBench> {
  const { settings = SETTINGS, prepare = () => {}, makeTwin = NO_TWIN } = options;
  const clock = new ManualClock();
  const random = seeded(21);
  const entries: LedgerEntry[] = [...(options.kept ?? [])];
  const ledger: Ledger = { ...recordingLedger(entries), tunings: async (id) => tuningsIn(entries, id) };
  const source = new FakeSource();
  const sticks: TunableStick[] = [];
  let ids = entries.length;
  const engine = new Engine(
    {
      chain: CHAIN,
      clock,
      log: silentLogger(),
      random,
      timeZone: 'UTC',
      ledger,
      newShareId: () => {
        ids += 1;
        return `id-${ids}`;
      },
      makeStick: (_identity, mhz) => {
        const stick = new TunableStick(clock, random, mhz);
        prepare(stick);
        sticks.push(stick);
        stick.started.resolve();
        stick.goTo('mining');
        return stick;
      },
      makeSource: () => source,
      power: NO_METERS,
      makeTwin,
    },
    settings,
  );
  await engine.start();
  engine.stickArrived({
    id: STICK,
    model: 'compac-f',
    modelName: 'Compac F',
    path: '/dev/a',
    serialNumber: 'a',
    location: null,
    hubId: null,
    isTwin: false,
    simulated: false,
  });
  source.announce(jobWith({ chain: CHAIN, difficulty: 1e9 }));
  const stick = (): TunableStick => sticks.at(-1) ?? new TunableStick(clock, random, undefined);
  clock.every(1000, () => stick().live());
  await clock.advance(3000);
  const latest = (): readonly TuningEntry[] => tuningsIn(entries, STICK);
  return {
    clock,
    engine,
    stick,
    kept: entries,
    run: () => latest().flatMap((entry) => (entry.of === 'run' ? entry.record : []))[0],
    comparison: () => latest().flatMap((entry) => (entry.of === 'comparison' ? entry.record : []))[0],
    state() {
      const found = engine.frame(1, []).sticks[0];
      if (found === undefined) throw new Error('no stick');
      return found;
    },
    async until(isDone, hours = 12) {
      for (let minutes = 0; !isDone() && minutes < hours * 60; minutes += 1) await clock.advance(60_000);
    },
  };
}

/** What the ledger would answer: the newest of each id. */
function tuningsIn(entries: readonly LedgerEntry[], stickId: string | null): TuningEntry[] {
  const byId = new Map<string, TuningEntry>();
  for (const entry of entries) if (entry.kind === 'tuning') byId.set(entry.record.id, entry);
  return [...byId.values()]
    .filter(({ record }) => (stickId === null ? record.endedAtMs === null : record.stickId === stickId))
    .reverse();
}
