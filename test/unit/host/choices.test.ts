import { mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Choices, openChoices, pauseAt } from '../../../electron/host/choices.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { temporaryDir } from './temporary-dir.ts';

const NOTHING = { demo: null, theme: null, demoSticks: null, ownPause: null, practicePause: null };

const open = (path: string): Promise<Choices> =>
  openChoices({ path, clock: new ManualClock(), log: silentLogger() });

test('a choice is on disk when it is kept, for the owner alone, and the last one wins', async () => {
  const path = join(temporaryDir(), 'choices.json');
  const choices = await open(path);
  expect(choices.current).toEqual(NOTHING);
  void choices.keep({ demo: true });
  void choices.keep({ demo: false, theme: 'dark' });
  await choices.keep({ ownPause: { sinceMs: 5, untilMs: null } });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await open(path)).current).toEqual({
    ...NOTHING,
    demo: false,
    theme: 'dark',
    ownPause: { sinceMs: 5, untilMs: null },
  });
});

test('what is already so is not written again', async () => {
  const path = join(temporaryDir(), 'choices.json');
  const choices = await open(path);
  await choices.keep({ demo: true });
  writeFileSync(path, 'untouched');
  await choices.keep({ demo: true });
  expect(readFileSync(path, 'utf8')).toBe('untouched');
});

test.each([
  ['no JSON', '{"demo": tr', NOTHING],
  ['another JSON', '[1]', NOTHING],
  [
    'one field of a newer version',
    '{"demo":true,"theme":"sepia","ownPause":{"sinceMs":"now"},"more":1}',
    { ...NOTHING, demo: true },
  ],
])('%s: what can be read counts', async (_name, text, expected) => {
  const path = join(temporaryDir(), 'choices.json');
  writeFileSync(path, text);
  expect((await open(path)).current).toEqual(expected);
});

test('a disk that refuses costs the memory of it and is a fault, until it takes it', async () => {
  const path = join(temporaryDir(), 'choices.json');
  const clock = new ManualClock(1_000);
  mkdirSync(path);
  const choices = await openChoices({ path, clock, log: silentLogger() });
  expect(choices.fault).toBeNull();
  await choices.keep({ theme: 'light' });
  expect(choices.current.theme).toBe('light');
  const fault = {
    code: 'choicesNotSaved',
    severity: 'fault',
    subject: { kind: 'settings', id: 'choices' },
    params: { file: path },
    sinceMs: 1_000,
  };
  expect(choices.fault).toEqual(fault);
  await clock.advance(30_000);
  await choices.keep({ theme: 'light' });
  expect(choices.fault).toEqual(fault);
  rmdirSync(path);
  await clock.advance(30_000);
  await expect.poll(() => choices.fault).toBeNull();
  expect((await open(path)).current.theme).toBe('light');
  expect(await choices.stop()).toBe(true);
  expect(clock.armed).toBe(0);
});

test('the end tries once more, and says when the disk still refuses', async () => {
  const path = join(temporaryDir(), 'choices.json');
  const clock = new ManualClock();
  mkdirSync(path);
  const choices = await openChoices({ path, clock, log: silentLogger() });
  await choices.keep({ theme: 'light' });
  expect(await choices.stop()).toBe(false);
  expect(clock.armed).toBe(0);
  rmdirSync(path);
  expect(await choices.stop()).toBe(true);
  expect((await open(path)).current.theme).toBe('light');
});

test('a pause holds until its end', () => {
  expect(pauseAt(null, 10)).toBeNull();
  expect(pauseAt({ sinceMs: 1, untilMs: null }, 10)).toEqual({ sinceMs: 1, untilMs: null });
  expect(pauseAt({ sinceMs: 1, untilMs: 11 }, 10)).toEqual({ sinceMs: 1, untilMs: 11 });
  expect(pauseAt({ sinceMs: 1, untilMs: 10 }, 10)).toBeNull();
});
