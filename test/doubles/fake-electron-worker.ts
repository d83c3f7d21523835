/**
 * The inside of the double's utilityProcess, which is a worker thread: gives the host `process.parentPort` with
 * Electron's shapes, then runs the built module. A `process.exit()` there ends the thread alone.
 */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';

/** Electron's MessagePortMain over a port of Node: silent until `start()`. */
class PortMain extends EventEmitter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }

  start(): void {
    this.#port.on('message', (data) => this.emit('message', { data, ports: [] }));
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.close();
  }
}

class ParentPort extends EventEmitter {
  constructor() {
    super();
    this.once('newListener', () => {
      parentPort?.on('message', ({ data, ports }: { data: unknown; ports: MessagePort[] }) => {
        this.emit('message', { data, ports: ports.map((port) => new PortMain(port)) });
      });
    });
  }

  postMessage(message: unknown): void {
    parentPort?.postMessage(message);
  }
}

Object.assign(process, { parentPort: new ParentPort() });
await import(pathToFileURL(workerData as string).href);
