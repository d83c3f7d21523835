/**
 * A process of its own full of simulated sticks, each behind a tty, so that their hashing is not on the
 * bill of what is measured. Arguments: bits of the practice chain, then a model for each stick. Writes one line of
 * JSON, `[{ model, path }]`, and runs until its standard input ends. Started by `emulated-sticks.ts`.
 */
import { systemClock } from '../../electron/host/system-clock.ts';
import { type SimulatedModel, STICK_KINDS } from '../../electron/practice/simulator/stick-kinds.ts';
import { openPtyStick } from '../doubles/pty-stick.ts';

const [bits = '26', ...models] = process.argv.slice(2);

const sticks = models.map((model) =>
  openPtyStick({
    model: simulatedModel(model),
    chain: { kind: 'practice', bits: Number(bits) },
    clock: systemClock,
    random: Math.random,
  }),
);
console.log(JSON.stringify(sticks.map(({ model, path }) => ({ model, path }))));

process.stdin.resume();
process.stdin.on('end', () => {
  for (const stick of sticks) stick.unplug();
});

function simulatedModel(model: string): SimulatedModel {
  if (!Object.hasOwn(STICK_KINDS, model)) throw new RangeError(`no simulated stick is called ${model}`);
  return model as SimulatedModel;
}
