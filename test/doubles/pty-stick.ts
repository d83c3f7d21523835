/**
 * The product's chip model behind a real tty: the real serial binding opens `path` as it would a stick's. A
 * pty does not tell the baud rate, so every rate is right there.
 */
import type { Clock, Random } from '../../electron/contract/ports.ts';
import type { Chain } from '../../electron/contract/units.ts';
import { ChipModel } from '../../electron/practice/simulator/chip-model.ts';
import { type SimulatedModel, STICK_KINDS } from '../../electron/practice/simulator/stick-kinds.ts';
import { putBehindTty } from './tty-far-end.ts';

export interface PtyStickOptions {
  readonly model: SimulatedModel;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly knownSolutions?: readonly Uint8Array[];
}

export interface PtyStick {
  readonly model: SimulatedModel;
  /** `/dev/pts/N`. */
  readonly path: string;
  /** To look at and to break. */
  readonly chips: ChipModel;
  /** Hangs up and takes all timers back. Idempotent. */
  unplug(): void;
}

export function openPtyStick({ model, ...options }: PtyStickOptions): PtyStick {
  const { family, chipCount, hashScale } = STICK_KINDS[model];
  const chips = new ChipModel({ ...options, family, chipCount, hashScale });
  const tty = putBehindTty(chips);
  return {
    model,
    path: tty.path,
    chips,
    unplug() {
      chips.stop();
      tty.close();
    },
  };
}
