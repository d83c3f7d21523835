/**
 * The system's binding without its detour: on Linux and macOS bindings-cpp sends every read and write through
 * a thread pool, although its descriptors never block (it opens them with O_NONBLOCK). Here both are done on
 * the spot: new work is at the chips a third sooner (`npm run bench`). Whatever does not go smoothly is left to
 * the binding's own way.
 */
import { readSync, writeSync } from 'node:fs';
import type { SerialBinding, SerialBindingPort } from './serial-binding.ts';

/** What the ports of bindings-cpp have on Linux and macOS, and have not on Windows. */
interface PolledPort extends SerialBindingPort {
  /** Null once closed. */
  readonly fd: number | null;
  readonly poller: {
    /** Calls back once there is something to read, or with an error: the port fails or is being closed. */
    once(event: 'readable', done: (error: Error | null) => void): unknown;
  };
}

/** Ports of another kind are handed out as they are. */
export function directBinding(binding: SerialBinding): SerialBinding {
  return {
    list: () => binding.list(),
    open: async (options) => {
      const port: SerialBindingPort = await binding.open(options);
      return isPolled(port) ? madeDirect(port) : port;
    },
  };
}

function madeDirect(port: PolledPort): SerialBindingPort {
  const slowRead = port.read.bind(port);
  const slowWrite = port.write.bind(port);
  return Object.assign(port, {
    async read(buffer: Buffer, offset: number, length: number) {
      while (port.fd !== null) {
        // First, although bytes may be there already: to be told that none are costs more than to ask.
        await readable(port);
        const bytesRead = readNow(port.fd, buffer, offset, length);
        if (bytesRead === 'odd') break;
        if (bytesRead > 0) return { buffer, bytesRead };
      }
      return slowRead(buffer, offset, length);
    },
    async write(buffer: Buffer) {
      const written = writeNow(port.fd, buffer);
      if (written < buffer.length) await slowWrite(buffer.subarray(written));
    },
  });
}

/** Bytes read, 0 when none are there yet. `odd`: an end of file, which a live line has not, or an error. */
function readNow(fd: number | null, buffer: Buffer, offset: number, length: number): number | 'odd' {
  if (fd === null) return 'odd';
  try {
    const bytesRead = readSync(fd, buffer, offset, length, null);
    return bytesRead > 0 ? bytesRead : 'odd';
  } catch (error) {
    return isNotYet(error) ? 0 : 'odd';
  }
}

/** Bytes that the system took at once. */
function writeNow(fd: number | null, buffer: Buffer): number {
  if (fd === null) return 0;
  try {
    return writeSync(fd, buffer);
  } catch {
    return 0;
  }
}

function readable(port: PolledPort): Promise<void> {
  return new Promise((resolve, reject) => {
    port.poller.once('readable', (error) => (error === null ? resolve() : reject(error)));
  });
}

function isPolled(port: SerialBindingPort): port is PolledPort {
  return 'fd' in port && typeof port.fd === 'number' && 'poller' in port;
}

function isNotYet(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EWOULDBLOCK')
  );
}
