/** Measuring how a stick does at other clocks and voltages, and what came of it. */
import { z } from 'zod';
import { StickProfile } from './settings.ts';
import { Code, PriceText, StickId, WallMs } from './units.ts';

/** What the best point is: most hashes, least energy for each, least money for each sat, or most left over. */
export const TuneGoal = z.enum(['mostHash', 'lowestJth', 'cheapestSat', 'mostNet']);
export type TuneGoal = z.infer<typeof TuneGoal>;

/** A clock and, where the stick has one, a core voltage. */
export const TunePoint = z.strictObject({
  frequencyMhz: z.number().positive(),
  coreMv: z.number().positive().nullable(),
});
export type TunePoint = z.infer<typeof TunePoint>;

/** What was measured at a point; the interval is the 95 % Poisson one of its nonces. */
export const TuneMeasurement = TunePoint.extend({
  atMs: WallMs,
  durationMs: z.number().nonnegative(),
  nonces: z.int().nonnegative(),
  hardwareErrors: z.int().nonnegative(),
  hashrateHs: z.number().nonnegative(),
  lowHs: z.number().nonnegative(),
  highHs: z.number().nonnegative(),
  powerW: z.number().nonnegative().nullable(),
  /** Whether its watts were measured; modelled ones say nothing new about J/TH. */
  isPowerMeasured: z.boolean(),
  efficiencyJth: z.number().positive().nullable(),
  highestTempC: z.number().nullable(),
  lowestInputV: z.number().nullable(),
  verdict: z.enum(['good', 'tooManyErrors', 'tooHot', 'powerSags', 'silent']),
});
export type TuneMeasurement = z.infer<typeof TuneMeasurement>;

/** One sweep over the points of a stick, finished or not. */
export const TuneRun = z.strictObject({
  id: z.string().min(1).max(60),
  stickId: StickId,
  goal: TuneGoal,
  /** For `cheapestSat` and `mostNet`: the price that was used. */
  pricePerKwh: PriceText.nullable(),
  startedAtMs: WallMs,
  endedAtMs: WallMs.nullable(),
  state: z.enum(['running', 'waiting', 'done', 'stopped', 'failed']),
  /** Why it waits, stopped or failed: a code of the message catalogue. */
  reason: Code.nullable(),
  planned: z.array(TunePoint).max(200),
  measured: z.array(TuneMeasurement).max(200),
  best: TunePoint.nullable(),
  /** The clock and voltage before, to go back to. */
  before: TunePoint.nullable(),
  isApplied: z.boolean(),
  /** On a simulated twin: shows what a sweep does, and says nothing of this stick. */
  isDryRun: z.boolean(),
});
export type TuneRun = z.infer<typeof TuneRun>;

/** A sweep that goes on now, in the frame. */
export const TuneProgress = z.strictObject({
  runId: z.string(),
  point: TunePoint,
  done: z.int().nonnegative(),
  planned: z.int().positive(),
  endsAtMs: WallMs.nullable(),
});
export type TuneProgress = z.infer<typeof TuneProgress>;

/** Two settings of one stick, by turns. */
export const Comparison = z.strictObject({
  id: z.string().min(1).max(60),
  stickId: StickId,
  a: TunePoint,
  b: TunePoint,
  slotMs: z.number().positive(),
  startedAtMs: WallMs,
  endedAtMs: WallMs.nullable(),
  slots: z.array(TuneMeasurement.extend({ side: z.enum(['a', 'b']) })).max(2000),
  /** By J/TH where watts are measured, else by hashrate. */
  by: z.enum(['efficiency', 'hashrate']),
  verdict: z.enum(['notEnoughData', 'a', 'b', 'noDifference']),
});
export type Comparison = z.infer<typeof Comparison>;

/** What a profile is for a stick now, and how it was found: see `profileFound.<found>` of the message catalogue. */
export const ProfilePoint = TunePoint.extend({
  profile: StickProfile,
  found: z.enum(['default', 'limit', 'measured', 'share']),
});
export type ProfilePoint = z.infer<typeof ProfilePoint>;

export const TuneHistory = z.strictObject({
  /** Newest first. */
  runs: z.array(TuneRun).max(50),
  comparisons: z.array(Comparison).max(20),
  /** Empty where no clock can be set. */
  profiles: z.array(ProfilePoint).max(4),
});
export type TuneHistory = z.infer<typeof TuneHistory>;
