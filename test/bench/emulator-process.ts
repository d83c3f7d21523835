/**
 * A process of its own full of simulated sticks and boards, each behind a tty or two, so that their hashing is not on
 * the bill of what is measured. Arguments: bits of the practice chain, then a model for each. Writes one line of JSON,
 * `EmulatedStick[]`, and runs until its standard input ends. Started by `emulated-sticks.ts`.
 */
import { systemClock } from '../../electron/host/system-clock.ts';
import { BOARD_KINDS, type SimulatedBoard } from '../../electron/practice/simulator/board-kinds.ts';
import { type SimulatedModel, STICK_KINDS } from '../../electron/practice/simulator/stick-kinds.ts';
import { openPtyBoard, type PtyBoard } from '../doubles/pty-board.ts';
import { openPtyStick, type PtyStick } from '../doubles/pty-stick.ts';
import type { EmulatedStick } from './emulated-sticks.ts';

const [bits = '26', ...models] = process.argv.slice(2);
const options = {
  chain: { kind: 'practice', bits: Number(bits) },
  clock: systemClock,
  random: Math.random,
} as const;

const opened = models.map(open);
const sticks: readonly EmulatedStick[] = opened.map((stick) => ({
  model: stick.model,
  path: stick.path,
  ...('telemetryPath' in stick ? { telemetryPath: stick.telemetryPath } : {}),
}));
console.log(JSON.stringify(sticks));

process.stdin.resume();
process.stdin.on('end', () => {
  for (const stick of opened) stick.unplug();
});

function open(model: string): PtyStick | PtyBoard {
  if (Object.hasOwn(STICK_KINDS, model)) return openPtyStick({ ...options, model: model as SimulatedModel });
  if (Object.hasOwn(BOARD_KINDS, model)) return openPtyBoard({ ...options, model: model as SimulatedBoard });
  throw new RangeError(`nothing simulated is called ${model}`);
}
