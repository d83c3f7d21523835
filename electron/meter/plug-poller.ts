/**
 * Asks every plug again and again and keeps what it said last. A plug that does not answer keeps its last watts for
 * three tries, then they are unknown; watts that cannot be true are unknown at once. It shares nothing out and adds
 * nothing up: that is the engine's.
 */
import type { Fault } from '../contract/frame.ts';
import type { Clock, Logger, Random, SecretPort } from '../contract/ports.ts';
import type { PlugSetting } from '../contract/settings.ts';
import type { Reading } from '../contract/units.ts';
import { Backoff } from '../core/timing.ts';
import type { PlugReading, PowerPlug } from './plugs/plug.ts';
import { PlugError, type PlugErrorCode } from './plugs/plug-error.ts';
import { endedBy } from './plugs/plug-http.ts';
import { PLUG_ROWS, type PlugPlace } from './plugs/registry.ts';

export interface PlugPollerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly secrets: SecretPort;
  readonly makePlug: (place: PlugPlace, secret: string | null) => PowerPlug;
}

/** What a plug on the same network needs at most, a KLAP hello included. */
const ANSWER_LIMIT_MS = 4_000;
const MISSES_UNTIL_UNKNOWN = 3;
const LONGEST_WAIT_MS = 60_000;

/** Faults by what went wrong; all else is silence. */
const FAULT_CODES: Partial<Record<PlugErrorCode, string>> = {
  refused: 'plugRefused',
  nonsense: 'plugNonsense',
  noMeter: 'plugNoMeter',
  notLocal: 'plugNotLocal',
  badAddress: 'plugNotLocal',
};

/** Name of a plug's password or token in the SecretPort. */
export function plugSecretName(plugId: string): string {
  return `plug:${plugId}`;
}

export class PlugPoller {
  readonly #deps: PlugPollerDeps;
  readonly #watches = new Map<string, PlugWatch>();

  constructor(deps: PlugPollerDeps) {
    this.#deps = deps;
  }

