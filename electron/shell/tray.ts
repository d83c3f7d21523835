/** The icon in the tray: what the miner does, pause and resume, the way back to the window, and quit. */
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { RunState } from '../contract/frame.ts';
import { runLine, TEXT } from './text.ts';

export interface TrayDeps {
  readonly iconPath: string;
  readonly onShow: () => void;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onQuit: () => void;
}

export class MinerTray {
  readonly #deps: TrayDeps;
  readonly #tray: Tray;

  constructor(deps: TrayDeps) {
    this.#deps = deps;
    this.#tray = new Tray(nativeImage.createFromPath(deps.iconPath));
    this.#tray.on('click', deps.onShow);
    this.setRunState(null);
  }

  /** Null while no host runs: there is nothing to pause then. */
  setRunState(run: RunState | null): void {
    this.#tray.setToolTip(`${TEXT.appName}: ${runLine(run)}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#items(run)));
  }

  /** Takes the icon away; the menu does nothing afterwards. */
  close(): void {
    if (!this.#tray.isDestroyed()) this.#tray.destroy();
  }

  #items(run: RunState | null): MenuItemConstructorOptions[] {
    const { onShow, onPause, onResume, onQuit } = this.#deps;
    const pauseOrResume =
      run?.paused === true
        ? { label: TEXT.resume, click: onResume }
        : { label: TEXT.pause, click: onPause, enabled: run !== null };
    return [
      { label: runLine(run), enabled: false },
      { type: 'separator' },
      { label: TEXT.show, click: onShow },
      pauseOrResume,
      { type: 'separator' },
      { label: TEXT.quit, click: onQuit },
    ];
  }
}
