/** Runs one program of node_modules as a gate: it passes when the program ends with 0 in time. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export interface CommandResult {
  readonly code: number | null;
  readonly timedOut: boolean;
  /** Standard output and error as they came, colours removed. */
  readonly output: string;
}

/**
 * Runs `name` (a program in node_modules/.bin, or `node`) in the current folder. Never rejects: a program that
 * cannot be started gives `code: null` and the reason as output.
 */
export function runCommand(name: string, args: readonly string[], limitMs: number): Promise<CommandResult> {
  const bin = join(process.cwd(), 'node_modules', '.bin');
  const program = name === 'node' ? process.execPath : join(bin, name);
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const child = spawn(program, args, {
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, NO_COLOR: '1' },
    shell: process.platform === 'win32' && name !== 'node',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  let timedOut = false;
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const limit = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
    // A grandchild may hold the pipes open for ever.
    child.stdout.destroy();
    child.stderr.destroy();
  }, limitMs);
  const end = (code: number | null, reason = '') => {
    clearTimeout(limit);
    const late = timedOut ? `\nno end after ${limitMs / 1000} s` : '';
    resolve({ code, timedOut, output: `${Buffer.concat(chunks).toString()}${reason}${late}` });
  };
  child.on('error', (error) => end(null, error.message));
  child.on('close', (code) => end(code));
  return promise;
}
