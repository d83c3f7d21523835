/**
 * The host: one miner at a time, the user's own or the demo, served to any number of wires. It owns the
 * switch between the two; how it is reached (web page, Electron's ports) is decided outside.
 */
import { type MinerContract, minerContract } from '../contract/contract.ts';
import type { MinerFrame } from '../contract/frame.ts';
import type { Logger, MachineClock, Random, SettingsPort } from '../contract/ports.ts';
import { type Served, serve } from '../contract/serve.ts';
import type { SettingsPatch } from '../contract/settings.ts';
import type { Chain } from '../contract/units.ts';
import type { Wire } from '../contract/wire.ts';
import type { DeviceDoctor } from '../device/doctor/device-doctor.ts';
import type { SystemsMeter } from '../meter/systems-view.ts';
import { type Choices, pauseAt } from './choices.ts';
import type { DataFolder, DataSet } from './data-folder.ts';
import { demoDoctor } from './doctor.ts';
import { type Miner, type MinerDeps, type OpenedSecrets, openMiner } from './miner.ts';
import type { StickSource } from './stick-source.ts';

/** Difficulty 1 of the demo's chain is 2^26 easier: 300 GH/s become some 4,500 real hashes a second. */
const DEMO_CHAIN: Chain = { kind: 'practice', bits: 26 };

export interface HostDeps {
  readonly folder: DataFolder;
  readonly version: string;
  readonly clock: MachineClock;
  readonly random: Random;
  readonly log: Logger;
  readonly timeZone: string;
  readonly ledgerWorkerUrl: URL;
  readonly systems: SystemsMeter;
  readonly settingsPortOf: (data: DataSet) => SettingsPort;
  readonly secretsOf: (data: DataSet) => Promise<OpenedSecrets>;
  readonly choices: Choices;
  readonly doctor: DeviceDoctor;
  /** Sticks that are plugged in, for a chain. */
  readonly pluggedSticks: (chain: Chain) => Promise<StickSource>;
  /** What the command line asked for: the chain of the user's own miner, and settings laid over those on disk. */
  readonly flags: { readonly chain: Chain; readonly settings: SettingsPatch };
}

export class Host {
  readonly #deps: HostDeps;
  readonly #served = new Set<Served>();
  #miner: Miner | null = null;
  #stopDemo: () => Promise<void> = async () => {};
  /** Starts, switches and stops follow one another. */
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;
  #allSaved = true;

  constructor(deps: HostDeps) {
    this.#deps = deps;
  }

