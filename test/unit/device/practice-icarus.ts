/** A device of the Icarus family over the simulated binding, on a clock that the test moves. */
import type { StickId } from '../../../electron/contract/units.ts';
import type { Nonce } from '../../../electron/core/share.ts';
import { createStick } from '../../../electron/device/create-stick.ts';
import type { IcarusStick } from '../../../electron/device/icarus/icarus-stick.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import type { SimulatedIcarus } from '../../../electron/practice/simulator/icarus-kinds.ts';
import type { IcarusModel } from '../../../electron/practice/simulator/icarus-model.ts';
import { SimulatedBinding } from '../../../electron/practice/simulator/simulated-binding.ts';
import { type FaultyBinding, faultyBinding } from '../../doubles/faults.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { CHAIN, PATH, seeded, settled } from './practice-stick.ts';

export interface PracticeIcarus {
  readonly stick: IcarusStick;
  readonly device: IcarusModel;
  readonly simulated: SimulatedBinding;
  readonly binding: FaultyBinding;
  readonly clock: ManualClock;
  readonly nonces: readonly Nonce[];
  /** Starts it and moves time until it is ready. */
  start(): Promise<void>;
  /** Stops it and moves time until it has. */
  stop(): Promise<void>;
}

/** `behind` is what is really plugged in; the model itself when not said. */
export function practiceIcarus(
  model: string,
  behind: SimulatedIcarus = model as SimulatedIcarus,
  targetMhz: number | null = null,
): PracticeIcarus {
  const clock = new ManualClock();
  const simulated = new SimulatedBinding({
    chain: CHAIN,
    clock,
    random: seeded(7),
    sticks: [{ model: behind, path: PATH, serialNumber: 'I-1' }],
  });
  const binding = faultyBinding(simulated as unknown as SerialBinding);
  const stick = createStick({
    id: 'serial:I-1' as StickId,
    model,
    path: PATH,
    binding,
    resetLine: 'none',
    chain: CHAIN,
    clock,
    log: silentLogger(),
    targetMhz,
    platform: 'linux',
  }) as IcarusStick;
  const nonces: Nonce[] = [];
  stick.on('nonce', (nonce) => void nonces.push(nonce));
  return {
    stick,
    device: simulated.icarusAt(PATH),
    simulated,
    binding,
    clock,
    nonces,
    start: () => settled(clock, stick.start()),
    stop: () => settled(clock, stick.stop()),
  };
}
