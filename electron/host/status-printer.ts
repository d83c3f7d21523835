/**
 * What a headless start says on stdout: where the page is, then the state, every ten seconds and on change; before it,
 * once for each fault, what to do.
 */
import type { Fault, MinerFrame } from '../contract/frame.ts';
import type { Clock } from '../contract/ports.ts';
import { faultLine, statusJson, statusLine } from './status-lines.ts';

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
  #toldFaults: readonly string[] = [];

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
    const { json, write } = this.#deps;
    if (json) {
      write(statusJson(frame));
    } else {
      const news = frame.faults.filter((fault) => !this.#toldFaults.includes(keyOf(fault)));
      for (const fault of news) write(faultLine(fault, frame));
      this.#toldFaults = frame.faults.map(keyOf);
      write(statusLine(frame));
    }
  }
}

/** What makes a line worth printing before its time. */
function signOf({ run, sticks, pool, faults }: MinerFrame): string {
  return JSON.stringify([run.state, sticks.map((stick) => stick.health), pool?.lamp, faults.map(keyOf)]);
}

const keyOf = ({ code, subject }: Fault): string => `${code} ${subject.kind} ${subject.id}`;
