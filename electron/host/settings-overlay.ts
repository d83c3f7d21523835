/** Settings that hold for this start only: what flags ask for, laid over what the user keeps on disk. */
import type { Settings, SettingsPatch } from '../contract/settings.ts';
import { changedSettings } from './settings-change.ts';

export class SettingsOverlay {
  #patch: SettingsPatch;
  readonly #withPassword: Set<string>;
  readonly #sinceMs: number;

  /** `withPassword`: ids of the patch's pools that have one. `sinceMs`: when its prices were typed. */
  constructor(patch: SettingsPatch, withPassword: ReadonlySet<string>, sinceMs: number) {
    this.#patch = patch;
    this.#withPassword = new Set(withPassword);
    this.#sinceMs = sinceMs;
  }

  /** The settings in force. */
  over(base: Settings): Settings {
    if (Object.keys(this.#patch).length === 0) return base;
    const laid = changedSettings(base, this.#patch, this.#sinceMs);
    if (this.#patch.pools === undefined) return laid;
    const pools = laid.pools.map((pool) => ({
      ...pool,
      hasPassword: pool.hasPassword || this.#withPassword.has(pool.id),
    }));
    return { ...laid, pools };
  }

  /** What is left of it once the user changed `patch`: prices in a currency that is no more go too. */
  without(patch: SettingsPatch, currency: string): SettingsOverlay {
    const gone = new Set(Object.keys(patch));
    if (patch.currency !== undefined && patch.currency !== currency) gone.add('pricePerKwh').add('btcPrice');
    const left = Object.fromEntries(Object.entries(this.#patch).filter(([key]) => !gone.has(key)));
    return new SettingsOverlay(left, this.#withPassword, this.#sinceMs);
  }

  become(other: SettingsOverlay): void {
    this.#patch = other.#patch;
  }

  notePassword(poolId: string, has: boolean): void {
    if (has) this.#withPassword.add(poolId);
    else this.#withPassword.delete(poolId);
  }
}
