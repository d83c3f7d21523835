/**
 * The one owner of the settings while the host runs. Changes come in as patches against a revision and go
 * out to listeners and, later, to the disk; the disk is read once, at the start.
 */
import { CallError } from '../contract/call-error.ts';
import type { Fault } from '../contract/frame.ts';
import type { Clock, Logger, SecretPort, SettingsPort } from '../contract/ports.ts';
import type { Settings, SettingsPatch } from '../contract/settings.ts';
import type { StickId } from '../contract/units.ts';
import { plugSecretName } from '../meter/plug-poller.ts';
import type { SettingsBackup } from './settings-backup.ts';
import { changedSettings, withoutStick } from './settings-change.ts';
import { type Loaded, loadSettings } from './settings-load.ts';
import { SettingsOverlay } from './settings-overlay.ts';
import { SettingsSaver } from './settings-saver.ts';

export interface SettingsBookDeps {
  readonly port: SettingsPort;
  readonly backup: SettingsBackup;
  readonly secrets: SecretPort;
  readonly clock: Clock;
  readonly log: Logger;
  /** Settings of a data folder that has none. */
  readonly defaults: Settings;
  /**
   * Laid over the settings while this host runs and never saved: flags of one start must not replace what the
   * user keeps. A key that the user changes leaves the overlay.
   */
  readonly overlay?: SettingsPatch | undefined;
  /** More rules for a change, such as those of pool addresses; throws a CallError to refuse it. */
  readonly check?: ((next: Settings) => void) | undefined;
}

export interface CurrentSettings {
  readonly settings: Settings;
  readonly revision: number;
}

export interface SettingsBook {
  readonly current: CurrentSettings;
  /** `settingsRestored`, `settingsLost`, `settingsNotSaved`, `secretNotSaved`: for the frame. */
  readonly faults: readonly Fault[];
  /**
   * Throws a CallError: `oldRevision`, `badInput`, or what `check` throws. Listeners are called before it
   * returns.
   */
  patch(change: { readonly baseRevision: number; readonly patch: SettingsPatch }): {
    readonly revision: number;
  };
  /** Null and the empty text take the password away. Throws a CallError `refused` for a pool that is not there, or when the disk refuses. */
  setPoolPassword(change: {
    readonly poolId: string;
    readonly password: string | null;
  }): Promise<{ readonly revision: number }>;
  /** The same for the password or token of a plug. */
  setPlugSecret(change: {
    readonly plugId: string;
    readonly secret: string | null;
  }): Promise<{ readonly revision: number }>;
  /** Takes away all that is set for a stick. */
  forgetStick(stickId: StickId): { readonly revision: number };
  onChange(listener: (next: Settings, previous: Settings) => void): () => void;
  /** Resolves when everything is on disk, or within 4 s when the disk refuses or does not answer. */
  flush(): Promise<void>;
  /** Flushes and stops. Idempotent. */
  stop(): Promise<void>;
}

/** Name of a pool's password in the SecretPort. */
export function poolSecretName(poolId: string): string {
  return `pool:${poolId}`;
}

/** Reads the settings. Throws a HostError with a sentence when a newer version wrote them or they cannot be read. */
export async function openSettingsBook(deps: SettingsBookDeps): Promise<SettingsBook> {
  const loaded = await loadSettings(deps);
  const settings = await withKnownPasswords(loaded.settings, deps.secrets);
  const overlay = await openOverlay(deps);
  const book = new OpenSettingsBook(deps, loaded, settings, overlay);
  // What had to be restored is written at once: the next start must not find the damage again.
  await book.flush();
  return book;
}

async function openOverlay({ overlay = {}, secrets, clock }: SettingsBookDeps): Promise<SettingsOverlay> {
  const ids = (overlay.pools ?? []).map((pool) => pool.id);
  const found = await Promise.all(ids.map((id) => secrets.get(poolSecretName(id))));
  return new SettingsOverlay(
    overlay,
    new Set(ids.filter((_, index) => found[index] !== null)),
    clock.nowMs(),
  );
}

