/** A stick's whole life with Hashwatt, kept for ever. */
import { z } from 'zod';
import { StickModelId } from './settings.ts';
import { DecimalText, StickId, WallMs } from './units.ts';

export const Passport = z.strictObject({
  stickId: StickId,
  model: StickModelId,
  name: z.string(),
  serialNumber: z.string().nullable(),
  firstSeenMs: WallMs,
  lastSeenMs: WallMs,
  /** Time it hashed. */
  hashedMs: z.number().nonnegative(),
  energyWh: z.number().nonnegative(),
  /** Time of which the watts were not known. */
  unmeteredMs: z.number().nonnegative(),
  workDifficulty: z.number().nonnegative(),
  expectedSats: DecimalText,
  accepted: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  hardwareErrors: z.int().nonnegative(),
  resets: z.int().nonnegative(),
  bestShareDifficulty: z.number().nonnegative().nullable(),
  bestShareAtMs: WallMs.nullable(),
  blocks: z.int().nonnegative(),
  /** J/TH of the first whole day with measured watts, and of the last. */
  firstJth: z.number().positive().nullable(),
  latestJth: z.number().positive().nullable(),
  /** Places it was plugged in at, newest first. */
  hubs: z.array(z.strictObject({ location: z.string(), lastSeenMs: WallMs })).max(50),
});
export type Passport = z.infer<typeof Passport>;
