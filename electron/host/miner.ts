/**
 * One running miner on one set of data and one chain: settings, ledger, engine, and where its sticks come
 * from. The user's own miner and the demo are both this; nothing below it knows which.
 */
import { randomUUID } from 'node:crypto';
import { CallError } from '../contract/call-error.ts';
import type { Hello, MinerContract } from '../contract/contract.ts';
import { CONTRACT_VERSION } from '../contract/contract.ts';
import type { FeedSource } from '../contract/feed-sender.ts';
import type { Fault, MinerFrame } from '../contract/frame.ts';
import type { Clock, Logger, MachineClock, Random, SecretPort, SettingsPort } from '../contract/ports.ts';
import type { Handlers } from '../contract/serve.ts';
import {
  DEFAULT_SETTINGS,
  type PoolSetting,
  type Settings,
  type SettingsPatch,
  type Theme,
} from '../contract/settings.ts';
import type { Chain } from '../contract/units.ts';
import type { DeviceDoctor } from '../device/doctor/device-doctor.ts';
import type { Stick } from '../device/stick.ts';
import { Engine } from '../engine/engine.ts';
import type { Pause } from '../engine/run-state.ts';
import type { StickIdentity } from '../engine/stick-slot.ts';
import type { Ledger } from '../ledger/entries.ts';
import { openLedger } from '../ledger/ledger.ts';
import { HostWatts } from '../meter/host-watts.ts';
import { PlugPoller, type PlugPollerDeps } from '../meter/plug-poller.ts';
import { makePlug } from '../meter/plugs/registry.ts';
import { resolveHost } from '../meter/plugs/resolve-host.ts';
import type { SystemsMeter } from '../meter/systems-view.ts';
import type { JobSource } from '../pool/job-source.ts';
import { assertChainAllowed } from '../pool/loopback.ts';
import { PoolError } from '../pool/pool-error.ts';
import { parsePoolUrl } from '../pool/pool-url.ts';
import { RefusedSource } from '../pool/refused-source.ts';
import { StratumClient } from '../pool/stratum-client.ts';
import type { DataSet } from './data-folder.ts';
import { type DemoControl, demoCalls } from './demo-calls.ts';
import { deviceCalls } from './device-calls.ts';
import { dryTwins } from './dry-twin.ts';
import { FrameFeed } from './frame-feed.ts';
import { historyOf } from './history.ts';
import { passportCalls } from './passport-calls.ts';
import { plugCalls } from './plug-calls.ts';
import { checkPlugs } from './plug-settings.ts';
import { withProfiles } from './profile-change.ts';
import { settingsBackup } from './settings-backup.ts';
import { openSettingsBook, poolSecretName, type SettingsBook } from './settings-book.ts';
import { changedSettings } from './settings-change.ts';
import { checkStickLimits } from './stick-limits-check.ts';
import type { StickSource } from './stick-source.ts';
import { findProfilePoint, type TuningCallsDeps, tuningCalls } from './tuning-calls.ts';

export interface OpenedSecrets {
  readonly secrets: SecretPort;
  /** Where an unreadable secrets file was put: its passwords must be entered again. */
  readonly secretsSetAside: string | null;
}

export interface MinerDeps extends OpenedSecrets {
  readonly data: DataSet;
  readonly chain: Chain;
  readonly demo: boolean;
  readonly demoControl: DemoControl | null;
  readonly version: string;
  readonly clock: MachineClock;
  readonly random: Random;
  readonly log: Logger;
  readonly timeZone: string;
  readonly settingsPort: SettingsPort;
  readonly ledgerWorkerUrl: URL;
  readonly systems: SystemsMeter;
  /** Finds sticks and makes them. */
  readonly sticks: StickSource;
  readonly doctor: DeviceDoctor;
  /** Laid over the settings while this miner runs, never saved (flags, the demo's pool). */
  readonly overrides: SettingsPatch;
  /** Laid over them on a data folder without settings only. */
  readonly firstSettings: SettingsPatch;
  /** Of an earlier start, when it still holds. */
  readonly pause: Pause | null;
  /** Told of every pause, and null when the user resumes. Resolves when the next start will know it. */
  readonly keepPause: (pause: Pause | null) => Promise<void>;
  /** Told of the theme, which is one for the demo and the user's own miner. */
  readonly keepTheme: (theme: Theme) => Promise<void>;
  /** What keeps these two from the disk, or null. */
  readonly choicesFault: () => Fault | null;
  readonly switchDemo: (demo: boolean) => void;
}

