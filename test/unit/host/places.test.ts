import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataFolderPath, openDataFolder } from '../../../electron/host/data-folder.ts';
import { allowedHosts, parseListen } from '../../../electron/host/listen-address.ts';
import { portOwner } from '../../../electron/host/port-owner.ts';
import { temporaryDir } from './temporary-dir.ts';

const HOME = '/home/ann';

test.each([
  ['linux', {}, '/home/ann/.config/Hashwatt'],
  ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/Hashwatt'],
  ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/ann/.config/Hashwatt'],
  ['linux', { XDG_CONFIG_HOME: '' }, '/home/ann/.config/Hashwatt'],
  ['darwin', { XDG_CONFIG_HOME: '/cfg' }, '/home/ann/Library/Application Support/Hashwatt'],
  ['win32', { APPDATA: '/appdata' }, '/appdata/Hashwatt'],
] as const)('the data folder on %s with %o', (platform, env, path) => {
  expect(dataFolderPath({ override: null, platform, env, home: HOME })).toBe(path);
});

test('--data-dir wins and is taken from the working directory', () => {
  const place = { platform: 'linux', env: {}, home: HOME } as const;
  expect(dataFolderPath({ ...place, override: '/x/y' })).toBe('/x/y');
  expect(dataFolderPath({ ...place, override: 'y' })).toBe(join(process.cwd(), 'y'));
});

test('opening makes everything for the owner alone and can be done again', () => {
  const root = join(temporaryDir(), 'a', 'b');
  const folder = openDataFolder(root);
  openDataFolder(root);
  for (const dir of [root, folder.logsDir, folder.own.backupsDir, folder.practice.dir]) {
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  }
  expect(folder.practice.settingsFile).toBe(join(root, 'practice', 'settings.json'));
  expect(folder.own.ledgerFile).not.toBe(folder.practice.ledgerFile);
});

test('a folder that cannot be used is named with a cure', () => {
  const dir = temporaryDir();
  writeFileSync(join(dir, 'file'), '');
  expect(() => openDataFolder(join(dir, 'file'))).toThrow(
    expect.objectContaining({
      code: 'dataFolder',
      message: expect.stringMatching(/there is a file .*--data-dir/),
    }),
  );
  expect(() => openDataFolder(join(dir, 'file', 'below'))).toThrow(/there is a file/);
  expect(() => openDataFolder('/proc/hashwatt')).toThrow(/--data-dir/);
  const words = (root: string): string => refusalOf(root).replace(root, '<root>');
  expect(words(join(dir, 'file', 'below'))).toBe(
    `The data folder <root> cannot be used: there is a file where the folder ${join(dir, 'file')} should be. ` +
      'Move it away, or choose another folder with --data-dir.',
  );
  expect(words('/dev/null/below/it')).toBe(
    'The data folder <root> cannot be used: /dev/null is no folder. Choose another folder with --data-dir.',
  );
  expect(existsSync(join(dir, 'file'))).toBe(true);
});

function refusalOf(root: string): string {
  try {
    openDataFolder(root);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test.each([
  ['127.0.0.1:7340', { host: '127.0.0.1', port: 7340 }],
  ['localhost:0', { host: 'localhost', port: 0 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['127.0.0.2:1', { host: '127.0.0.2', port: 1 }],
])('--listen %s', (text, listen) => {
  expect(parseListen(text)).toEqual({ ok: true, listen });
});

test('the Host list has the real port, and none on port 80', () => {
  expect([...allowedHosts({ host: '127.0.0.2', port: 9 })].toSorted()).toEqual([
    '127.0.0.1:9',
    '127.0.0.2:9',
    '[::1]:9',
    'localhost:9',
  ]);
  expect(allowedHosts({ host: '::1', port: 80 }).has('[::1]')).toBe(true);
  expect(allowedHosts({ host: '::1', port: 80 }).has('localhost')).toBe(true);
  expect(allowedHosts({ host: '::1', port: 8 }).has('localhost')).toBe(false);
});

test('the program on a port is named where the system tells', async () => {
  const proc = temporaryDir();
  mkdirSync(join(proc, 'net'));
  mkdirSync(join(proc, '42', 'fd'), { recursive: true });
  writeFileSync(join(proc, '42', 'comm'), 'nginx\n');
  symlinkSync('socket:[777]', join(proc, '42', 'fd', '3'));
  const header =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const row = (port: string, state: string, inode: string) =>
    `   0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  0 0 ${inode} 1 0\n`;
  writeFileSync(join(proc, 'net', 'tcp'), header + row('1CAC', '01', '777') + row('1CAD', '0A', '777'));
  expect(await portOwner(0x1cad, proc)).toBe('nginx (pid 42)');
  const cmdline = (...args: string[]): void =>
    writeFileSync(join(proc, '42', 'cmdline'), args.map((each) => `${each}\0`).join(''));
  cmdline('/usr/bin/node', 'electron/host/headless.ts', '--demo');
  expect(await portOwner(0x1cad, proc)).toBe('node electron/host/headless.ts --demo (pid 42)');
  cmdline('nginx: worker process');
  expect(await portOwner(0x1cad, proc)).toBe('nginx: worker process (pid 42)');
  cmdline('/opt/a program/x', '\u001b[2Jy\n', 'z'.repeat(100));
  const shown = (await portOwner(0x1cad, proc)) ?? '';
  expect(shown).toMatch(/^x \[2Jy z+… \(pid 42\)$/);
  expect(shown.length).toBeLessThan(80);
  cmdline();
  expect(await portOwner(0x1cad, proc)).toBe('nginx (pid 42)');
  expect(await portOwner(0x1cac, proc)).toBeNull();
  expect(await portOwner(1, join(proc, 'missing'))).toBeNull();
});

test.runIf(process.platform === 'linux')('this very process is found', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await portOwner(port)).toContain(`(pid ${process.pid})`);
  await new Promise((resolve) => server.close(resolve));
});
