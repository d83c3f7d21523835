/**
 * The one table between host and renderer. Adding a call is one line here, one handler in the host and one
 * use; the compiler names both gaps. Handler types, client types, channel names and runtime checks are all
 * derived from this value.
 */
import { z } from 'zod';
import { MinerFrame } from './frame.ts';
import { History, HistoryRange } from './history.ts';
import { Settings, SettingsPatch } from './settings.ts';
import { SystemsView } from './systems.ts';
import { Chain, StickId, WallMs } from './units.ts';

export const CONTRACT_VERSION = 1;

const Nothing = z.strictObject({});
const Revision = z.strictObject({ revision: z.int().nonnegative() });

export const minerContract = {
  calls: {
    getSettings: {
      input: Nothing,
      output: z.strictObject({ settings: Settings, revision: z.int().nonnegative() }),
    },
    /** Refused with `oldRevision` when someone else changed the settings since `baseRevision`. */
    patchSettings: {
      input: z.strictObject({ baseRevision: z.int().nonnegative(), patch: SettingsPatch }),
      output: Revision,
    },
    setPoolPassword: {
      input: z.strictObject({ poolId: z.string().max(40), password: z.string().max(200).nullable() }),
      output: Revision,
    },
    /** Stops work on every stick; `untilMs` null = until `resume`. */
    pause: { input: z.strictObject({ untilMs: WallMs.nullable() }), output: Nothing },
    resume: { input: Nothing, output: Nothing },
    /** Starts bring-up again for a stick that needs help. */
    retryStick: { input: z.strictObject({ stickId: StickId }), output: Nothing },
    /** Moves between the user's own miner and the demo; every connection is closed and said hello to anew. */
    switchDemo: { input: z.strictObject({ demo: z.boolean() }), output: Nothing },
    history: { input: HistoryRange, output: History },
    systemsView: { input: Nothing, output: SystemsView },
  },
  feeds: {
    frame: { output: MinerFrame },
  },
} as const;
export type MinerContract = typeof minerContract;

/** First message of the host on every connection. */
export const Hello = z.strictObject({
  contractVersion: z.int(),
  hostVersion: z.string(),
  chain: Chain,
  /** The embedded demo: simulated sticks on the practice pool. */
  demo: z.boolean(),
  capabilities: z.array(z.string()),
});
export type Hello = z.infer<typeof Hello>;

/** Codes of refused calls. */
export const CallErrorCode = z.enum([
  'unknownCall',
  'badInput',
  'badOutput',
  'oldRevision',
  'refused',
  'failed',
  'timeout',
  'closed',
]);
export type CallErrorCode = z.infer<typeof CallErrorCode>;
