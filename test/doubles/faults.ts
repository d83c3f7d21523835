/**
 * A serial binding around another that makes trouble on request: sticks that come and go, bytes split, lost,
 * doubled or invented, silence, the wrong baud rate, slow and failing calls, ports that do not open.
 */
import type {
  SerialBinding,
  SerialBindingPort,
  SerialPortInfo,
} from '../../electron/device/serial-binding.ts';

export interface Faults {
  /** What opening fails with. */
  openError: Error | null;
  listError: Error | null;
  /** Listing and opening never settle. */
  hangs: boolean;
  /** Paths that are not plugged in. */
  readonly absent: Set<string>;
  /** Bytes of one read, at most: called for each. */
  readLimit: (() => number) | null;
  /** Changes what comes from the chips. */
  spoil: ((bytes: Uint8Array) => Uint8Array) | null;
  /** Nothing comes from the chips. */
  silent: boolean;
  /** Both directions are garbage unless the host is at this rate. */
  onlyBaudRate: number | null;
  /** A write takes until this settles. */
  slowWrite: (() => Promise<void>) | null;
  /** The next read or write fails with this, once. */
  nextReadError: Error | null;
  nextWriteError: Error | null;
  /** `set` fails, as on a pty. */
  setError: Error | null;
}

export interface FaultyBinding extends SerialBinding {
  readonly faults: Faults;
  /** Pulls the stick out: what is in progress fails, after `afterBytes` more have been read. */
  unplug(path: string): void;
  plug(path: string): void;
  /** Ports that are open now. */
  readonly openCount: number;
}

export const noFaults = (): Faults => ({
  openError: null,
  listError: null,
  hangs: false,
  absent: new Set(),
  readLimit: null,
  spoil: null,
  silent: false,
  onlyBaudRate: null,
  slowWrite: null,
  nextReadError: null,
  nextWriteError: null,
  setError: null,
});

export function faultyBinding(inner: SerialBinding, faults: Faults = noFaults()): FaultyBinding {
  const open = new Map<string, FaultyPort>();
  return {
    faults,
    get openCount() {
      return [...open.values()].filter((port) => port.isOpen).length;
    },
    async list(): Promise<SerialPortInfo[]> {
      if (faults.hangs) await forever();
      if (faults.listError !== null) throw faults.listError;
      return (await inner.list()).filter(({ path }) => !faults.absent.has(path));
    },
    async open(options): Promise<SerialBindingPort> {
      if (faults.hangs) await forever();
      if (faults.openError !== null) throw faults.openError;
      if (faults.absent.has(options.path))
        throw new Error(`Error: No such file or directory, cannot open ${options.path}`);
      const port = new FaultyPort(await inner.open(options), options.baudRate, faults);
      open.set(options.path, port);
      return port;
    },
    unplug(path) {
      faults.absent.add(path);
      open.get(path)?.disconnect();
    },
    plug(path) {
      faults.absent.delete(path);
    },
  };
}

class FaultyPort implements SerialBindingPort {
  readonly #port: SerialBindingPort;
  readonly #faults: Faults;
  #baudRate: number;
  #spoiled: Uint8Array = new Uint8Array(0);
  #gone: Error | null = null;
  #onGone: (error: Error) => void = () => {};

  constructor(port: SerialBindingPort, baudRate: number, faults: Faults) {
    this.#port = port;
    this.#baudRate = baudRate;
    this.#faults = faults;
  }

  get openOptions(): SerialBindingPort['openOptions'] {
    return this.#port.openOptions;
  }

  get isOpen(): boolean {
    return this.#port.isOpen;
  }

  disconnect(): void {
    this.#gone = Object.assign(new Error('ENXIO: no such device or address, read'), { disconnected: true });
    this.#onGone(this.#gone);
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    for (;;) {
      this.#throwIfGone();
      const error = this.#faults.nextReadError;
      this.#faults.nextReadError = null;
      if (error !== null) throw error;
      if (this.#spoiled.length === 0) await this.#fill();
      if (this.#spoiled.length === 0) continue;
      const limit = Math.max(1, this.#faults.readLimit?.() ?? length);
      const part = this.#spoiled.subarray(0, Math.min(length, limit));
      this.#spoiled = this.#spoiled.subarray(part.length);
      buffer.set(part, offset);
      return { buffer, bytesRead: part.length };
    }
  }

  async write(buffer: Buffer): Promise<void> {
    this.#throwIfGone();
    await this.#faults.slowWrite?.();
    const error = this.#faults.nextWriteError;
    this.#faults.nextWriteError = null;
    if (error !== null) throw error;
    await this.#port.write(this.#isDeaf() ? Buffer.from(garbled(buffer)) : buffer);
  }

  async update(options: { baudRate: number }): Promise<void> {
    this.#throwIfGone();
    this.#baudRate = options.baudRate;
    await this.#port.update(options);
  }

  async set(options: Parameters<SerialBindingPort['set']>[0]): Promise<void> {
    if (this.#faults.setError !== null) throw this.#faults.setError;
    await this.#port.set(options);
  }

  get(): ReturnType<SerialBindingPort['get']> {
    return this.#port.get();
  }

  getBaudRate(): Promise<{ baudRate: number }> {
    return this.#port.getBaudRate();
  }

  flush(): Promise<void> {
    return this.#port.flush();
  }

  drain(): Promise<void> {
    return this.#port.drain();
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  async #fill(): Promise<void> {
    const chunk = Buffer.alloc(1024);
    const gone = new Promise<never>((_, reject) => {
      this.#onGone = reject;
    });
    const { bytesRead } = await Promise.race([this.#port.read(chunk, 0, chunk.length), gone]);
    if (this.#faults.silent) return;
    const heard = this.#isDeaf() ? garbled(chunk.subarray(0, bytesRead)) : chunk.subarray(0, bytesRead);
    this.#spoiled = this.#faults.spoil?.(heard) ?? heard;
  }

  #isDeaf(): boolean {
    return this.#faults.onlyBaudRate !== null && this.#faults.onlyBaudRate !== this.#baudRate;
  }

  #throwIfGone(): void {
    if (this.#gone !== null) throw this.#gone;
  }
}

/** What a UART makes of bytes at another rate: never a preamble. */
const garbled = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte ^ 0xff) & 0x6e);

const forever = (): Promise<never> => new Promise(() => {});
