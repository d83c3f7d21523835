/** BrowserWindow and webContents of the Electron double, over one page of a real Chromium. */
import { readFileSync } from 'node:fs';
import type { FakeElectron } from './fake-electron.ts';
import { FakePage, toReal } from './fake-electron-page.ts';
import type { FakePort } from './fake-electron-parts.ts';
import { Events, type Json, strict } from './fake-electron-strict.ts';

export class FakeWindow extends Events {
  readonly options: Json;
  isShown = false;
  readonly webContents: FakeContents;

  constructor(fake: FakeElectron, options: Json) {
    super('BrowserWindow', 'close ready-to-show session-end');
    const preferences = options.webPreferences as Json;
    const safe: Json = { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false };
    for (const [name, value] of Object.entries(safe)) {
      if (preferences[name] !== value) throw new Error(`fake electron: only ${name}: ${value} is known`);
    }
    this.options = options;
    this.webContents = strict(
      'webContents',
      new FakeContents(fake, this, readFileSync(String(preferences.preload), 'utf8')),
    );
    fake.windows.push(this);
    fake.app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
  }

  show(): void {
    this.isShown = true;
  }

  hide(): void {
    this.isShown = false;
  }

  focus(): void {}
  maximize(): void {}
  restore(): void {}

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return false;
  }

  getNormalBounds(): Json {
    return { x: 10, y: 20, width: 1000, height: 700 };
  }
}

class FakeContents extends Events {
  readonly mainFrame: {
    readonly url: string;
    readonly parent: null;
    postMessage(...message: unknown[]): void;
  };
  readonly #fake: FakeElectron;
  readonly #preload: string;
  readonly #window: FakeWindow;
  #page: FakePage | null = null;
  #openHandler: ((details: { url: string }) => { action: string }) | null = null;
  #url = '';
  /** Addresses that its pages wanted a new window for. */
  readonly askedToOpen: string[] = [];
  /** Pages loaded, IPC messages delivered, and an address to claim instead of the true one. */
  loads = 0;
  delivered = 0;
  pretendUrl: string | null = null;

  constructor(fake: FakeElectron, window: FakeWindow, preload: string) {
    super(
      'webContents',
      'did-finish-load render-process-gone will-navigate will-frame-navigate will-redirect will-attach-webview',
    );
    this.#fake = fake;
    this.#window = window;
    this.#preload = preload;
    const url = () => this.getURL();
    this.mainFrame = strict('webFrameMain', {
      get url() {
        return url();
      },
      parent: null,
      postMessage: (channel: unknown, message: unknown, transfer: unknown) => {
        const ports = (transfer as FakePort[]).map((port) => port.take());
        this.delivered += 1;
        void this.#page?.deliver(String(channel), structuredClone(message), ports);
      },
    });
  }

  /** The Chromium page, for tests. */
  get page(): FakePage['page'] {
    if (this.#page === null) throw new Error('no page is loaded');
    return this.#page.page;
  }

  getURL(): string {
    return this.pretendUrl ?? (this.#page === null ? this.#url : toReal(this.#page.page.url()));
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  async load(url: string): Promise<void> {
    this.#url = url;
    this.loads += 1;
    if (this.#fake.context === null) throw new Error('the run has ended');
    this.#page = null;
    const page = await FakePage.open(this.#fake.context, {
      preload: this.#preload,
      mayNavigate: (to, isMainFrame) => this.#mayNavigate(to, isMainFrame),
      mayOpenWindow: (to) => {
        this.askedToOpen.push(to);
        return this.#openHandler?.({ url: to }).action !== 'deny';
      },
      fetch: (to, method) => this.#fetch(to, method),
      onLoad: () => {
        this.#window.emit('ready-to-show');
        this.emit('did-finish-load');
      },
      onCrash: () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
      onViolation: (what) => this.#fake.violations.push(what),
    });
    await page.setPermissions((permission) => this.#fake.session.grants(permission));
    this.#page = page;
    await page.load(url);
  }

  async crash(): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    // Never answered: there is nobody left to answer.
    void session.send('Page.crash').catch(() => {});
  }

  /** After a crash Chromium's page is of no use any more; Electron starts a new renderer, the double a new page. */
  reload(): void {
    const old = this.#page;
    void this.load(this.#url).then(() => old?.page.close());
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    const mayFrame = this.askWith('will-frame-navigate', { url, isMainFrame });
    return (!isMainFrame || this.askWith('will-navigate', { url, isMainFrame })) && mayFrame;
  }

  async #fetch(url: string, method: string): Promise<Response | null> {
    this.#fake.requested.push(url);
    if (this.#fake.session.cancels(url)) return null;
    if (url.startsWith('app:')) return await this.#fake.session.serve(url, method);
    this.#fake.leaked.push(url);
    return null;
  }
}
