/** The catalogue against the code on both sides: every code has its sentence, every sentence its use. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { codeText } from '../../../electron/contract/en-codes.ts';
import { en } from '../../../renderer/text/en.ts';
import { hasMessage } from '../../../renderer/text/use-text.tsx';

const ROOT = join(import.meta.dirname, '../../..');
const sourceOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function sourcesUnder(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('text/en'))
    .map((path) => sourceOf(join(folder, path)))
    .join('\n');
}

function unionIn(path: string, type: string): readonly string[] {
  const body = new RegExp(`type ${type} =([^;]*);`).exec(sourceOf(path))?.[1] ?? '';
  return [...body.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
}

test('every device error has a fault sentence, what to do, and a short cause', () => {
  const codes = unionIn('electron/device/device-error.ts', 'DeviceErrorCode');
  expect(codes.length).toBeGreaterThan(5);
  const wanted = codes.flatMap((code) => [`fault.${code}`, `fault.${code}.body`, `cause.${code}`]);
  expect(wanted.filter((id) => !hasMessage(id))).toEqual([]);
});

test('every pool error has a fault sentence and what to do', () => {
  const codes = unionIn('electron/pool/pool-error.ts', 'PoolErrorCode');
  expect(codes.length).toBeGreaterThan(5);
  const wanted = codes.flatMap((code) => [`fault.${code}`, `fault.${code}.body`]);
  expect(wanted.filter((id) => !hasMessage(id))).toEqual([]);
});

test('every reason engine and meter give for a missing value has words', () => {
  const sources = sourcesUnder('electron/engine') + sourcesUnder('electron/meter');
  const forms = /\b(?:unknown|unknownPower|noEstimate)\(\s*'(\w+)'|(?:reason: |reading\(null, )'(\w+)'/g;
  const reasons = [...sources.matchAll(forms)].map((match) => match[1] ?? match[2]);
  expect(reasons.length).toBeGreaterThan(5);
  expect([...new Set(reasons)].filter((reason) => !hasMessage(`reason.${reason}`))).toEqual([]);
});

test('every other fault of engine and host has a sentence and what to do', () => {
  const sources = sourcesUnder('electron/engine') + sourcesUnder('electron/host');
  const raised = [
    ...sources.matchAll(/#raise\(([^,]+),/g),
    ...sources.matchAll(/code: ([^,]+),\s*severity/g),
  ];
  const codes = raised.flatMap((match) =>
    [...(match[1] ?? '').matchAll(/(?<!= )'(\w+)'/g)].map((code) => code[1] ?? ''),
  );
  expect(codes.length).toBeGreaterThan(3);
  const wanted = codes.flatMap((code) => [`fault.${code}`, `fault.${code}.body`]);
  expect(wanted.filter((id) => !hasMessage(id))).toEqual([]);
});

test('the sentences for codes have plain places only, so that a terminal can fill them in', () => {
  const fancy = Object.values(codeText).filter((sentence) =>
    /[{}'<>]/.test(sentence.replaceAll(/\{\w+\}/g, '')),
  );
  expect(fancy).toEqual([]);
});

test('every message can be read', () => {
  const intl = createIntl({
    locale: 'en',
    messages: en,
    onError: (error) => {
      if (error.code !== 'FORMAT_ERROR') throw error;
    },
  });
  for (const id of Object.keys(en)) expect(intl.formatMessage({ id })).not.toBe('');
});

test('no message says what the product does not say', () => {
  for (const sentence of Object.values(en)) {
    expect(sentence).not.toMatch(/!|\boops\b|\bunlock|\bboost|\bprofit|[≈≤→]/i);
  }
});

test('every message is used', () => {
  const sources = sourcesUnder('renderer');
  const prefixes = [...sources.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? '');
  const isUsed = (id: string) =>
    sources.includes(`'${id}'`) || prefixes.some((prefix) => id.startsWith(prefix));
  const unused = Object.keys(en).filter(
    (id) =>
      !isUsed(id) &&
      !/^(?:event|fault|cause|reason|profileFound|send|device|deviceState|cure|redacted)\./.test(id),
  );
  expect(unused).toEqual([]);
});
