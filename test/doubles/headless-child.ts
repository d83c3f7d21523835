/** The headless host as a process of its own, started as a user or a service starts it, and what it said. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { type Client, connect } from '../../electron/contract/connect.ts';
import { type MinerContract, minerContract } from '../../electron/contract/contract.ts';
import { webSocketWire } from '../../electron/contract/wire.ts';
import { systemClock } from '../../electron/host/system-clock.ts';

const ENTRY = fileURLToPath(new URL('../../electron/host/headless.ts', import.meta.url));
const START_LIMIT_MS = 20_000;
const EXIT_LIMIT_MS = 15_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class HeadlessChild {
  readonly process: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #exit: Promise<Exit>;
  #onOutput: () => void = () => {};

  /** Starts at once. `env` is laid over this process's own. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.process = spawn(process.execPath, [ENTRY, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#exit = new Promise((resolve) => {
      this.process.once('close', (code, signal) => {
        this.#onOutput();
        resolve({ code, signal });
      });
    });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#onOutput();
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#onOutput();
    });
  }

  /** The page's address with its token, once it is printed. */
  async url(): Promise<string> {
    const match = await this.says(/http:\/\/\S+?\/#token=[\w-]+/, START_LIMIT_MS);
    return match[0];
  }

  /** Waits for standard output to hold the pattern. */
  says(pattern: RegExp, limitMs: number): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        reject(new Error(`${why} before ${pattern}: ${this.stdout}${this.stderr}`));
      };
      const timer = setTimeout(() => fail(`${limitMs} ms passed`), limitMs);
      this.#onOutput = () => {
        const match = pattern.exec(this.stdout);
        if (match === null) {
          if (this.process.exitCode !== null) fail('It ended');
          return;
        }
        clearTimeout(timer);
        resolve(match);
      };
      this.#onOutput();
    });
  }

  /** A client as the page is one. */
  async connect(): Promise<Client<MinerContract>> {
    const { host, hash } = new URL(await this.url());
    const socket = new WebSocket(`ws://${host}/wire`, { origin: `http://${host}` });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    socket.send(JSON.stringify({ token: hash.slice('#token='.length) }));
    return connect(minerContract, webSocketWire(socket), { clock: systemClock });
  }

  /** Sends the signal, or nothing, and waits for the end. */
  async end(signal: NodeJS.Signals | null = 'SIGTERM'): Promise<Exit> {
    if (signal !== null) this.process.kill(signal);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It did not end: ${this.stderr}`)), EXIT_LIMIT_MS);
    });
    try {
      return await Promise.race([this.#exit, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** For clean-up: whatever state it is in. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#exit;
  }
}