/** Of the 4.5 s that a stop may take; the rest is the ledger's. */
const PARK_LIMIT_MS = 3000;

/** Faults of the settings that mean the disk has less than the user chose. */
const UNSAVED: ReadonlySet<string> = new Set(['settingsNotSaved', 'secretNotSaved']);

export class Miner {
  readonly hello: Hello;
  readonly handlers: Handlers<MinerContract>;
  readonly feeds: { readonly frame: FeedSource<MinerFrame> };
  readonly #deps: MinerDeps;
  readonly #book: SettingsBook;
  readonly #ledger: Ledger;
  readonly #engine: Engine;
  readonly #plugs: PlugPoller;
  readonly #hostWatts: HostWatts;
  readonly #makePlug: PlugPollerDeps['makePlug'];
  /** Sticks that are, or were, here since the start. */
  readonly #seen = new Set<string>();
  #secretsLost: Fault | null;
  #stopping: Promise<boolean> | null = null;

  constructor(deps: MinerDeps, book: SettingsBook, ledger: Ledger) {
    this.#deps = deps;
    this.#book = book;
    this.#ledger = ledger;
    this.#secretsLost = secretsLost(deps);
    this.#makePlug = (place, secret) => makePlug(place, secret, { ...deps, resolve: resolveHost });
    this.#plugs = new PlugPoller({
      ...deps,
      log: deps.log.child({ part: 'plugs' }),
      makePlug: this.#makePlug,
    });
    this.#hostWatts = new HostWatts({ clock: deps.clock, view: () => deps.systems.view() });
    this.#engine = new Engine(
      {
        ...deps,
        ledger,
        power: { plugs: () => this.#plugs.readings(), hostW: () => this.#hostWatts.reading },
        newShareId: randomUUID,
        makeTwin: dryTwins(deps),
        makeStick: (identity, frequencyMhz) => this.#makeStick(identity, frequencyMhz),
        makeSource: (pool, suggest) => makeSource(deps, pool, suggest),
      },
      book.current.settings,
      deps.pause,
    );
    this.hello = {
      contractVersion: CONTRACT_VERSION,
      hostVersion: deps.version,
      chain: deps.chain,
      demo: deps.demo,
      capabilities: [],
    };
    this.handlers = this.#makeHandlers();
    this.feeds = {
      frame: new FrameFeed({
        clock: deps.clock,
        build: () => this.frame(),
        onNews: (listener) => {
          this.#engine.on('news', listener);
          return () => this.#engine.off('news', listener);
        },
      }),
    };
  }

  /** Resolves once mining has begun: sticks and pool come up by themselves. */
  async start(): Promise<void> {
    this.#book.onChange((next, previous) => {
      this.#measure(next);
      this.#engine.apply(next);
      if (next.theme !== previous.theme) void this.#deps.keepTheme(next.theme);
      if (next.attachedSticks !== previous.attachedSticks) this.#deps.sticks.attach(next.attachedSticks);
    });
    const { pools, theme } = this.#book.current.settings;
    // Settings of a version that had a theme for each set of data: the first that was chosen is the one for both.
    if (theme !== DEFAULT_SETTINGS.theme) void this.#deps.keepTheme(theme);
    if (pools.length > 1) {
      this.#deps.log.warn('Only the first pool is mined at: this version does not change over to another', {
        first: pools[0]?.url,
        waiting: pools.length - 1,
      });
    }
    await this.#engine.start();
    this.#measure(this.#book.current.settings);
    this.#deps.sticks.start({
      arrived: (identity) => {
        this.#seen.add(identity.id);
        this.#engine.stickArrived(identity);
      },
      left: (id) => this.#engine.stickLeft(id),
    });
    this.#deps.sticks.attach(this.#book.current.settings.attachedSticks);
  }

  frame(): MinerFrame {
    const lost = [this.#deps.choicesFault(), this.#secretsLost].filter((fault) => fault !== null);
    const faults = [...this.#book.faults, ...lost, ...this.#plugs.faults];
    return this.#engine.frame(this.#book.current.revision, faults);
  }

  /** Asks the plugs that are set up, and the computer while a part of it is charged or hangs on one. */
  #measure({ plugs, powerChain }: Settings): void {
    this.#plugs.apply(plugs);
    this.#hostWatts.follow(powerChain.hostShare > 0 || plugs.some(({ includesHost }) => includesHost));
  }

  /** The user's wish: it holds at once, and for later starts once this resolves. */
  async pause(untilMs: number | null): Promise<void> {
    await this.#deps.keepPause(this.#engine.pause(untilMs));
  }

  async resume(): Promise<void> {
    this.#engine.resume();
    await this.#deps.keepPause(null);
  }

  /** The computer goes to sleep. */
  async suspend(): Promise<void> {
    await this.#engine.suspend();
  }

  wake(): void {
    this.#engine.wake();
  }

  /** Idempotent: sticks safe, ledger flushed, settings on disk. False when that could not be done, which is logged. */
  stop(): Promise<boolean> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<boolean> {
    this.#plugs.stop();
    this.#hostWatts.stop();
    const parked = Promise.all([this.#deps.sticks.stop(), this.#engine.stop()]).then(() => true);
    // A port that does not close must not keep the ledger from being closed.
    const isParked = await Promise.race([parked, after(this.#deps.clock, PARK_LIMIT_MS).then(() => false)]);
    if (!isParked)
      this.#deps.log.warn('A stick or the pool did not stop in time', { limitMs: PARK_LIMIT_MS });
    const [isLedgerSafe] = await Promise.all([this.#ledger.close(), this.#book.stop()]);
    return isParked && isLedgerSafe && !this.#book.faults.some(({ code }) => UNSAVED.has(code));
  }

  #makeStick(identity: StickIdentity, targetFrequencyMhz: number | undefined): Stick {
    return this.#deps.sticks.make(identity, targetFrequencyMhz);
  }

  /** Refuses settings for a stick that nobody has ever seen, such as one with a typing error in its id. */
  #checkKnown(patch: SettingsPatch): void {
    const { sticks, plugs } = this.#book.current.settings;
    const isKnown = (id: string): boolean => this.#seen.has(id) || Object.hasOwn(sticks, id);
    const unknown = Object.keys(patch.sticks ?? {}).find((id) => !isKnown(id));
    if (patch.plugs !== undefined) checkPlugs(patch.plugs, plugs, isKnown);
    if (unknown !== undefined)
      throw new CallError('badInput', { reason: 'unknownStick', field: `patch.sticks.${unknown}` });
  }

  #makeHandlers(): Handlers<MinerContract> {
    const { clock } = this.#deps;
    const tuning: TuningCallsDeps = {
      tuner: this.#engine.tuner,
      book: this.#book,
      modelOf: (id) => this.#engine.knownStick(id)?.model ?? null,
      check: (patch) =>
        checkStickLimits(patch, this.#book.current.settings, (id) => this.#engine.knownStick(id)),
    };
    return {
      ...tuningCalls(tuning),
      ...plugCalls({
        ...this.#deps,
        makePlug: this.#makePlug,
        book: this.#book,
        poller: this.#plugs,
        calibrationBase: (id) => this.#engine.calibrationBase(id),
      }),
      ...deviceCalls({
        ...this.#deps,
        book: this.#book,
        sticks: () => this.frame().sticks,
        blink: (id) => this.#engine.blinkStick(id),
        forget: (id) => this.#engine.forgetStick(id),
      }),
      ...demoCalls({ ...this.#deps, forget: (id) => this.#engine.forgetStick(id) }),
      ...passportCalls({ ledger: this.#ledger, settings: () => this.#book.current.settings }),
      getSettings: () => this.#book.current,
      patchSettings: async (change) => {
        this.#checkKnown(change.patch);
        const patch = await withProfiles(change.patch, (id, profile) =>
          findProfilePoint(tuning, id, profile),
        );
        tuning.check(patch);
        return this.#book.patch({ ...change, patch });
      },
      setPoolPassword: async (change) => {
        const revision = await this.#book.setPoolPassword(change);
        this.#secretsLost = null;
        void this.#engine.reconnectPool();
        return revision;
      },
      pause: async ({ untilMs }) => {
        if (untilMs !== null && untilMs <= clock.nowMs())
          throw new CallError('badInput', { field: 'untilMs' });
        await this.pause(untilMs);
        return {};
      },
      resume: async () => {
        await this.resume();
        return {};
      },
      retryStick: ({ stickId }) => {
        if (!this.#engine.retryStick(stickId)) throw new CallError('refused', { reason: 'unknownStick' });
        return {};
      },
      switchDemo: ({ demo }) => {
        if (demo !== this.#deps.demo) this.#deps.switchDemo(demo);
        return {};
      },
      history: (range) => historyOf(this.#ledger, range),
      systemsView: () => this.#deps.systems.view(),
    };
  }
}

/** Opens settings and ledger. Rejects with a HostError or LedgerError whose sentence names the cure. */
export async function openMiner(deps: MinerDeps): Promise<Miner> {
  const book = await openSettingsBook({
    port: deps.settingsPort,
    backup: settingsBackup({
      settingsFile: deps.data.settingsFile,
      backupsDir: deps.data.backupsDir,
      clock: deps.clock,
    }),
    secrets: deps.secrets,
    clock: deps.clock,
    log: deps.log.child({ part: 'settings' }),
    defaults: changedSettings(DEFAULT_SETTINGS, deps.firstSettings, deps.clock.nowMs()),
    overlay: deps.overrides,
    check: (next) => checkPools(next, deps.chain),
  });
  const ledger = await openLedger({
    path: deps.data.ledgerFile,
    backupDir: deps.data.backupsDir,
    workerUrl: deps.ledgerWorkerUrl,
    clock: deps.clock,
    log: deps.log.child({ part: 'ledger' }),
  });
  return new Miner(deps, book, ledger);
}

const after = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

function secretsLost({ secretsSetAside, clock }: MinerDeps): Fault | null {
  if (secretsSetAside === null) return null;
  return {
    code: 'secretsLost',
    severity: 'warn',
    subject: { kind: 'settings', id: 'secrets' },
    params: { file: secretsSetAside },
    sinceMs: clock.nowMs(),
  };
}

/** Refuses an address that cannot be mined at, in the words of the pool's own rules. */
function checkPools(next: Settings, chain: Chain): void {
  for (const [index, pool] of next.pools.entries()) {
    const field = `pools.${index}.url`;
    const parsed = parsePoolUrl(pool.url);
    if (!parsed.ok) throw new CallError('badInput', { reason: 'badPoolUrl', field });
    if (parsed.url.protocol !== 'sv1') throw new CallError('badInput', { reason: 'stratumV2', field });
    try {
      assertChainAllowed(chain, parsed.url);
    } catch (error) {
      if (!(error instanceof PoolError)) throw error;
      throw new CallError('refused', { reason: 'practiceOnlyLoopback', field });
    }
  }
}

/** A pool that cannot be tried (an address edited by hand) is a fault the user sees, not the end of the host. */
function makeSource(deps: MinerDeps, pool: PoolSetting, suggest: () => number): JobSource {
  try {
    return stratumClient(deps, pool, suggest);
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    return new RefusedSource(pool.id, pool.url.slice(0, 100), error, deps.clock.nowMs());
  }
}

function stratumClient(deps: MinerDeps, pool: PoolSetting, suggest: () => number): StratumClient {
  const parsed = parsePoolUrl(pool.url);
  if (!parsed.ok)
    throw new PoolError('badUrl', pool.url, `The address of the pool cannot be read: ${pool.url}`);
  return new StratumClient({
    id: pool.id,
    url: parsed.url,
    user: pool.user,
    password: () => deps.secrets.get(poolSecretName(pool.id)),
    chain: deps.chain,
    clock: deps.clock,
    random: deps.random,
    log: deps.log.child({ part: 'pool' }),
    userAgent: `hashwatt/${deps.version}`,
    // Practice pools have their own pace, quick enough to watch.
    suggestDifficulty: () => (deps.chain.kind === 'practice' ? null : suggest()),
  });
}
