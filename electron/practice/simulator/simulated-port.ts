/** An open simulated port: the binding's side of the wire to a chip model, with a tty's manners. */
import type { BindingPortInterface, OpenOptions, PortStatus, UpdateOptions } from '@serialport/bindings-cpp';

/** `canceled`: the port was closed under a read. `disconnected`: the stick is gone. */
export class SimulatedPortError extends Error {
  readonly canceled: boolean;
  readonly disconnected: boolean;

  constructor(message: string, kind: 'canceled' | 'disconnected' | 'other') {
    super(message);
    this.name = 'SimulatedPortError';
    this.canceled = kind === 'canceled';
    this.disconnected = kind === 'disconnected';
  }
}

/** What sits behind the USB bridge, as far as bytes go. */
export interface FarEnd {
  /** Baud rate of the host's side. */
  hostBaudRate: number | null;
  listen(listener: (bytes: Uint8Array) => void): () => void;
  receive(bytes: Uint8Array): void;
}

/** What a kernel keeps of bytes nobody reads; more than that is lost. */
const MAX_UNREAD_BYTES = 4096;

interface PendingRead {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly length: number;
  resolve(result: { buffer: Buffer; bytesRead: number }): void;
  reject(error: Error): void;
}

export class SimulatedPort implements BindingPortInterface {
  readonly openOptions: Required<OpenOptions>;
  isOpen = true;
  readonly #chips: FarEnd;
  readonly #onClosed: () => void;
  readonly #detach: () => void;
  #unread: Buffer = Buffer.alloc(0);
  #toChips: Buffer[] = [];
  #read: PendingRead | null = null;
  #baudRate: number;
  #isGone = false;

  constructor(chips: FarEnd, options: Required<OpenOptions>, onClosed: () => void) {
    this.openOptions = options;
    this.#chips = chips;
    this.#onClosed = onClosed;
    this.#baudRate = options.baudRate;
    chips.hostBaudRate = options.baudRate;
    this.#detach = chips.listen((bytes) => this.#heard(bytes));
  }

  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    if (!this.isOpen) return Promise.reject(new SimulatedPortError('Port is not open', 'canceled'));
    if (this.#isGone) return Promise.reject(goneError());
    return new Promise((resolve, reject) => {
      this.#read = { buffer, offset, length, resolve, reject };
      this.#serveRead();
    });
  }

  /** Resolves when the bytes are handed over; the chips get them after the caller's turn, in order. */
  async write(buffer: Buffer): Promise<void> {
    this.#mustBeThere();
    if (this.#toChips.length === 0) setImmediate(() => this.#deliver());
    this.#toChips.push(Buffer.from(buffer));
  }

  async update(options: UpdateOptions): Promise<void> {
    this.#mustBeThere();
    this.#deliver();
    this.#baudRate = options.baudRate;
    this.#chips.hostBaudRate = options.baudRate;
  }

  async set(): Promise<void> {
    this.#mustBeThere();
  }

  async get(): Promise<PortStatus> {
    this.#mustBeThere();
    return { cts: false, dsr: false, dcd: false };
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    this.#mustBeThere();
    return { baudRate: this.#baudRate };
  }

  async flush(): Promise<void> {
    this.#mustBeThere();
    this.#unread = Buffer.alloc(0);
    this.#toChips = [];
  }

  async drain(): Promise<void> {
    this.#mustBeThere();
    this.#deliver();
  }

  async close(): Promise<void> {
    this.#mustBeOpen();
    this.#deliver();
    this.isOpen = false;
    this.#detach();
    this.#read?.reject(new SimulatedPortError('Canceled', 'canceled'));
    this.#read = null;
    this.#onClosed();
  }

  /** The stick was pulled out: what is in progress and what comes later fails, until the host closes. */
  unplug(): void {
    this.#isGone = true;
    this.#detach();
    this.#toChips = [];
    this.#read?.reject(goneError());
    this.#read = null;
  }

  #deliver(): void {
    const waiting = this.#toChips;
    this.#toChips = [];
    for (const bytes of waiting) this.#chips.receive(bytes);
  }

  #heard(bytes: Uint8Array): void {
    if (this.#unread.length + bytes.length > MAX_UNREAD_BYTES) return;
    this.#unread = Buffer.concat([this.#unread, bytes]);
    this.#serveRead();
  }

  #serveRead(): void {
    const read = this.#read;
    if (read === null || this.#unread.length === 0) return;
    const bytesRead = Math.min(read.length, this.#unread.length);
    this.#unread.copy(read.buffer, read.offset, 0, bytesRead);
    this.#unread = this.#unread.subarray(bytesRead);
    this.#read = null;
    read.resolve({ buffer: read.buffer, bytesRead });
  }

  #mustBeOpen(): void {
    if (!this.isOpen) throw new SimulatedPortError('Port is not open', 'other');
  }

  #mustBeThere(): void {
    this.#mustBeOpen();
    if (this.#isGone) throw goneError();
  }
}

/** What Linux answers on a tty whose USB device left. */
function goneError(): SimulatedPortError {
  return new SimulatedPortError('EIO: i/o error', 'disconnected');
}
