/** The order in which the desktop app starts and ends; nothing else. */
import { join } from 'node:path';
import { app, dialog, Menu, MessageChannelMain, type MessagePortMain, powerMonitor, session } from 'electron';
import { type DataFolder, dataFolderPath, openDataFolder, placeHere } from '../host/data-folder.ts';
import { createLog } from '../host/log.ts';
import { SecretScrubber } from '../host/secret-scrubber.ts';
import { systemClock } from '../host/system-clock.ts';
import { applicationMenu } from './application-menu.ts';
import { shellArgs } from './command-line.ts';
import { EngineSupervisor, type HostFailure } from './engine-supervisor.ts';
import { forkHost, HOST_SERVICE_NAME, killByPid } from './host-fork.ts';
import { lockBeforeReady, lockSession } from './lockdown.ts';
import { settingsFile } from './settings-file.ts';
import { failureText, TEXT } from './text.ts';
import { MinerTray } from './tray.ts';
import { MainWindow } from './window.ts';
import { windowBounds } from './window-bounds.ts';

// First of all: before the app is ready, too, quitting ends it in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());

const BUILD = import.meta.dirname;
const { dataDir, args } = shellArgs(process.argv, app.isPackaged);
const folder = openFolderOrExit(dataFolderPath(placeHere(dataDir)));
const log = createLog({
  level: 'info',
  logsDir: join(folder.logsDir, 'shell'),
  terminal: process.stderr,
  scrubber: new SecretScrubber(),
}).logger;

app.setPath('userData', join(folder.root, 'electron'));
lockBeforeReady(app, log);
if (app.requestSingleInstanceLock()) await run();
else {
  log.info('Hashwatt runs already on this data folder; its window is shown');
  app.exit(0);
}

async function run(): Promise<void> {
  await app.whenReady();
  lockSession(session.defaultSession, join(BUILD, '../renderer'), log);
  Menu.setApplicationMenu(applicationMenu());

  let life: 'running' | 'stopping' | 'stopped' = 'running';
  const supervisor = new EngineSupervisor<MessagePortMain>({
    fork: () =>
      forkHost(join(BUILD, 'engine-process.js'), process.env, (chunk) => process.stderr.write(chunk)),
    killByPid,
    start: {
      dataDir: folder.root,
      version: app.getVersion(),
      ledgerWorkerPath: join(BUILD, 'ledger-worker.js'),
      args: [...args],
    },
    settings: {
      miner: settingsFile(folder.own.settingsFile),
      practice: settingsFile(folder.practice.settingsFile),
    },
    clock: systemClock,
    log,
    onReady: connectWindow,
    onRunState: (state) => tray.setRunState(state),
    onFailure: (failure) => void askAfterFailure(failure),
  });
  const window = new MainWindow({
    preloadPath: join(BUILD, '../preload/preload.cjs'),
    bounds: windowBounds(folder.root),
    clock: systemClock,
    log,
    onPage: connectWindow,
    hidesOnClose: () => life === 'running',
  });
  const tray = new MinerTray({
    iconPath: join(BUILD, '../../resources/icons/tray.png'),
    onShow: () => window.show(),
    onPause: () => supervisor.send({ kind: 'pause' }),
    onResume: () => supervisor.send({ kind: 'resume' }),
    onQuit: () => app.quit(),
  });

  // Mining goes on without a window; the tray and a second start bring it back.
  app.on('window-all-closed', () => {});
  app.on('second-instance', () => window.show());
  app.on('activate', () => window.show());
  app.on('child-process-gone', (_event, { name, reason, exitCode }) => {
    if (name === HOST_SERVICE_NAME) log.warn('host process gone', { reason, exitCode });
  });
  powerMonitor.on('suspend', () => supervisor.send({ kind: 'suspended' }));
  powerMonitor.on('resume', () => supervisor.resumed());
  powerMonitor.on('shutdown', () => app.quit());
  app.on('before-quit', (event) => {
    if (life === 'stopped') return;
    event.preventDefault();
    if (life === 'stopping') return;
    life = 'stopping';
    void supervisor.stop().then(() => {
      life = 'stopped';
      tray.close();
      app.quit();
    });
  });

  supervisor.start();
  await window.open();

  /** A page and a host that are both there get a fresh port; called when either of them is new. */
  function connectWindow(): void {
    if (!supervisor.isReady) return;
    const { port1, port2 } = new MessageChannelMain();
    if (window.givePort(port2)) supervisor.send({ kind: 'window' }, [port1]);
  }

  async function askAfterFailure(failure: HostFailure): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: TEXT.appName,
      ...failureText(failure),
      buttons: [TEXT.tryAgain, TEXT.quit],
      defaultId: 0,
    });
    if (response === 0) supervisor.start();
    else app.quit();
  }
}

/** Without its data folder the app cannot do anything; the error says what the user can. */
function openFolderOrExit(root: string): DataFolder {
  try {
    return openDataFolder(root);
  } catch (error) {
    dialog.showErrorBox(TEXT.appName, error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