  /** Watches these and no others. One that changed, other than in its sticks, begins anew. */
  apply(plugs: readonly PlugSetting[]): void {
    for (const [id, watch] of this.#watches) {
      const next = plugs.find((plug) => plug.id === id);
      if (next !== undefined && placeOf(next) === placeOf(watch.setting)) {
        watch.setting = next;
        continue;
      }
      watch.stop();
      this.#watches.delete(id);
    }
    for (const plug of plugs) {
      if (!this.#watches.has(plug.id)) this.#watch(plug);
    }
  }

  /** Begins anew with the secret that is kept now. */
  renew(plugId: string): void {
    const watch = this.#watches.get(plugId);
    if (watch === undefined) return;
    watch.stop();
    this.#watch(watch.setting);
  }

  /** Watts of each plug by its id, null with a reason where they are not known. */
  readings(): ReadonlyMap<string, Reading<number>> {
    return new Map([...this.#watches].map(([id, watch]) => [id, watch.reading]));
  }

  get faults(): readonly Fault[] {
    return [...this.#watches.values()].flatMap((watch) => watch.fault ?? []);
  }

  /** Idempotent: no timer and no connection is left. */
  stop(): void {
    this.apply([]);
  }

  #watch(setting: PlugSetting): void {
    const watch = new PlugWatch(setting, this.#deps);
    this.#watches.set(setting.id, watch);
    watch.start();
  }
}

/** Asks a plug once, within the time limit. Rejects with a PlugError. */
export async function readPlugOnce(
  plug: PowerPlug,
  clock: Clock,
  stopped: AbortSignal = NEVER,
): Promise<PlugReading> {
  const limit = new AbortController();
  const cancel = clock.after(ANSWER_LIMIT_MS, () => limit.abort());
  const signal = AbortSignal.any([limit.signal, stopped]);
  try {
    return await endedBy(signal, plug.read(signal));
  } finally {
    cancel();
  }
}

const NEVER = new AbortController().signal;

/** What makes another plug of it. */
const placeOf = ({ kind, address, channel, user }: PlugPlace): string =>
  JSON.stringify([kind, address, channel, user]);

class PlugWatch {
  setting: PlugSetting;
  readonly #deps: PlugPollerDeps;
  readonly #backoff: Backoff;
  readonly #stopped = new AbortController();
  #cancelTimer: () => void = () => {};
  #plug: PowerPlug | null = null;
  #last: PlugReading | null = null;
  #misses = 0;
  #trouble: { readonly code: PlugErrorCode; readonly sinceMs: number } | null = null;

  constructor(setting: PlugSetting, deps: PlugPollerDeps) {
    this.setting = setting;
    this.#deps = deps;
    const firstMs = PLUG_ROWS[setting.kind].everyMs;
    this.#backoff = new Backoff({ random: deps.random, firstMs, longestMs: LONGEST_WAIT_MS });
  }

  get reading(): Reading<number> {
    const last = this.#last;
    if (last !== null) return { value: last.powerW, origin: 'measured', atMs: last.atMs };
    const { code } = this.#standing ?? { code: null };
    const reason = code === null ? 'noAnswerYet' : faultCode(code);
    return { value: null, origin: 'measured', atMs: this.#deps.clock.nowMs(), reason };
  }

  get fault(): Fault | null {
    const standing = this.#standing;
    if (standing === null) return null;
    return {
      code: faultCode(standing.code),
      severity: 'warn',
      subject: { kind: 'plug', id: this.setting.id },
      params: { name: this.setting.name, address: this.setting.address },
      sinceMs: standing.sinceMs,
    };
  }

  start(): void {
    void this.#poll();
  }

  stop(): void {
    this.#stopped.abort();
    this.#cancelTimer();
  }

  /** Trouble that is worth telling: a miss or two are not. */
  get #standing(): { readonly code: PlugErrorCode; readonly sinceMs: number } | null {
    const trouble = this.#trouble;
    if (trouble === null) return null;
    return faultCode(trouble.code) !== SILENT || this.#misses >= MISSES_UNTIL_UNKNOWN ? trouble : null;
  }

  async #poll(): Promise<void> {
    const { clock } = this.#deps;
    try {
      const reading = await readPlugOnce(await this.#opened(), clock, this.#stopped.signal);
      this.#answered(reading);
    } catch (error) {
      this.#missed(error);
    }
    if (this.#stopped.signal.aborted) return;
    const everyMs = PLUG_ROWS[this.setting.kind].everyMs;
    const waitMs = this.#misses < MISSES_UNTIL_UNKNOWN ? everyMs : Math.max(everyMs, this.#backoff.nextMs());
    this.#cancelTimer = clock.after(waitMs, () => void this.#poll());
  }

  async #opened(): Promise<PowerPlug> {
    const { id, hasSecret } = this.setting;
    const { makePlug, secrets } = this.#deps;
    // What is kept may be on its way out, after a change of the address.
    this.#plug ??= makePlug(this.setting, hasSecret ? await secrets.get(plugSecretName(id)) : null);
    return this.#plug;
  }

  #answered(reading: PlugReading): void {
    if (this.#trouble !== null) this.#deps.log.info('Plug answers again', { plug: this.setting.name });
    this.#last = reading;
    this.#misses = 0;
    this.#trouble = null;
    this.#backoff.reset();
  }

  #missed(error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    const { clock, log } = this.#deps;
    const known = error instanceof PlugError;
    const code = known ? error.code : 'badAnswer';
    this.#misses += 1;
    if (this.#trouble?.code !== code) {
      const reason = known ? error.message : 'It could not be asked.';
      log.warn('Plug does not tell its watts', { plug: this.setting.name, code, reason });
      this.#trouble = { code, sinceMs: this.#trouble?.sinceMs ?? clock.nowMs() };
    }
    if (this.#standing !== null) this.#last = null;
  }
}

const SILENT = 'plugSilent';
const faultCode = (code: PlugErrorCode): string => FAULT_CODES[code] ?? SILENT;
