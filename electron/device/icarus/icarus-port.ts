/** A serial link to a device of the Icarus family: questions and answers first, then work and whatever comes. */
import type { Clock } from '../../contract/ports.ts';
import { concatBytes } from '../../core/bytes.ts';
import { DeviceError } from '../device-error.ts';
import { SerialLink, type SerialLinkDeps } from '../serial-link.ts';
import { ICARUS_BAUD_RATE } from './packet.ts';
import type { ProbePort } from './probe.ts';

export interface IcarusPortDeps extends Omit<SerialLinkDeps, 'baudRate'> {
  /** Bytes that no question waits for; good until it returns. */
  readonly onBytes: (bytes: Uint8Array) => void;
  /** See `SerialLinkEvents.lost`. */
  readonly onLost: (error: DeviceError) => void;
}

/** An answer is over when nothing came for so long: three times what a bridge holds bytes back. */
const QUIET_MS = 50;

export class IcarusPort implements ProbePort {
  readonly #link: SerialLink;
  readonly #clock: Clock;
  /** Waits in progress: how each is ended early. */
  readonly #waits = new Set<(error: DeviceError) => void>();
  #question: ((bytes: Uint8Array) => void) | null = null;

  constructor({ onBytes, onLost, ...deps }: IcarusPortDeps) {
    this.#clock = deps.clock;
    this.#link = new SerialLink({ ...deps, baudRate: ICARUS_BAUD_RATE });
    this.#link.on('bytes', (bytes) => (this.#question ?? onBytes)(bytes));
    this.#link.on('lost', (error) => {
      this.abortWaits(error);
      onLost(error);
    });
  }

  get baudRate(): number | null {
    return this.#link.isOpen ? this.#link.baudRate : null;
  }

  /** See `SerialLink.open`. */
  open(): Promise<void> {
    return this.#link.open();
  }

  /** Idempotent, never rejects. */
  close(): Promise<void> {
    return this.#link.close();
  }

  send(frame: Uint8Array): Promise<void> {
    return this.#link.send(frame);
  }

  /** See `SerialLink.sendWork`. */
  sendWork(packet: Uint8Array): void {
    this.#link.sendWork(packet);
  }

  dropWork(): void {
    this.#link.dropWork();
  }

  pause(ms: number): Promise<void> {
    return this.#wait(ms, () => {});
  }

  async ask(packet: Uint8Array, limitMs: number): Promise<Uint8Array> {
    const heard: Uint8Array[] = [];
    let isOver: () => void = () => {};
    this.#question = (bytes) => {
      heard.push(bytes.slice());
      isOver();
    };
    try {
      await this.#link.send(packet);
      await this.#wait(limitMs, (finishIn) => {
        isOver = () => finishIn(QUIET_MS);
        if (heard.length > 0) isOver();
      });
    } finally {
      this.#question = null;
    }
    return concatBytes(...heard);
  }

  /** Ends every wait in progress with `error`; later waits are not touched. */
  abortWaits(error: DeviceError): void {
    for (const abort of [...this.#waits]) abort(error);
  }

  /** Settles after `limitMs`, or as long after the last call of `finishIn` as that says, if it is sooner. */
  #wait(limitMs: number, begin: (finishIn: (ms: number) => void) => void): Promise<void> {
    if (!this.#link.isOpen) return Promise.reject(new DeviceError('portFailed', '', 'The port is closed.'));
    return new Promise((resolve, reject) => {
      let cancelQuiet: () => void = () => {};
      const end = (): void => {
        cancelLimit();
        cancelQuiet();
        this.#waits.delete(abort);
      };
      const finish = (): void => {
        end();
        resolve();
      };
      const abort = (error: DeviceError): void => {
        end();
        reject(error);
      };
      const cancelLimit = this.#clock.after(limitMs, finish);
      this.#waits.add(abort);
      begin((ms) => {
        cancelQuiet();
        cancelQuiet = this.#clock.after(ms, finish);
      });
    });
  }
}
