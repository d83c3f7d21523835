/** The calls about tuning: sweeps, comparisons, and what came of them. */
import { CallError } from '../contract/call-error.ts';
import type { MinerContract } from '../contract/contract.ts';
import type { Handlers } from '../contract/serve.ts';
import { type SettingsPatch, StickProfile } from '../contract/settings.ts';
import type { ProfilePoint } from '../contract/tuning.ts';
import type { StickId } from '../contract/units.ts';
import { limitsOf } from '../device/stick-limits.ts';
import { measuredEco, profilePoint } from '../engine/tuning/profiles.ts';
import type { Started, Tuner } from '../engine/tuning/tuner.ts';
import type { SettingsBook } from './settings-book.ts';

export interface TuningCallsDeps {
  readonly tuner: Tuner;
  readonly book: Pick<SettingsBook, 'current' | 'patch'>;
  /** Null for a stick that is not here. */
  readonly modelOf: (id: StickId) => string | null;
  /** Throws a CallError for what lies outside the limits. */
  readonly check: (patch: SettingsPatch) => void;
}

export function tuningCalls({ tuner, book, modelOf, check }: TuningCallsDeps) {
  return {
    startTuning: async ({ stickId, goal, dryRun }) => ({
      runId: idOf(await tuner.startSweep(stickId, goal, dryRun)),
    }),
    stopTuning: ({ stickId }) => {
      // Also of a stick that is not here: what waits for it is not to go on when it comes.
      if (tuner.stop(stickId)) return {};
      throw refused(modelOf(stickId) === null ? 'unknownStick' : 'notTuning');
    },
    applyTuning: async ({ stickId, runId }) => {
      const run = (await tuner.history(stickId)).runs.find(({ id }) => id === runId);
      if (run === undefined) throw refused('unknownRun');
      if (run.isDryRun) throw refused('onlyDryRun');
      if (run.best === null || run.state !== 'done') throw refused('nothingToApply');
      const { frequencyMhz, coreMv } = run.best;
      const change = {
        targetFrequencyMhz: frequencyMhz,
        profile: null,
        ...(coreMv === null ? {} : { targetCoreMv: coreMv }),
      };
      const patch: SettingsPatch = { sticks: { [stickId]: change } };
      check(patch);
      const revision = book.patch({ baseRevision: book.current.revision, patch });
      tuner.applied(run);
      return revision;
    },
    startComparison: ({ stickId, a, b, slotMs }) => ({
      comparisonId: idOf(tuner.startComparison(stickId, a, b, slotMs)),
    }),
    tuneHistory: async ({ stickId }) => {
      const history = await tuner.history(stickId);
      const model = modelOf(stickId);
      const points = StickProfile.options.map((profile) =>
        model === null ? null : pointOf(profile, model, history.runs),
      );
      return { ...history, profiles: points.filter((point) => point !== null) };
    },
  } satisfies Partial<Handlers<MinerContract>>;
}

/** What a profile is for a stick now; null for one that is not here, or whose clock cannot be set. */
export async function findProfilePoint(
  { tuner, modelOf }: Pick<TuningCallsDeps, 'tuner' | 'modelOf'>,
  stickId: StickId,
  profile: StickProfile,
): Promise<ProfilePoint | null> {
  const model = modelOf(stickId);
  if (model === null) return null;
  const runs = profile === 'eco' ? (await tuner.history(stickId)).runs : [];
  return pointOf(profile, model, runs);
}

/** A profile stays inside the model's own limits, whatever the mode. */
function pointOf(
  profile: StickProfile,
  model: string,
  runs: Parameters<typeof measuredEco>[0],
): ProfilePoint | null {
  const { clockMhz } = limitsOf(model, false);
  return clockMhz === null ? null : profilePoint(profile, clockMhz, measuredEco(runs));
}

function idOf(started: Started): string {
  if (started.kind === 'refused') throw refused(started.reason);
  return started.id;
}

const refused = (reason: string): CallError => new CallError('refused', { reason });
