/** The calls of the demo: which simulated sticks there are, and what is wrong with them. */
import { CallError } from '../contract/call-error.ts';
import type { MinerContract } from '../contract/contract.ts';
import type { DemoState } from '../contract/demo.ts';
import type { Handlers } from '../contract/serve.ts';
import { StickId } from '../contract/units.ts';
import { stickModel } from '../device/stick-catalog.ts';
import type { Demo } from '../practice/demo.ts';
import type { SimulatedStick } from '../practice/simulator/simulated-slots.ts';

/** The demo as this miner may change it. */
export interface DemoControl {
  readonly demo: Pick<Demo, 'sticks' | 'binding' | 'setSticks' | 'setFault'>;
  /** Models that can be simulated, in the order to show them. */
  readonly models: readonly string[];
  /** Resolves when the next demo will start with these. */
  readonly keepModels: (models: string[]) => Promise<void>;
}

export interface DemoCallsDeps {
  /** Null outside the demo. */
  readonly demoControl: DemoControl | null;
  /** Takes the tile of a stick that is gone away. */
  readonly forget: (id: StickId) => void;
}

/** Handlers of `demoState`, `setDemoSticks` and `setDemoFault`. */
export function demoCalls({ demoControl, forget }: DemoCallsDeps) {
  const control = (): DemoControl => {
    if (demoControl === null) throw new CallError('refused', { reason: 'onlyDemo' });
    return demoControl;
  };
  return {
    demoState: () => stateOf(control()),
    setDemoSticks: async ({ models }) => {
      const { demo, models: known, keepModels } = control();
      if (!models.every((model) => known.includes(model)))
        throw new CallError('badInput', { reason: 'unknownModel', field: 'models' });
      for (const stick of demo.setSticks(models)) forget(stickIdOf(stick));
      await keepModels(models);
      return {};
    },
    setDemoFault: ({ stickId, fault, active }) => {
      const { demo } = control();
      const stick = demo.sticks.find((candidate) => stickIdOf(candidate) === stickId);
      if (stick === undefined) throw new CallError('refused', { reason: 'unknownStick' });
      if (!demo.binding.faultsAt(stick.path).possible.includes(fault))
        throw new CallError('badInput', { reason: 'cannotHaveFault', field: 'fault' });
      demo.setFault(stick, fault, active);
      return {};
    },
  } satisfies Partial<Handlers<MinerContract>>;
}

export function stickIdOf({ serialNumber }: SimulatedStick): StickId {
  return StickId.parse(`serial:${serialNumber}`);
}

function stateOf({ demo, models }: DemoControl): DemoState {
  return {
    models: models.map((model) => ({ model, name: stickModel(model)?.name ?? model })),
    sticks: demo.sticks.map((stick) => {
      const { possible, active } = demo.binding.faultsAt(stick.path);
      return { stickId: stickIdOf(stick), model: stick.model, faults: [...possible], active: [...active] };
    }),
  };
}
