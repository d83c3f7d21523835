/** Files of the host that are not what they should be: a sentence with the cure, and what a kill left behind. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../electron/contract/settings.ts';
import { readOrMakeToken } from '../../../electron/host/access-token.ts';
import { confSettingsPort } from '../../../electron/host/conf-settings-port.ts';
import { openDataFolder } from '../../../electron/host/data-folder.ts';
import { openFileSecrets } from '../../../electron/host/file-secrets.ts';
import { HostError } from '../../../electron/host/host-error.ts';
import { acquireInstanceLock } from '../../../electron/host/instance-lock.ts';
import { fileError } from '../../../electron/host/own-file.ts';
import { SecretScrubber } from '../../../electron/host/secret-scrubber.ts';
import { settingsBackup } from '../../../electron/host/settings-backup.ts';
import { openSettingsBook } from '../../../electron/host/settings-book.ts';
import { loadSettings } from '../../../electron/host/settings-load.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { temporaryDir } from './temporary-dir.ts';

const clock = new ManualClock();
const log = silentLogger();

/** Each file of the data folder with what opens it. */
const DOORS: readonly (readonly [name: string, open: (dir: string) => unknown])[] = [
  ['token', (dir) => readOrMakeToken(join(dir, 'token'), log)],
  [
    'secrets.json',
    (dir) => openFileSecrets({ path: join(dir, 'secrets.json'), clock, scrubber: new SecretScrubber() }),
  ],
  ['settings.json', (dir) => settingsIn(dir)],
  ['lock.db', (dir) => acquireInstanceLock(join(dir, 'lock.db')).release()],
  ['lock.db.address', (dir) => acquireInstanceLock(join(dir, 'lock.db')).release()],
];

function settingsIn(dir: string, settingsFile = join(dir, 'settings.json')) {
  return loadSettings({
    port: confSettingsPort(settingsFile),
    backup: settingsBackup({ settingsFile, backupsDir: join(dir, 'backups'), clock }),
    log,
    defaults: DEFAULT_SETTINGS,
  });
}

async function refusalOf(open: () => unknown): Promise<HostError> {
  try {
    await open();
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
  throw new Error('was opened');
}

describe.each(DOORS)('%s', (name, open) => {
  test.each([0o700, 0o755])('that is a folder (%o) is named with the cure, and left alone', async (mode) => {
    const dir = temporaryDir();
    mkdirSync(join(dir, name), { mode });
    writeFileSync(join(dir, name, 'mine'), '');
    const error = await refusalOf(() => open(dir));
    expect(error.message).toBe(
      `${join(dir, name)} is a folder, and a file should be there: move it away and start again.`,
    );
    expect(readdirSync(dir)).toEqual([name]);
  });

  test('that is a link to itself is named with the cure', async () => {
    const dir = temporaryDir();
    symlinkSync(name, join(dir, name));
    const error = await refusalOf(() => open(dir));
    expect(error.message).toBe(`${join(dir, name)} is a link that leads nowhere: delete it and start again.`);
  });
});

test.each([
  ['token', (file: string) => readOrMakeToken(file, log)],
  ['secrets', (path: string) => openFileSecrets({ path, clock, scrubber: new SecretScrubber() })],
  ['settings', (file: string) => settingsIn(join(file, '..'), file)],
  ['lock', (file: string) => acquireInstanceLock(file)],
])('a file where the folder of the %s should be', async (_name, open) => {
  const parent = join(temporaryDir(), 'data');
  writeFileSync(parent, '');
  const error = await refusalOf(() => open(join(parent, 'file')));
  expect(error.message).toBe(
    `There is a file where the folder ${parent} should be: move it away, or choose another folder with --data-dir.`,
  );
});

test.each([
  ['EACCES', /^You may not .+: give your user the right to, .+\.$/],
  ['EPERM', /^You may not .+: give your user the right to, .+\.$/],
  ['EROFS', /read-only disk: .+\.$/],
  ['ENOSPC', /The disk is full.+Free some space/],
  ['EIO', /cannot be used \(EIO\): .+\.$/],
])('%s is a sentence that says what to do', (errno, sentence) => {
  const cause = Object.assign(new Error(errno), { code: errno });
  expect(fileError('tokenFile', '/data/token', cause)).toMatchObject({ code: 'tokenFile', cause });
  expect(fileError('tokenFile', '/data/token', cause).message).toMatch(sentence);
});

describe('what a kill in the middle of a write left behind', () => {
  test('is cleaned at the next start, and nothing of the user', async () => {
    const { root, own } = openDataFolder(temporaryDir());
    const leftovers = [
      'token.0123456789ab.tmp',
      'secrets.json.fedcba987654.tmp',
      'settings.json.tmp-1764000000a1b2c3',
      'backups/settings.last-good.json.00aa11bb22cc.tmp',
    ];
    const theirs = [
      'token.tmp',
      'token.old',
      'token.0123456789AB.tmp',
      'token.0123456789ab.tmp.bak',
      'settings.json.tmp-x',
      'my-token.0123456789ab.tmp',
      'secrets.json.notes.tmp',
    ];
    for (const name of [...leftovers, ...theirs]) writeFileSync(join(root, name), 'x');
    mkdirSync(join(root, 'token.aaaaaaaaaaaa.tmp'));
    await readOrMakeToken(join(root, 'token'), log);
    await openFileSecrets({ path: own.secretsFile, clock, scrubber: new SecretScrubber() });
    await settingsIn(root);
    const left = [...readdirSync(root), ...readdirSync(own.backupsDir).map((name) => `backups/${name}`)];
    expect(left.filter((name) => leftovers.includes(name))).toEqual([]);
    expect(left).toEqual(expect.arrayContaining([...theirs, 'token.aaaaaaaaaaaa.tmp', 'token']));
  });
});

test('a password that the disk does not take is refused with a reason, and the pool has none', async () => {
  const dir = temporaryDir();
  const { own } = openDataFolder(dir);
  const secrets = await openFileSecrets({ path: own.secretsFile, clock, scrubber: new SecretScrubber() });
  const book = await openSettingsBook({
    port: confSettingsPort(own.settingsFile),
    backup: settingsBackup({ ...own, clock }),
    secrets,
    clock,
    log,
    defaults: DEFAULT_SETTINGS,
  });
  const pool = { id: 'main', url: 'stratum+tcp://a.example:3333', user: 'me' };
  book.patch({ baseRevision: book.current.revision, patch: { pools: [pool] } });
  mkdirSync(own.secretsFile);
  await expect(book.setPoolPassword({ poolId: 'main', password: 'x' })).rejects.toMatchObject({
    code: 'refused',
    reason: 'secretNotSaved',
  });
  expect(book.current.settings.pools).toMatchObject([{ hasPassword: false }]);
});
