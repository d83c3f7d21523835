/** What the demo shows: which sticks, and what is wrong with them. */
import { z } from 'zod';
import { StickModelId } from './settings.ts';
import { StickId } from './units.ts';

/** What can be done to a simulated stick. */
export const DemoFault = z.enum([
  'unplug',
  'freeze',
  'loseChip',
  'noise',
  'loseBytes',
  'overheat',
  'voltageSag',
  'telemetryLies',
  'telemetrySilent',
  'busyPort',
  'noPermission',
  'hardwareErrors',
]);
export type DemoFault = z.infer<typeof DemoFault>;

export const DemoStickState = z.strictObject({
  stickId: StickId,
  model: StickModelId,
  /** Faults this model can have. */
  faults: z.array(DemoFault),
  active: z.array(DemoFault),
});

export const DemoState = z.strictObject({
  /** Models that can be simulated. */
  models: z.array(z.strictObject({ model: StickModelId, name: z.string() })),
  sticks: z.array(DemoStickState),
});
export type DemoState = z.infer<typeof DemoState>;
