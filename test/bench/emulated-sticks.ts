/** Starts and ends the process of simulated sticks (`emulator-process.ts`). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SimulatedBoard } from '../../electron/practice/simulator/board-kinds.ts';
import type { SimulatedModel } from '../../electron/practice/simulator/stick-kinds.ts';

export type EmulatedModel = SimulatedModel | SimulatedBoard;

export interface EmulatedStick {
  readonly model: EmulatedModel;
  /** Of the tty that its chips are behind. */
  readonly path: string;
  /** Of the other, where it has one. */
  readonly telemetryPath?: string;
}

export interface EmulatedSticks {
  readonly sticks: readonly EmulatedStick[];
  readonly pid: number | undefined;
  /** Resolves when the process has ended. Idempotent. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 10_000;

/** A tty or two for each model. Rejects when they are not there within 10 s. */
export async function startEmulatedSticks(
  models: readonly EmulatedModel[],
  bits = 26,
): Promise<EmulatedSticks> {
  const entry = fileURLToPath(new URL('./emulator-process.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, String(bits), ...models], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line', { signal: AbortSignal.timeout(START_LIMIT_MS) });
  return {
    sticks: JSON.parse(String(line)),
    pid: child.pid,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
