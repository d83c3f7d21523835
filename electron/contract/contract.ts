/**
 * The one table between host and renderer. Adding a call is one line here, one handler in the host and one
 * use; the compiler names both gaps. Handler types, client types, channel names and runtime checks are all
 * derived from this value.
 */
import { z } from 'zod';
import { DemoFault, DemoState } from './demo.ts';
import { DeviceList, DeviceReport } from './devices.ts';
import { MinerFrame } from './frame.ts';
import { History, HistoryRange } from './history.ts';
import { Passport } from './passport.ts';
import { PlugSetting, Settings, SettingsPatch, StickModelId } from './settings.ts';
import { SystemsView } from './systems.ts';
import { TuneGoal, TuneHistory, TunePoint } from './tuning.ts';
import { Chain, NumberReading, StickId, WallMs } from './units.ts';

export const CONTRACT_VERSION = 2;

const Nothing = z.strictObject({});
const OfStick = z.strictObject({ stickId: StickId });
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
    retryStick: { input: OfStick, output: Nothing },
    /** Lets the stick show which one it is for some seconds. Refused with `cannotBlink`. */
    blinkStick: { input: OfStick, output: Nothing },
    /** Forgets the settings of a stick that is not plugged in; its passport and history stay. */
    forgetStick: { input: OfStick, output: Revision },
    /** History of one stick, in the shape of everyone's; events are its own. */
    stickHistory: { input: z.strictObject({ stickId: StickId, range: HistoryRange }), output: History },
    /** Refused with `unknownStick` for one that was never here. */
    passport: { input: OfStick, output: Passport },
    passports: { input: Nothing, output: z.array(Passport) },
    /** The device doctor. Looking is quick and touches no port. */
    devices: { input: Nothing, output: DeviceList },
    deviceReport: { input: z.strictObject({ key: z.string().max(300) }), output: DeviceReport },
    /** Starts a sweep over clocks and voltages; a dry run is on a simulated twin and changes nothing. */
    startTuning: {
      input: z.strictObject({ stickId: StickId, goal: TuneGoal, dryRun: z.boolean() }),
      output: z.strictObject({ runId: z.string() }),
    },
    /** Ends the sweep or the comparison of a stick; its clock is what it was before. */
    stopTuning: { input: OfStick, output: Nothing },
    /** Takes over a point that was measured. */
    applyTuning: { input: z.strictObject({ stickId: StickId, runId: z.string() }), output: Revision },
    startComparison: {
      input: z.strictObject({
        stickId: StickId,
        a: TunePoint,
        b: TunePoint,
        slotMs: z.int().min(60_000).max(86_400_000),
      }),
      output: z.strictObject({ comparisonId: z.string() }),
    },
    tuneHistory: { input: OfStick, output: TuneHistory },
    /** Asks a plug once, saved or not, and says what it answers. */
    testPlug: {
      input: z.strictObject({
        plug: PlugSetting.omit({ hasSecret: true }),
        /** Null = the secret that is kept for it. */
        secret: z.string().max(500).nullable(),
      }),
      output: z.strictObject({ powerW: NumberReading, latencyMs: z.number().nonnegative() }),
    },
    setPlugSecret: {
      input: z.strictObject({ plugId: z.string().max(40), secret: z.string().max(500).nullable() }),
      output: Revision,
    },
    /**
     * Sets a stick's calibration from what a meter at the wall shows for it now; null = what its plug shows. Refused with
     * `noPowerModel`, `notHashing`, `ramping`, `noPlug`, or `farFromShown` for watts that cannot be this stick's.
     */
    calibrateStick: {
      input: z.strictObject({ stickId: StickId, wallW: z.number().positive().max(500).nullable() }),
      output: Revision,
    },
    /** The calls of the demo are refused with `onlyDemo` outside it. */
    demoState: { input: Nothing, output: DemoState },
    setDemoSticks: {
      input: z.strictObject({ models: z.array(StickModelId).min(1).max(16) }),
      output: Nothing,
    },
    setDemoFault: {
      input: z.strictObject({ stickId: StickId, fault: DemoFault, active: z.boolean() }),
      output: Nothing,
    },
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
