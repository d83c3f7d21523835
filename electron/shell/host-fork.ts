/** Starts the built host in a utilityProcess, with an environment cleaned of what could change its Node. */
import { type MessagePortMain, utilityProcess } from 'electron';
import type { HostProcess } from './engine-supervisor.ts';

export const HOST_SERVICE_NAME = 'Hashwatt miner';

/** `modulePath` is the built engine process. What the host prints goes to `write`, unchanged. */
export function forkHost(
  modulePath: string,
  env: NodeJS.ProcessEnv,
  write: (chunk: Buffer) => void,
): HostProcess<MessagePortMain> {
  const child = utilityProcess.fork(modulePath, [], {
    serviceName: HOST_SERVICE_NAME,
    stdio: 'pipe',
    env: cleanEnv(env),
  });
  child.stdout?.on('data', write);
  child.stderr?.on('data', write);
  return child;
}

/** Ends a process at once. One that is gone already is no error. */
export function killByPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Without the variables by which a parent steers Node, Electron or npm (`NODE_OPTIONS`, `ELECTRON_RUN_AS_NODE`, ...). */
export function cleanEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !/^(NODE_|ELECTRON_|npm_)/i.test(name)) clean[name] = value;
  }
  return clean;
}
