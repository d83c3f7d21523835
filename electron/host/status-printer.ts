/** What a headless start says on stdout: where the page is, then the state, every ten seconds and on change. */
import type { MinerFrame } from '../contract/frame.ts';
import type { Clock } from '../contract/ports.ts';
import { statusJson, statusLine } from './status-lines.ts';

const LOOK_MS = 1000;
const EVERY_MS = 10_000;

export interface StatusPrinterDeps {
  readonly clock: Clock;
  /** One JSON object a line, for programs. */
  readonly json: boolean;
  /** A person reads it: the address stands between blank lines. */
  readonly isTerminal: boolean;
  readonly write: (line: string) => void;
}

export class StatusPrinter {
  readonly #deps: StatusPrinterDeps;
  #cancel: () => void = () => {};
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastSign = '';

  constructor(deps: StatusPrinterDeps) {
    this.#deps = deps;
  }

  /** The address with its token: for the user's eyes, never for the log. */
  address(url: string): void {
    const { json, isTerminal, write } = this.#deps;
    if (json) write(JSON.stringify({ kind: 'address', url }));
    else write(isTerminal ? `\nOpen ${url}\n` : `Open ${url}`);
  }

  /** The last word, once all there was to save is on disk, or was refused by it. */
  stopped(allSaved: boolean): void {
    const { json, write } = this.#deps;
    if (json) write(JSON.stringify({ kind: 'stopped', allSaved }));
    else write(allSaved ? 'Stopped. All saved.' : 'Stopped. Not everything could be saved: see the log.');
  }

  start(frame: () => MinerFrame | null): void {
    this.#cancel = this.#deps.clock.every(LOOK_MS, () => this.#look(frame()));
  }

  stop(): void {
    this.#cancel();
  }

  #look(frame: MinerFrame | null): void {
    if (frame === null) return;
    const sign = signOf(frame);
    const monoMs = this.#deps.clock.monotonicMs();
    if (sign === this.#lastSign && monoMs - this.#lastMs < EVERY_MS) return;
    this.#lastSign = sign;
    this.#lastMs = monoMs;
    this.#deps.write(this.#deps.json ? statusJson(frame) : statusLine(frame));
  }
}

/** What makes a line worth printing before its time. */
function signOf({ run, sticks, pool, faults }: MinerFrame): string {
  return JSON.stringify([
    run.state,
    sticks.map((stick) => stick.health),
    pool?.lamp,
    faults.map((fault) => fault.code),
  ]);
}
