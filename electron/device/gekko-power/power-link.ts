/**
 * The second serial interface of an A1 or A2: two bytes out, some bytes back after a while, one command at a time.
 * Nothing marks where an answer ends, so what came within the time is the answer, right or not (KG).
 */
import type { Clock, Logger } from '../../contract/ports.ts';
import type { DeviceError } from '../device-error.ts';
import type { SerialBinding } from '../serial-binding.ts';
import { SerialLink } from '../serial-link.ts';
import { ANSWER_AFTER_MS, SETTING_REST_MS } from './telemetry.ts';

export interface PowerLinkDeps {
  readonly path: string;
  readonly binding: SerialBinding;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onLost: (error: DeviceError) => void;
}

/** 8N1, always (KG). */
const BAUD_RATE = 115_200;
/** Three times what the driver waits: hubs and busy computers are late. */
const ANSWER_LIMIT_MS = 3 * ANSWER_AFTER_MS;
/** No answer is longer; a port that babbles is not kept. */
const MAX_ANSWER_BYTES = 16;

export class PowerLink {
  readonly #deps: PowerLinkDeps;
  readonly #link: SerialLink;
  #heard: number[] = [];
  #tasks: Promise<unknown> = Promise.resolve();

  constructor(deps: PowerLinkDeps) {
    this.#deps = deps;
    this.#link = new SerialLink({ ...deps, baudRate: BAUD_RATE });
    this.#link.on('bytes', (bytes) => {
      const room = MAX_ANSWER_BYTES - this.#heard.length;
      this.#heard.push(...bytes.subarray(0, Math.max(0, room)));
    });
    this.#link.on('lost', deps.onLost);
  }

  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  /** Rejects with a DeviceError that says what the user can do. Call once. */
  open(): Promise<void> {
    return this.#link.open();
  }

  /** What came back, at most 16 bytes; empty when nothing did. Rejects with a DeviceError when the port is over. */
  ask(command: Uint8Array): Promise<Uint8Array> {
    return this.#inOrder(async () => {
      // What is left of an answer that came too late is not the answer to this.
      this.#heard = [];
      await this.#link.send(command);
      await this.#rest(ANSWER_LIMIT_MS);
      return Uint8Array.from(this.#heard);
    });
  }

  /** A setting; whether and how it is answered is not known for all, so nothing is read from it. */
  tell(command: Uint8Array): Promise<void> {
    return this.#inOrder(async () => {
      await this.#link.send(command);
      await this.#rest(ANSWER_AFTER_MS + SETTING_REST_MS);
    });
  }

  /** Idempotent; never rejects. */
  close(): Promise<void> {
    return this.#link.close();
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#deps.clock.after(ms, resolve));
  }

  #inOrder<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#tasks.then(task);
    this.#tasks = run.catch(() => {});
    return run;
  }
}
