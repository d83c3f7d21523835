/**
 * Tells the ledger which sticks are here, as their passports know them, and reads from it how their J/TH has
 * drifted. It keeps no sums: those are made of the rows themselves.
 */
import type { Fault } from '../contract/frame.ts';
import type { Clock, Logger } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import type { Ledger, SightingEntry } from '../ledger/entries.ts';
import type { StickIdentity, StickSlot } from './stick-slot.ts';

export interface PassportBookDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ledger: Pick<Ledger, 'passports'>;
  readonly slots: () => Iterable<StickSlot>;
  readonly settings: () => Settings;
  readonly record: (entry: SightingEntry) => void;
}

/** Sightings are said again, for a file that was replaced meanwhile; days of J/TH change once a day. */
const EVERY_MS = 3_600_000;
/** J/TH a tenth above the first day's: dust, a fan, or a port that gives less. */
const DRIFTED = 1.1;

export class PassportBook {
  readonly #deps: PassportBookDeps;
  #faults: readonly Fault[] = [];
  #lookedMonoMs = Number.NEGATIVE_INFINITY;

  constructor(deps: PassportBookDeps) {
    this.#deps = deps;
  }

  /** Sticks that need more energy for the same work than when they were new here. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** A stick came, or has another name. */
  see(identity: StickIdentity): void {
    const { clock, settings, record } = this.#deps;
    record({
      kind: 'sighting',
      stickId: identity.id,
      atMs: clock.nowMs(),
      model: identity.model,
      name: settings().sticks[identity.id]?.name ?? identity.modelName,
      serialNumber: identity.serialNumber,
      location: identity.location,
    });
  }

  /** Says again what is here. */
  seeAll(): void {
    for (const slot of this.#deps.slots()) if (slot.health !== 'lost') this.see(slot.identity);
  }

  /** Once an hour: call as often as you like. Never rejects. */
  async follow(): Promise<void> {
    const { clock, ledger, log } = this.#deps;
    const monoMs = clock.monotonicMs();
    if (monoMs - this.#lookedMonoMs < EVERY_MS) return;
    this.#lookedMonoMs = monoMs;
    this.seeAll();
    try {
      const passports = await ledger.passports();
      this.#faults = passports.flatMap(({ stickId, firstJth, latestJth }): Fault[] => {
        if (firstJth === null || latestJth === null || latestJth <= DRIFTED * firstJth) return [];
        const params = {
          firstJth: Math.round(firstJth * 10) / 10,
          latestJth: Math.round(latestJth * 10) / 10,
        };
        const subject = { kind: 'stick', id: stickId } as const;
        return [{ code: 'efficiencyDrifted', severity: 'warn', subject, params, sinceMs: clock.nowMs() }];
      });
    } catch (error) {
      log.warn('The passports cannot be read now', { reason: String(error) });
    }
  }
}
