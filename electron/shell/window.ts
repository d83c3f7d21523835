/**
 * The one window. Closing it hides it and mining goes on; a crash of its page reloads it, three times within
 * five minutes. It holds no state of the miner.
 */
import { app, BrowserWindow, dialog, type MessagePortMain, nativeTheme, screen } from 'electron';
import type { Clock, Logger } from '../contract/ports.ts';
import { APP_PAGE } from './bundle-files.ts';
import { mayHavePort } from './lockdown.ts';
import { TEXT } from './text.ts';
import type { WindowBounds } from './window-bounds.ts';

const RELOADS_ALLOWED = 3;
const RELOADS_WINDOW_MS = 5 * 60_000;
/** `bg` of the palette, light and dark: no white flash before the first paint. */
const BACKGROUND = { light: '#f3f5f8', dark: '#0f1115' } as const;

export interface WindowDeps {
  readonly preloadPath: string;
  readonly bounds: WindowBounds;
  readonly clock: Clock;
  readonly log: Logger;
  /** The page is loaded and listens: it wants a port to the host. */
  readonly onPage: () => void;
  /** False once the app quits: then closing means closing. */
  readonly hidesOnClose: () => boolean;
}

export class MainWindow {
  readonly #deps: WindowDeps;
  readonly #window: BrowserWindow;
  #crashesAtMs: readonly number[] = [];

  constructor(deps: WindowDeps) {
    this.#deps = deps;
    const { place, isMaximized } = deps.bounds.load(
      screen.getAllDisplays().map((display) => display.workArea),
    );
    this.#window = new BrowserWindow({
      ...place,
      minWidth: 900,
      minHeight: 600,
      show: false,
      title: TEXT.appName,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: deps.preloadPath,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        // The spell checker would fetch dictionaries from the internet.
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    if (isMaximized) this.#window.maximize();
    this.#listen();
  }

  /** Loads the page and shows the window once it has painted. Rejects when the page cannot be loaded. */
  async open(): Promise<void> {
    await this.#window.loadURL(APP_PAGE);
  }

  show(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Gives the page a port to the host. False when what stands in the window is not our page: the port is closed. */
  givePort(port: MessagePortMain): boolean {
    const contents = this.#window.webContents;
    const frame = contents.mainFrame;
    if (!mayHavePort(contents, frame)) {
      this.#deps.log.warn('port refused', { url: contents.getURL().slice(0, 200) });
      port.close();
      return false;
    }
    frame.postMessage('hashwatt:port', null, [port]);
    return true;
  }

  #listen(): void {
    const { bounds, hidesOnClose, onPage } = this.#deps;
    this.#window.once('ready-to-show', () => this.show());
    this.#window.webContents.on('did-finish-load', onPage);
    this.#window.webContents.on('render-process-gone', (_event, { reason }) => this.#onCrash(reason));
    // Windows shuts down or logs off: the same orderly end as Quit.
    this.#window.on('session-end', () => app.quit());
    this.#window.on('close', (event) => {
      bounds.save({ bounds: this.#window.getNormalBounds(), isMaximized: this.#window.isMaximized() });
      if (!hidesOnClose()) return;
      event.preventDefault();
      this.#window.hide();
    });
  }

  #onCrash(reason: string): void {
    if (reason === 'clean-exit') return;
    const nowMs = this.#deps.clock.monotonicMs();
    this.#crashesAtMs = [...this.#crashesAtMs.filter((atMs) => nowMs - atMs < RELOADS_WINDOW_MS), nowMs];
    this.#deps.log.error('window crashed', { reason, crashes: this.#crashesAtMs.length });
    if (this.#crashesAtMs.length <= RELOADS_ALLOWED) this.#window.webContents.reload();
    else void this.#askAfterCrashes();
  }

  async #askAfterCrashes(): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: TEXT.appName,
      message: TEXT.windowCrashed,
      detail: TEXT.windowCrashedDetail,
      buttons: [TEXT.reload, TEXT.quit],
      defaultId: 0,
    });
    if (response === 0) {
      this.#crashesAtMs = [];
      this.#window.webContents.reload();
    } else app.quit();
  }
}
