/** Which simulated sticks a list of models is: each model's sticks keep their paths, serial numbers and names. */
import demo from '../../resources/demo.json' with { type: 'json' };
import { hasSecondPort, isSimulatedModel } from './simulator/simulated-models.ts';
import type { SimulatedStick } from './simulator/simulated-slots.ts';

/** What a fresh demo shows (`resources/demo.json`). */
export const DEFAULT_DEMO_MODELS: readonly string[] = demo.sticks.map(({ model }) => model);

/**
 * The n-th stick of a model is the same one in every list. The sticks of `resources/demo.json` come first. Throws a
 * RangeError for a model that cannot be simulated.
 */
export function demoSticks(models: readonly string[]): readonly SimulatedStick[] {
  const counts = new Map<string, number>();
  return models.map((model) => {
    if (!isSimulatedModel(model)) throw new RangeError(`no simulated stick is called ${model}`);
    const count = (counts.get(model) ?? 0) + 1;
    counts.set(model, count);
    const listed = demo.sticks.filter((stick) => stick.model === model)[count - 1];
    // Not a path of the file system: nobody may mistake it for a port.
    const path = `demo:${model}:${count}`;
    return {
      model,
      path,
      ...(hasSecondPort(model) ? { telemetryPath: `${path}:power` } : {}),
      serialNumber: listed?.serialNumber ?? `SIM-${model}-${count}`,
    };
  });
}
