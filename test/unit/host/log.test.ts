import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog, type LogLevel } from '../../../electron/host/log.ts';
import { readableLine } from '../../../electron/host/readable-line.ts';
import { SecretScrubber } from '../../../electron/host/secret-scrubber.ts';
import { temporaryDir } from './temporary-dir.ts';

function logIn(logsDir: string | null, level: LogLevel = 'info') {
  const scrubber = new SecretScrubber();
  const shown: string[] = [];
  const terminal = {
    write: (text: string | Uint8Array) => {
      shown.push(String(text));
      return true;
    },
  };
  return { scrubber, shown, log: createLog({ level, logsDir, terminal, scrubber }) };
}

test('lines reach file, terminal and memory from their level up, with the fields of their children', async () => {
  const dir = temporaryDir();
  const { log, shown } = logIn(dir);
  const pool = log.logger.child({ pool: 'main' });
  pool.info('Connected.', { difficulty: 512 });
  pool.debug('Not written.');
  await log.close();
  await log.close();
  const [line = ''] = log.recent();
  expect(JSON.parse(line)).toMatchObject({
    level: 'info',
    message: 'Connected.',
    pool: 'main',
    difficulty: 512,
  });
  expect(readFileSync(join(dir, 'hashwatt.log'), 'utf8')).toBe(`${line}\n`);
  expect(shown).toHaveLength(1);
  expect(shown[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}Connected\. pool=main difficulty=512\n$/);
});

test('trace tells that it is on', () => {
  expect(logIn(null, 'trace').log.logger.traces).toBe(true);
  expect(logIn(null, 'debug').log.logger.child({}).traces).toBe(false);
});

test('memory holds the last thousand lines', () => {
  const { log } = logIn(null);
  for (let n = 0; n < 1_010; n += 1) log.logger.info(`n${n}`);
  expect(log.recent()).toHaveLength(1_000);
  expect(log.recent()[0]).toContain('"n10"');
});

test('a secret appears nowhere: not in a message, a field, an error, a cause, nor escaped', async () => {
  const dir = temporaryDir();
  const { log, scrubber, shown } = logIn(dir, 'trace');
  const secrets = ['canary-1', 'can"ary\\2', 'cänary 3/&?'];
  for (const secret of secrets) scrubber.add(secret);
  for (const secret of secrets) {
    log.logger.info(`said ${secret}`);
    log.logger.warn('deep', { a: { b: [{ c: secret }] }, text: JSON.stringify({ secret }) });
    log.logger.error('failed', { error: new Error(`no ${secret}`, { cause: new Error(secret) }) });
    log.logger.debug(`url http://x/?p=${encodeURIComponent(secret)}`);
    log.logger.child({ secret }).trace('child');
  }
  await log.close();
  const everything = [readFileSync(join(dir, 'hashwatt.log'), 'utf8'), ...shown, ...log.recent()].join('\n');
  expect(everything).not.toMatch(/canary|can\\*"?ary|c(ä|%C3%A4)nary/);
  for (const line of log.recent()) expect(() => JSON.parse(line)).not.toThrow();
});

test('fields named like a secret are never written, known or not', () => {
  const { log } = logIn(null);
  log.logger.info('x', { password: 'unknown-1', request: { token: 'unknown-2' } });
  expect(log.recent().join()).not.toContain('unknown');
});

test('passwords that protect nothing do not make the log unreadable', () => {
  const { log, scrubber } = logIn(null);
  scrubber.add('x');
  scrubber.add('');
  log.logger.info('exact');
  expect(log.recent()[0]).toContain('"exact"');
});

test('a folder that cannot be written costs one line, not the miner', async () => {
  const file = join(temporaryDir(), 'file');
  writeFileSync(file, '');
  const { log, shown } = logIn(join(file, 'logs'));
  log.logger.info('still here');
  log.logger.info('and here');
  await expect.poll(() => shown.filter((text) => text.includes('goes on without it')).length).toBe(1);
  expect(log.recent()).toHaveLength(2);
  await log.close();
});

test('a readable line escapes what could move the cursor', () => {
  const line = JSON.stringify({ level: 'warn', time: 't', message: 'm', text: 'a\u001b[2Jb\nc' });
  expect(readableLine(line)).toBe('t WARN  m text="a\\u001b[2Jb\\nc"');
  expect(readableLine('no json\n')).toBe('no json');
});

test('a terminal can be told less than the file', async () => {
  const dir = temporaryDir();
  const shown: string[] = [];
  const log = createLog({
    level: 'info',
    terminalLevel: 'warn',
    logsDir: dir,
    terminal: { write: (text: string | Uint8Array) => shown.push(String(text)) > 0 },
    scrubber: new SecretScrubber(),
  });
  log.logger.info('Started.');
  log.logger.child({ pool: 'main' }).warn('Lost.');
  log.logger.debug('Not written.');
  await log.close();
  expect(shown).toEqual([expect.stringContaining('WARN  Lost. pool=main')]);
  expect(readFileSync(join(dir, 'hashwatt.log'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
});
