/** `--doctor`: one look at what is plugged in, printed; no data folder, no port opened, nothing started. */
import type { Logger } from '../contract/ports.ts';
import { systemDoctor } from './doctor.ts';
import { doctorExitCode, doctorLines } from './doctor-lines.ts';
import { systemClock } from './system-clock.ts';

/** Prints to stdout and resolves with the exit code: 0 when there is a stick and nothing stands in the way, else 1. */
export async function runDoctor(asJson: boolean): Promise<0 | 1> {
  const list = await systemDoctor({ clock: systemClock, log: quiet }).look([]);
  const text = asJson ? JSON.stringify({ kind: 'devices', ...list }) : doctorLines(list).join('\n');
  process.stdout.write(`${text}\n`);
  return doctorExitCode(list);
}

/** What the doctor would log it says in its advice. */
const quiet: Logger = {
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  traces: false,
  child: () => quiet,
};
