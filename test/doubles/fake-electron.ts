/**
 * A strict double of the part of Electron that Hashwatt uses: the *built* main, preload and page run under it in
 * a real Chromium. Only the members below exist, everything else throws; so does what Electron refuses, such as
 * a call before `ready`. It cannot show the real sandbox, fuses or native windows (docs/security.md says so).
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { compileFunction, constants } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import type { Browser, BrowserContext } from 'playwright-core';
import { CONTEXT } from '../e2e/browser.ts';
import { FakeApp, FakeHost, FakePort, FakeSession, FakeTray } from './fake-electron-parts.ts';
import { Events, type Json, strict } from './fake-electron-strict.ts';
import { FakeWindow } from './fake-electron-window.ts';

const NATIVE_IMPORT = compileFunction('return import(url)', ['url'], {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string) => Promise<unknown>;

/** Everything behind `import ... from 'electron'` for one run of the app, and what a test can do to it. */
export class FakeElectron {
  readonly windows: FakeWindow[] = [];
  readonly hosts: FakeHost[] = [];
  readonly trays: FakeTray[] = [];
  /** Boxes the app showed; `answers` are the buttons chosen, in order. */
  readonly dialogs: Json[] = [];
  readonly answers: number[] = [];
  /** Every URL a page asked for, and what of it the app's request filter let through to the outside. */
  readonly requested: string[] = [];
  readonly leaked: string[] = [];
  readonly violations: string[] = [];
  readonly app = new FakeApp(this);
  readonly powerMonitor = new Events('powerMonitor', 'suspend resume shutdown');
  readonly session = new FakeSession();
  context: BrowserContext | null = null;
  hasLock = true;
  scheme: Json | null = null;
  readonly #browser: Browser;
  #restoreProcess: () => void = () => {};

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Runs the built main; resolves when it has opened its window. */
  async run(mainUrl: URL, argv: readonly string[]): Promise<void> {
    this.context = await this.#browser.newContext(CONTEXT);
    current = this;
    install();
    this.#restoreProcess = rememberProcess();
    process.argv = ['/electron', '/app', ...argv];
    runs += 1;
    mainUrl.searchParams.set('run', String(runs));
    // The test runner rewrites `import()`; this one is Node's own.
    await NATIVE_IMPORT(mainUrl.href);
  }

  /** Ends what is left of a run, however it went. */
  async dispose(): Promise<void> {
    this.app.quit();
    if (this.app.isReady()) await this.app.ended;
    for (const host of this.hosts) await host.worker.terminate();
    await this.context?.close();
    this.#restoreProcess();
  }

  get tray(): FakeTray {
    const tray = this.trays.at(-1);
    if (tray === undefined) throw new Error('the app has no tray');
    return tray;
  }

  get window(): FakeWindow {
    const window = this.windows.at(-1);
    if (window === undefined) throw new Error('the app has opened no window');
    return window;
  }

  /** The `electron` module. Classes are bound to this run. */
  module(): Json {
    const fake = this;
    const ready = <T>(make: () => T): T => {
      if (!fake.app.isReady()) throw new Error('fake electron: used before app is ready');
      return make();
    };
    return {
      app: strict('app', this.app),
      ipcMain: strict('ipcMain', new Events('ipcMain', 'electron-store-get-data')),
      shell: strict('shell', {}),
      protocol: strict('protocol', {
        registerSchemesAsPrivileged: ([scheme]: Json[]) => {
          if (fake.app.isReady()) throw new Error('fake electron: schemes must be registered before ready');
          fake.scheme = scheme ?? null;
        },
      }),
      session: strict('session', {
        get defaultSession() {
          return ready(() => strict('session.defaultSession', fake.session));
        },
      }),
      powerMonitor: strict('powerMonitor', this.powerMonitor),
      nativeTheme: strict('nativeTheme', { shouldUseDarkColors: false }),
      nativeImage: strict('nativeImage', {
        createFromPath: (path: string) => ({ size: readFileSync(path).length }),
      }),
      screen: strict('screen', {
        getAllDisplays: () => ready(() => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]),
      }),
      dialog: strict('dialog', {
        showMessageBox: async (options: Json) => {
          ready(() => fake.dialogs.push(options));
          return { response: fake.answers.shift() ?? (options.buttons as string[]).length - 1 };
        },
      }),
      Menu: strict('Menu', {
        buildFromTemplate: (items: Json[]) => ({ items }),
        setApplicationMenu: (menu: unknown) => ready(() => menu),
      }),
      utilityProcess: strict('utilityProcess', {
        fork: (path: string, argv: string[], options: Json) =>
          ready(() => new FakeHost(fake, path, argv, options)),
      }),
      MessageChannelMain: class {
        readonly #channel = ready(() => new MessageChannel());
        readonly port1 = strict('port', new FakePort(this.#channel.port1));
        readonly port2 = strict('port', new FakePort(this.#channel.port2));
      },
      BrowserWindow: class {
        constructor(options: Json) {
          // biome-ignore lint/correctness/noConstructorReturn: stands for a native class
          return ready(() => strict('BrowserWindow', new FakeWindow(fake, options)));
        }
      },
      Tray: class {
        constructor(image: { size: number }) {
          const tray = ready(() => new FakeTray(image));
          fake.trays.push(tray);
          // biome-ignore lint/correctness/noConstructorReturn: stands for a native class
          return strict('Tray', tray);
        }
      },
    };
  }
}

/** The app believes that the process is its own; gives back what takes its traces away. */
function rememberProcess(): () => void {
  const { argv } = process;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = signals.map((signal) => new Set(process.listeners(signal)));
  return () => {
    process.argv = argv;
    for (const [index, signal] of signals.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[index]?.has(listener)) process.off(signal, listener);
      }
    }
  };
}

let current: FakeElectron | null = null;
let runs = 0;
let isInstalled = false;

/** Maps `electron` to the double of the current run, for modules that Node itself loads. */
function install(): void {
  const scope = globalThis as { fakeElectron?: (name: string) => unknown };
  scope.fakeElectron = (name) => current?.module()?.[name];
  if (isInstalled) return;
  isInstalled = true;
  const names = Object.keys(current?.module() ?? {});
  const exported = names.map((name) => `export const ${name} = fakeElectron('${name}');`).join('\n');
  const source = `${exported}\nexport default { ${names.join(', ')} };`;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: `fake:electron-${runs}`, format: 'module', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url.startsWith('fake:electron') ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
}