  /** Rejects with a HostError, LedgerError or PoolError whose sentence names the cure. */
  start(demo: boolean): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.#stopped) await this.#open(demo);
    });
  }

  /** Serves one client; while the miner is being switched it is closed at once and may come back. */
  serveWire(wire: Wire): void {
    const miner = this.#miner;
    if (miner === null) {
      wire.close();
      return;
    }
    const served = serve<MinerContract>(minerContract, {
      wire,
      hello: miner.hello,
      handlers: miner.handlers,
      feeds: miner.feeds,
      clock: this.#deps.clock,
      log: this.#deps.log,
      onClosed: () => this.#served.delete(served),
    });
    this.#served.add(served);
  }

  /** The state of now, or null while there is no miner. */
  frame(): MinerFrame | null {
    return this.#miner?.frame() ?? null;
  }

  pause(): void {
    void this.#miner?.pause(null);
  }

  resume(): void {
    void this.#miner?.resume();
  }

  async suspend(): Promise<void> {
    await this.#miner?.suspend();
  }

  wake(): void {
    this.#miner?.wake();
  }

  /** Idempotent: sticks safe, ledger flushed, settings on disk, every client closed. False when the disk refused. */
  async stop(): Promise<boolean> {
    this.#stopped = true;
    await this.#enqueue(async () => {
      const isClosed = await this.#close();
      this.#allSaved = (await this.#deps.choices.stop()) && isClosed && this.#allSaved;
    });
    return this.#allSaved;
  }

  #switch(demo: boolean): void {
    const { log } = this.#deps;
    void this.#enqueue(async () => {
      if (this.#stopped) return;
      await this.#close();
      log.info(demo ? 'Changing to the demo' : 'Changing to your own miner');
      try {
        await this.#open(demo);
        await this.#deps.choices.keep({ demo });
      } catch (error) {
        log.error('The change failed; going back', { reason: String(error) });
        await this.#open(!demo);
      }
    }).catch((error: unknown) => log.error('There is no miner now', { reason: String(error) }));
  }

  async #open(demo: boolean): Promise<void> {
    const { folder, flags } = this.#deps;
    if (demo) return this.#openDemo();
    const data = flags.chain.kind === 'practice' ? folder.practice : folder.own;
    await this.#run({
      data,
      chain: flags.chain,
      demo: false,
      demoControl: null,
      sticks: await this.#deps.pluggedSticks(flags.chain),
      doctor: this.#deps.doctor,
      overrides: flags.settings,
      firstSettings: {},
    });
  }

  async #openDemo(): Promise<void> {
    const { clock, random, log, folder, choices } = this.#deps;
    const { createDemo } = await import('../practice/demo.ts');
    const { SIMULATED_MODELS } = await import('../practice/simulator/simulated-models.ts');
    const { demoSticks } = await import('./demo-sticks.ts');
    const demo = await createDemo({
      chain: DEMO_CHAIN,
      clock,
      random,
      log: log.child({ part: 'demo' }),
      models: choices.current.demoSticks,
    });
    this.#stopDemo = () => demo.stop();
    const { pools } = demo.settings;
    await this.#run({
      data: folder.practice,
      chain: DEMO_CHAIN,
      demo: true,
      demoControl: {
        demo,
        models: SIMULATED_MODELS,
        keepModels: (models) => choices.keep({ demoSticks: models }),
      },
      sticks: demoSticks(demo, { chain: DEMO_CHAIN, clock, log }),
      doctor: demoDoctor({ clock, log }),
      // The practice pool listens on another port at each start.
      overrides: {
        ...this.#deps.flags.settings,
        ...(pools === undefined ? {} : { pools }),
        attachedSticks: [],
      },
      firstSettings: demo.settings,
    });
  }

  async #run(
    what: Pick<
      MinerDeps,
      'data' | 'chain' | 'demo' | 'demoControl' | 'sticks' | 'doctor' | 'overrides' | 'firstSettings'
    >,
  ): Promise<void> {
    const { settingsPortOf, secretsOf, choices, clock, folder } = this.#deps;
    const pauseKey = what.data === folder.own ? 'ownPause' : 'practicePause';
    const { theme, [pauseKey]: pause } = choices.current;
    try {
      const miner = await openMiner({
        ...this.#deps,
        ...what,
        overrides: { ...what.overrides, ...(theme === null ? {} : { theme }) },
        pause: pauseAt(pause, clock.nowMs()),
        keepPause: (next) => choices.keep({ [pauseKey]: next }),
        keepTheme: (next) => choices.keep({ theme: next }),
        choicesFault: () => choices.fault,
        settingsPort: settingsPortOf(what.data),
        ...(await secretsOf(what.data)),
        switchDemo: (demo) => this.#switch(demo),
      });
      await miner.start().catch(async (error: unknown) => {
        await miner.stop();
        throw error;
      });
      this.#miner = miner;
    } catch (error) {
      await this.#stopDemo();
      throw error;
    }
  }

  /** True when everything is on disk. */
  async #close(): Promise<boolean> {
    const miner = this.#miner;
    this.#miner = null;
    for (const served of this.#served) served.close();
    this.#served.clear();
    const allSaved = (await miner?.stop()) ?? true;
    await this.#stopDemo();
    this.#stopDemo = async () => {};
    return allSaved;
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }
}
