/** A serial link to a device of the Icarus family: questions and answers first, then work and whatever comes. */
import { concatBytes } from '../../core/bytes.ts';
import { DeviceError } from '../device-error.ts';
import { LinkWaits } from '../link-waits.ts';
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
  readonly #waits: LinkWaits;
  #question: ((bytes: Uint8Array) => void) | null = null;

  constructor({ onBytes, onLost, ...deps }: IcarusPortDeps) {
    this.#waits = new LinkWaits(deps.clock);
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
    this.#waits.abort(error);
  }

  #wait(limitMs: number, begin: Parameters<LinkWaits['wait']>[1]): Promise<void> {
    if (this.#link.isOpen) return this.#waits.wait(limitMs, begin);
    return Promise.reject(new DeviceError('portFailed', '', 'The serial port is closed.'));
  }
}