/** The secrets decide whether a pool or plug has one: they may have been changed while the host was off. */
async function withKnownPasswords(settings: Settings, secrets: SecretPort): Promise<Settings> {
  const pools = settings.pools.map(async (pool) => {
    const hasPassword = (await secrets.get(poolSecretName(pool.id))) !== null;
    return { ...pool, hasPassword };
  });
  const plugs = settings.plugs.map(async (plug) => {
    const hasSecret = (await secrets.get(plugSecretName(plug.id))) !== null;
    return { ...plug, hasSecret };
  });
  return { ...settings, pools: await Promise.all(pools), plugs: await Promise.all(plugs) };
}

class OpenSettingsBook implements SettingsBook {
  readonly #deps: SettingsBookDeps;
  readonly #saver: SettingsSaver;
  readonly #listeners = new Set<(next: Settings, previous: Settings) => void>();
  readonly #faults = new Map<string, Fault>();
  readonly #secretWork = new Set<Promise<void>>();
  readonly #overlay: SettingsOverlay;
  /** What is on disk, or on its way there. */
  #base: Settings;
  #current: CurrentSettings;

  constructor(deps: SettingsBookDeps, loaded: Loaded, settings: Settings, overlay: SettingsOverlay) {
    this.#deps = deps;
    this.#overlay = overlay;
    this.#base = settings;
    this.#current = { settings: overlay.over(settings), revision: 1 };
    this.#saver = new SettingsSaver({
      write: (next) => this.#write(next),
      clock: deps.clock,
      onResult: (error) => this.#noteSaved(error),
    });
    if (loaded.kind === 'restored' || loaded.kind === 'lost') {
      this.#raise(loaded.kind === 'restored' ? 'settingsRestored' : 'settingsLost', {
        file: loaded.setAside ?? '',
        problem: loaded.problem,
      });
      this.#saver.save(settings);
    }
  }

  get current(): CurrentSettings {
    return this.#current;
  }

  get faults(): readonly Fault[] {
    return [...this.#faults.values()];
  }

  patch(change: { readonly baseRevision: number; readonly patch: SettingsPatch }): {
    readonly revision: number;
  } {
    const { settings, revision } = this.#current;
    if (change.baseRevision !== revision) throw new CallError('oldRevision');
    const base = changedSettings(this.#base, change.patch, this.#deps.clock.nowMs());
    const overlay = this.#overlay.without(change.patch, settings.currency);
    const next = overlay.over(base);
    this.#deps.check?.(next);
    this.#overlay.become(overlay);
    this.#forgetSecretsOf([settings, this.#base], [next, base]);
    this.#faults.delete('settingsRestored');
    this.#faults.delete('settingsLost');
    return this.#replace(base);
  }

  async setPoolPassword(change: {
    readonly poolId: string;
    readonly password: string | null;
  }): Promise<{ readonly revision: number }> {
    const { poolId } = change;
    const password = change.password || null;
    this.#assertPool(poolId);
    await this.#keepSecret(poolSecretName(poolId), password, 'password');
    if (!this.#hasPool(poolId)) this.#forgetSecret(poolSecretName(poolId));
    this.#assertPool(poolId);
    this.#overlay.notePassword(poolId, password !== null);
    const pools = this.#base.pools.map((pool) =>
      pool.id === poolId ? { ...pool, hasPassword: password !== null } : pool,
    );
    return this.#replace({ ...this.#base, pools });
  }

  async setPlugSecret(change: {
    readonly plugId: string;
    readonly secret: string | null;
  }): Promise<{ readonly revision: number }> {
    const { plugId } = change;
    const secret = change.secret || null;
    this.#assertPlug(plugId);
    await this.#keepSecret(plugSecretName(plugId), secret, 'secret');
    if (!this.#hasPlug(plugId)) this.#forgetSecret(plugSecretName(plugId));
    this.#assertPlug(plugId);
    const plugs = this.#base.plugs.map((plug) =>
      plug.id === plugId ? { ...plug, hasSecret: secret !== null } : plug,
    );
    return this.#replace({ ...this.#base, plugs });
  }

  forgetStick(stickId: StickId): { readonly revision: number } {
    return this.#replace(withoutStick(this.#base, stickId));
  }

  onChange(listener: (next: Settings, previous: Settings) => void): () => void {
    const own: typeof listener = (next, previous) => listener(next, previous);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  async flush(): Promise<void> {
    await Promise.all(this.#secretWork);
    await this.#saver.flush();
  }

  async stop(): Promise<void> {
    await this.flush();
    this.#saver.stop();
  }

  #hasPool(poolId: string): boolean {
    return this.#current.settings.pools.some((pool) => pool.id === poolId);
  }

  #assertPool(poolId: string): void {
    if (!this.#hasPool(poolId)) throw new CallError('refused', { reason: 'unknownPool', field: 'poolId' });
  }

  #hasPlug(plugId: string): boolean {
    return this.#base.plugs.some((plug) => plug.id === plugId);
  }

  #assertPlug(plugId: string): void {
    if (!this.#hasPlug(plugId)) throw new CallError('refused', { reason: 'unknownPlug', field: 'plugId' });
  }

  #replace(base: Settings): { readonly revision: number } {
    const previous = this.#current.settings;
    const next = this.#overlay.over(base);
    this.#base = base;
    this.#current = { settings: next, revision: this.#current.revision + 1 };
    this.#saver.save(base);
    for (const listener of [...this.#listeners]) {
      try {
        listener(next, previous);
      } catch (error) {
        this.#deps.log.error('A change of the settings could not be applied.', { error });
      }
    }
    return { revision: this.#current.revision };
  }

  async #write(settings: Settings): Promise<void> {
    await this.#deps.port.save(settings);
    await this.#deps.backup.save(settings).catch((error: unknown) => {
      this.#deps.log.warn('The last good copy of the settings could not be written.', { error });
    });
  }

  #noteSaved(error: unknown): void {
    if (error === null) {
      this.#faults.delete('settingsNotSaved');
    } else if (!this.#faults.has('settingsNotSaved')) {
      this.#deps.log.error('The settings could not be saved; they are kept in memory and tried again.', {
        error,
      });
      this.#raise('settingsNotSaved', { file: this.#deps.backup.settingsFile });
    }
  }

  /** Throws a CallError `refused` when the disk refuses. */
  async #keepSecret(name: string, secret: string | null, field: string): Promise<void> {
    await this.#deps.secrets.set(name, secret).catch((cause: unknown) => {
      this.#deps.log.error('A secret could not be saved.', { name, error: cause });
      throw new CallError('refused', { reason: 'secretNotSaved', field, cause });
    });
  }

  /** Of what is gone, or has another address: a secret is for the pool or plug it was typed for. */
  #forgetSecretsOf(before: readonly Settings[], after: readonly Settings[]): void {
    const kept = new Set(after.flatMap(secretPlaces).map(({ name, place }) => `${name} ${place}`));
    for (const { name, place } of before.flatMap(secretPlaces)) {
      if (!kept.has(`${name} ${place}`)) this.#forgetSecret(name);
    }
  }

  #forgetSecret(name: string): void {
    const work = this.#deps.secrets.set(name, null).catch((error: unknown) => {
      this.#deps.log.error('A secret that is no more needed could not be deleted.', { name, error });
      this.#raise('secretNotSaved', { name });
    });
    this.#secretWork.add(work);
    void work.finally(() => this.#secretWork.delete(work));
  }

  #raise(code: string, params: Fault['params']): void {
    const subject: Fault['subject'] = { kind: 'settings', id: 'settings' };
    this.#faults.set(code, { code, severity: 'fault', subject, params, sinceMs: this.#deps.clock.nowMs() });
  }
}

interface SecretPlace {
  readonly name: string;
  /** Where the secret is sent. */
  readonly place: string;
}

const secretPlaces = ({ pools, plugs }: Settings): SecretPlace[] => [
  ...pools.map(({ id, url }) => ({ name: poolSecretName(id), place: url })),
  ...plugs.map(({ id, address }) => ({ name: plugSecretName(id), place: address })),
];
