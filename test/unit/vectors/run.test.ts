/** The conformance runner: what it prints and how it exits. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runVectors } from '../../vectors/command.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashwatt-vectors-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Run {
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: string;
}

async function run(...args: readonly string[]): Promise<Run> {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await runVectors(args, {
    // Paths are printed as seen from where the command was started.
    print: (line) => lines.push(line.replace(`${relative(process.cwd(), folder)}/`, '')),
    printError: (line) => errors.push(line),
  });
  return { code, lines, errors: errors.join('\n') };
}

async function file(name: string, content: unknown): Promise<string> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const PREVHASH = {
  id: 'a',
  kind: 'prevhash',
  input: { stratum: '0011223344556677'.repeat(4) },
  expect: { header_bytes: '3322110077665544'.repeat(4), why: 'not compared' },
};

test('good cases pass', async () => {
  const result = await run(await file('v.json', { vectors: [PREVHASH] }));
  expect(result).toMatchObject({ code: 0, lines: ['1 passed, 0 failed, 0 unknown'] });
});

test('a mismatch is one line that says where, what came and what should have', async () => {
  const bad = { ...PREVHASH, expect: { header_bytes: '00' } };
  const result = await run(await file('v.json', { vectors: [PREVHASH, bad] }));
  expect(result).toMatchObject({
    code: 1,
    lines: [
      `FAIL v.json a: header_bytes got ${'3322110077665544'.repeat(4)} want 00`,
      '1 passed, 1 failed, 0 unknown',
    ],
  });
});

test('a malformed case fails and the others still run', async () => {
  const bad = { ...PREVHASH, input: {} };
  const { code, lines } = await run(await file('v.json', [bad, PREVHASH]));
  expect(code).toBe(1);
  expect(lines[0]).toContain('FAIL v.json a: got ZodError');
  expect(lines.at(-1)).toBe('1 passed, 1 failed, 0 unknown');
});

test('a key without code is counted and not passed', async () => {
  const later = { ...PREVHASH, kind: 'someday' };
  const result = await run(await file('v.json', { vectors: [later, later, PREVHASH] }));
  expect(result).toMatchObject({
    code: 1,
    lines: ['UNKNOWN stratum someday 2', '1 passed, 0 failed, 2 unknown'],
  });
});

test('prose is named and counted nowhere', async () => {
  const prose = { ...PREVHASH, kind: 'timing' };
  const result = await run(await file('v.json', { vectors: [prose, PREVHASH] }));
  expect(result).toMatchObject({ code: 0, lines: ['PROSE timing 1', '1 passed, 0 failed, 0 unknown'] });
});

test('a list of later keys that does not fit the files is a failure', async () => {
  const { code, lines } = await run('--implemented', await file('v.json', { vectors: [PREVHASH] }));
  expect(code).toBe(1);
  expect(lines).toContainEqual(expect.stringMatching(/^FAIL not-yet\.json .* is in no file/));
});

test.each([
  ['missing.json', null, 'missing.json cannot be read'],
  ['empty.json', '', 'empty.json holds no case.'],
  ['none.json', { vectors: [] }, 'none.json holds no case.'],
  ['text.json', 'hello', 'text.json is not in any format of vectors known here.'],
  ['cut.json', '{"vectors": [', 'cut.json is not in any format of vectors known here.'],
  ['other.json', { vectors: [{ id: 1 }] }, 'other.json is not in any format of vectors known here.'],
])('%s: exit 2 and a sentence', async (name, content, sentence) => {
  if (content !== null) await file(name, content);
  const { code, errors } = await run(join(folder, name));
  expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(sentence) });
});

test('an argument it does not know: exit 2', async () => {
  const { code, errors } = await run('--frobnicate');
  expect(code).toBe(2);
  expect(errors).toContain('--frobnicate');
});
