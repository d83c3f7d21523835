import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileSecrets, withFixedSecret } from '../../../electron/host/file-secrets.ts';
import { readPoolPassword } from '../../../electron/host/pool-password.ts';
import { exposureOf } from '../../../electron/host/private-file.ts';
import { SecretScrubber } from '../../../electron/host/secret-scrubber.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { temporaryDir } from './temporary-dir.ts';

async function secretsIn(dir: string) {
  const scrubber = new SecretScrubber();
  const path = join(dir, 'secrets.json');
  return { path, scrubber, secrets: await openFileSecrets({ path, clock: new ManualClock(), scrubber }) };
}

describe('the secrets file', () => {
  test('keeps secrets over a restart, for its owner alone, and tells the scrubber', async () => {
    const dir = temporaryDir();
    const first = await secretsIn(dir);
    expect(await first.secrets.get('pool:a')).toBeNull();
    await Promise.all([first.secrets.set('pool:a', 'canary-a'), first.secrets.set('pool:b', 'canary-b')]);
    await first.secrets.set('pool:b', null);
    expect(statSync(first.path).mode & 0o777).toBe(0o600);
    const second = await secretsIn(dir);
    expect(await second.secrets.get('pool:a')).toBe('canary-a');
    expect(await second.secrets.get('pool:b')).toBeNull();
    expect(second.scrubber.scrub('canary-a')).toBe('[secret]');
    expect(readdirSync(dir)).toEqual(['secrets.json']);
  });

  test('that others can read is refused with the command that mends it', async () => {
    const dir = temporaryDir();
    const { path, secrets } = await secretsIn(dir);
    await secrets.set('pool:a', 'canary-a');
    chmodSync(path, 0o640);
    await expect(secretsIn(dir)).rejects.toMatchObject({
      code: 'secretsTooOpen',
      message: expect.stringContaining(`chmod 600 '${path}'`),
    });
  });

  test.each([['{"schemaVersion":1,"secr'], [''], ['[]'], ['{"schemaVersion":1,"secrets":{"a":1}}']])(
    'that is damaged (%s) is kept aside, never overwritten',
    async (text) => {
      const dir = temporaryDir();
      writeFileSync(join(dir, 'secrets.json'), text, { mode: 0o600 });
      const { secrets } = await secretsIn(dir);
      expect(secrets.setAside).not.toBeNull();
      expect(readFileSync(secrets.setAside ?? '', 'utf8')).toBe(text);
      expect(await secrets.get('a')).toBeNull();
    },
  );

  test('of a newer version is refused and not touched', async () => {
    const dir = temporaryDir();
    const text = '{"schemaVersion":2,"vault":"x"}';
    writeFileSync(join(dir, 'secrets.json'), text, { mode: 0o600 });
    await expect(secretsIn(dir)).rejects.toMatchObject({ code: 'secretsTooNew' });
    expect(readFileSync(join(dir, 'secrets.json'), 'utf8')).toBe(text);
  });

  test('that cannot be written keeps what it had', async () => {
    const dir = temporaryDir();
    const scrubber = new SecretScrubber();
    const path = join(dir, 'missing', 'secrets.json');
    const secrets = await openFileSecrets({ path, clock: new ManualClock(), scrubber });
    await expect(secrets.set('a', 'canary-a')).rejects.toThrow();
    expect(await secrets.get('a')).toBeNull();
  });

  test('a name of Object.prototype is a name like another', async () => {
    const dir = temporaryDir();
    const { secrets } = await secretsIn(dir);
    expect(await secrets.get('constructor')).toBeNull();
    await secrets.set('__proto__', 'canary-a');
    expect(await secrets.get('__proto__')).toBe('canary-a');
    expect(await secrets.get('toString')).toBeNull();
  });
});

test('a fixed secret stands before the stored ones it covers and is not stored', async () => {
  const { secrets } = await secretsIn(temporaryDir());
  await secrets.set('pool:own', 'stored');
  const port = withFixedSecret(secrets, 'from-file', (name) => name.startsWith('pool:flag-'));
  expect(await port.get('pool:flag-1')).toBe('from-file');
  expect(await port.get('pool:own')).toBe('stored');
  expect(await secrets.get('pool:flag-1')).toBeNull();
});

test('exposure: owner and mode, nothing where files have no owner', () => {
  expect(exposureOf('/f', { uid: 1000, mode: 0o100600 }, 1000)).toBeNull();
  expect(exposureOf('/f', { uid: 1000, mode: 0o100400 }, 1000)).toBeNull();
  expect(exposureOf('/f', { uid: 1000, mode: 0o100604 }, 1000)).toContain("chmod 600 '/f'");
  expect(exposureOf('/f', { uid: 0, mode: 0o100600 }, 1000)).toContain('chown');
  expect(exposureOf('/f', { uid: 0, mode: 0o100666 }, null)).toBeNull();
});

describe('the pool password of a headless start', () => {
  const write = (text: string, mode = 0o600, name = 'p'): string => {
    const file = join(temporaryDir(), name);
    writeFileSync(file, text, { mode });
    return file;
  };

  test('is the first line of the file, before credential and environment', async () => {
    const env = { HASHWATT_POOL_PASSWORD: 'from-env' };
    expect(await readPoolPassword({ file: write('from file\r\nrest'), env })).toBe('from file');
    expect(await readPoolPassword({ file: null, env })).toBe('from-env');
    expect(await readPoolPassword({ file: null, env: {} })).toBeNull();
    const credential = write('from-systemd\n', 0o440, 'hashwatt-pool-password');
    const CREDENTIALS_DIRECTORY = join(credential, '..');
    expect(await readPoolPassword({ file: null, env: { ...env, CREDENTIALS_DIRECTORY } })).toBe(
      'from-systemd',
    );
    expect(
      await readPoolPassword({ file: null, env: { ...env, CREDENTIALS_DIRECTORY: temporaryDir() } }),
    ).toBe('from-env');
  });

  test.each([
    ['missing', () => '/nowhere/password', 'does not exist'],
    ['readable by others', () => write('x', 0o644), 'chmod 600'],
    ['empty', () => write(''), 'is empty'],
    ['a book', () => write('x'.repeat(5000)), 'too long'],
    ['a long line', () => write('x'.repeat(201)), 'longer than 200'],
    ['a folder', () => temporaryDir(), 'is a folder, and a file is wanted: name the file in it.'],
    ['below a file', () => join(write('x'), 'p'), 'does not exist'],
  ])('%s: a sentence, and never the content', async (_name, file, words) => {
    await expect(readPoolPassword({ file: file(), env: {} })).rejects.toMatchObject({
      code: 'passwordFile',
      message: expect.stringContaining(words),
    });
  });
});
