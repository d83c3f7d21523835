/** The app, the session, the tray, ports and the host process of the Electron double. */
import { type MessagePort, Worker } from 'node:worker_threads';
import type { FakeElectron } from './fake-electron.ts';
import { Events, type Json, strict } from './fake-electron-strict.ts';

type Answer = (value: boolean) => void;

/** Greater than any real process id, so that a stray kill hits nobody. */
const FIRST_FAKE_PID = 0x7fff0000;

export class FakeApp extends Events {
  readonly isPackaged = false;
  readonly paths: Record<string, string> = {};
  isSandboxed = false;
  exitCode: number | null = null;
  readonly #fake: FakeElectron;
  #isReady = false;
  readonly #quit = Promise.withResolvers<void>();

  constructor(fake: FakeElectron) {
    super(
      'app',
      'before-quit window-all-closed second-instance activate child-process-gone web-contents-created',
    );
    this.#fake = fake;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  /** Resolves when the app has quit or exited. */
  get ended(): Promise<void> {
    return this.#quit.promise;
  }

  async whenReady(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#isReady = true;
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('fake electron: enableSandbox must come before ready');
    this.isSandboxed = true;
  }

  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }

  getPath(name: string): string {
    return this.paths[name] ?? '/nowhere';
  }

  getVersion(): string {
    return '0.0.0-double';
  }

  requestSingleInstanceLock(): boolean {
    return this.#fake.hasLock;
  }

  exit(code: number): void {
    this.exitCode = code;
    this.#quit.resolve();
  }

  quit(): void {
    if (!this.ask('before-quit')) return;
    if (this.#fake.windows.every((window) => window.ask('close'))) this.exit(0);
  }
}

export class FakeSession extends Events {
  handler: ((request: Request) => Promise<Response>) | null = null;
  permissionRequest: ((contents: unknown, permission: string, answer: Answer) => void) | null = null;
  permissionCheck: ((contents: unknown, permission: string, origin: string) => boolean) | null = null;
  devicePermission: ((details: Json) => boolean) | null = null;
  filter: ((details: { url: string }, answer: (verdict: { cancel?: boolean }) => void) => void) | null = null;
  readonly protocol = strict('protocol', {
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
      if (scheme !== 'app') throw new Error(`fake electron: scheme ${scheme} was not registered`);
      this.handler = handler;
    },
  });
  readonly webRequest = strict('webRequest', {
    onBeforeRequest: (filter: typeof this.filter) => {
      this.filter = filter;
    },
  });

  constructor() {
    super('session', 'will-download');
  }

  setPermissionRequestHandler(handler: typeof this.permissionRequest): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: typeof this.permissionCheck): void {
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(handler: typeof this.devicePermission): void {
    this.devicePermission = handler;
  }

  /** What the app's own scheme answers. */
  async serve(url: string, method = 'GET'): Promise<Response> {
    if (this.handler === null) throw new Error('fake electron: nothing serves app:');
    return await this.handler(new Request(url, { method }));
  }

  /** Whether the app's request filter stops a request; Electron lets through what no filter stops. */
  cancels(url: string): boolean {
    let isCancelled = false;
    this.filter?.({ url }, ({ cancel }) => {
      isCancelled = cancel === true;
    });
    return isCancelled;
  }

  /** Electron grants what no handler refuses. */
  grants(permission: string): boolean {
    let isGranted = this.permissionCheck?.(null, permission, 'app://bundle') ?? true;
    this.permissionRequest?.(null, permission, (value) => {
      isGranted = isGranted && value;
    });
    return isGranted;
  }
}

/** Electron's MessagePortMain as main needs it: to be given away, or closed. */
export class FakePort {
  #port: MessagePort | null;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  take(): MessagePort {
    const port = this.#port;
    if (port === null) throw new Error('fake electron: the port was given away already');
    this.#port = null;
    return port;
  }

  close(): void {
    this.#port?.close();
  }
}

/** A utilityProcess that is a worker thread: a port cannot go to a child process. */
export class FakeHost extends Events {
  readonly worker: Worker;
  wasKilled = false;
  pid: number | undefined;

  constructor(fake: FakeElectron, path: string, argv: string[], options: Json) {
    super('utilityProcess', 'message exit error spawn');
    const env = options.env as Record<string, string>;
    this.worker = new Worker(new URL('./fake-electron-worker.ts', import.meta.url), {
      workerData: path,
      argv,
      env,
      stdout: true,
      stderr: true,
    });
    const pid = FIRST_FAKE_PID + fake.hosts.push(this);
    this.pid = pid;
    // The app ends a host by its process id; here that ends the thread.
    const kill = process.kill;
    process.kill = (target, signal) => {
      if (target !== pid) return kill.call(process, target, signal);
      this.wasKilled = true;
      void this.worker.terminate();
      return true;
    };
    this.worker.on('message', (message) => this.emit('message', message));
    this.worker.on('error', (error) => console.error('host:', error));
    this.worker.on('exit', (code) => {
      process.kill = kill;
      this.pid = undefined;
      this.emit('exit', code);
    });
  }

  get stdout(): Worker['stdout'] {
    return this.worker.stdout;
  }

  get stderr(): Worker['stderr'] {
    return this.worker.stderr;
  }

  postMessage(data: unknown, transfer: FakePort[] = []): void {
    const ports = transfer.map((port) => port.take());
    this.worker.postMessage({ data, ports }, ports);
  }
}

export class FakeTray extends Events {
  readonly image: { size: number };
  toolTip = '';
  items: Json[] = [];
  #isDestroyed = false;

  constructor(image: { size: number }) {
    super('Tray', 'click');
    this.image = image;
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: { items: Json[] }): void {
    this.items = menu.items;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  /** Chooses an item as a user does. */
  choose(label: string): void {
    const item = this.items.find((candidate) => candidate.label === label);
    if (item === undefined || item.enabled === false) throw new Error(`no item ${label} to choose`);
    (item.click as () => void)();
  }
}
