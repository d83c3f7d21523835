/**
 * The one data folder of both faces, window and headless, and what lies where in it. The demo keeps its own
 * settings and ledger in `practice/`; lock, token and logs are shared, since one host runs at a time.
 */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, HostError } from './host-error.ts';

const APP_NAME = 'Hashwatt';

/** Files of one set of data: the user's own, or the demo's. */
export interface DataSet {
  readonly dir: string;
  readonly settingsFile: string;
  readonly secretsFile: string;
  readonly ledgerFile: string;
  readonly backupsDir: string;
}

export interface DataFolder {
  readonly root: string;
  readonly lockFile: string;
  readonly tokenFile: string;
  readonly choicesFile: string;
  readonly sharedSerialsFile: string;
  readonly openSticksFile: string;
  readonly logsDir: string;
  readonly own: DataSet;
  readonly practice: DataSet;
}

export interface DataFolderPlace {
  /** `--data-dir`; relative to the working directory. */
  readonly override: string | null;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Where the data folder is on this computer; nothing is created. */
export function dataFolderPath(place: DataFolderPlace = placeHere()): string {
  if (place.override !== null) return resolve(place.override);
  return join(configHome(place), APP_NAME);
}

/** `dataFolderPath`'s argument for the running process. */
export function placeHere(override: string | null = null): DataFolderPlace {
  return { override, platform: process.platform, env: process.env, home: homedir() };
}

/** The layout below `root`; nothing is created. */
function layoutOf(root: string): DataFolder {
  return {
    root,
    lockFile: join(root, 'lock.db'),
    tokenFile: join(root, 'token'),
    choicesFile: join(root, 'choices.json'),
    sharedSerialsFile: join(root, 'shared-serials.json'),
    openSticksFile: join(root, 'open-sticks.json'),
    logsDir: join(root, 'logs'),
    own: dataSetIn(root),
    practice: dataSetIn(join(root, 'practice')),
  };
}

/**
 * Creates the folder and its sub-folders for the owner alone (0700; folders that are there keep their mode).
 * Throws a HostError `dataFolder` that says what to do when it cannot be used.
 */
export function openDataFolder(root: string): DataFolder {
  const folder = layoutOf(root);
  const dirs = [root, folder.logsDir, folder.own.backupsDir, folder.practice.dir, folder.practice.backupsDir];
  for (const dir of dirs) makeUsable(dir, root);
  return folder;
}

function configHome({ platform, env, home }: DataFolderPlace): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    case 'win32':
      return env.APPDATA || join(home, 'AppData', 'Roaming');
    default:
      // The XDG base directory specification tells to ignore relative values.
      return env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(home, '.config');
  }
}

function dataSetIn(dir: string): DataSet {
  return {
    dir,
    settingsFile: join(dir, 'settings.json'),
    secretsFile: join(dir, 'secrets.json'),
    ledgerFile: join(dir, 'ledger.db'),
    backupsDir: join(dir, 'backups'),
  };
}

function makeUsable(dir: string, root: string): void {
  try {
    makeDir(dir);
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new HostError('dataFolder', `The data folder ${root} cannot be used: ${whyNot(dir, error)}`, {
      cause: error,
    });
  }
}

/** Not `recursive`: Node then loops for ever where a file system answers ENOENT to mkdir, as /proc does. */
function makeDir(dir: string): void {
  if (isDir(dir)) return;
  if (dirname(dir) !== dir) makeDir(dirname(dir));
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    // Another start may have been faster.
    if (errnoOf(error) !== 'EEXIST' || !isDir(dir)) throw error;
  }
}

function isDir(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function whyNot(dir: string, error: unknown): string {
  const errno = errnoOf(error);
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return `you may not write to ${dir}. Give yourself the right to, or choose another folder with --data-dir.`;
    case 'EROFS':
      return `${dir} is on a read-only disk. Choose another folder with --data-dir.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return inTheWay(dir);
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full. Free some space, or choose another folder with --data-dir.';
    default:
      return `${dir} could not be made (${errno ?? String(error)}). Choose another folder with --data-dir.`;
  }
}

/** What is there on the way to the folder and is none: this path itself, or one above it. */
function inTheWay(dir: string): string {
  const found = statSync(dir, { throwIfNoEntry: false });
  if (found === undefined && dirname(dir) !== dir) return inTheWay(dirname(dir));
  return found?.isFile()
    ? `there is a file where the folder ${dir} should be. Move it away, or choose another folder with --data-dir.`
    : `${dir} is no folder. Choose another folder with --data-dir.`;
}
