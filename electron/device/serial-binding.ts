/**
 * The seam to the operating system's serial ports. Bindings differ in what they call a failure; the wrapper
 * here makes "try again later" (EAGAIN) one for none of them.
 */
import type { SerialPortStream } from '@serialport/stream';
import type { Clock } from '../contract/ports.ts';
import { directBinding } from './direct-binding.ts';

// The interface package has types for CommonJS only; the stream's own signatures carry the same types.
export type SerialBinding = ConstructorParameters<typeof SerialPortStream>[0]['binding'];
export type SerialBindingPort = Awaited<ReturnType<SerialBinding['open']>>;
export type SerialPortInfo = Awaited<ReturnType<SerialBinding['list']>>[number];
type ModemLineOptions = Parameters<SerialBindingPort['set']>[0];

/** The binding for this machine's own ports. Its native code is loaded when it is first asked for. */
export async function systemBinding(): Promise<SerialBinding> {
  const { SerialPort } = await import('serialport');
  return directBinding(SerialPort.binding as SerialBinding);
}

/** Wraps the port that `binding` opens; `onOpened` gets the port that the binding itself made. */
export function patientBinding(
  binding: SerialBinding,
  clock: Clock,
  onOpened: (port: SerialBindingPort) => void,
): SerialBinding {
  return {
    list: () => binding.list(),
    open: async (options) => {
      const port = await binding.open(options);
      onOpened(port);
      return new PatientPort(port, clock);
    },
  };
}

/** Long enough not to burn the CPU, short against the time between nonces. */
const RETRY_MS = 5;
const PASSING_CODES: ReadonlySet<unknown> = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

class PatientPort implements SerialBindingPort {
  readonly #port: SerialBindingPort;
  readonly #clock: Clock;

  constructor(port: SerialBindingPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  get openOptions(): SerialBindingPort['openOptions'] {
    return this.#port.openOptions;
  }

  get isOpen(): boolean {
    return this.#port.isOpen;
  }

  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    return this.#patiently(() => this.#port.read(buffer, offset, length));
  }

  write(buffer: Buffer): Promise<void> {
    return this.#patiently(() => this.#port.write(buffer));
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  update(options: { baudRate: number }): Promise<void> {
    return this.#port.update(options);
  }

  set(options: ModemLineOptions): Promise<void> {
    return this.#port.set(options);
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

  async #patiently<T>(operation: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await operation();
      } catch (error) {
        if (!this.#port.isOpen || !isPassing(error)) throw error;
        await new Promise<void>((resolve) => void this.#clock.after(RETRY_MS, resolve));
      }
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && PASSING_CODES.has(error.code);
}
