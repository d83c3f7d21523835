/** The runner's command: arguments in, lines out. What it prints and how it exits is told in `run.ts`. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readCases, VectorFileError } from './formats.ts';
import { ownFiles } from './own-files.ts';
import { ADAPTERS } from './registry.ts';
import { newScore, runCase, type Score } from './runner.ts';

/** Where lines go. */
export interface Output {
  print(line: string): void;
  printError(line: string): void;
}

/** Resolves with the exit code. */
export async function runVectors(args: readonly string[], output: Output): Promise<number> {
  const options = readArguments(args, output);
  if (options === null) return 2;
  const score = newScore();
  try {
    for (const file of options.files ?? (await ownFiles())) await runFile(file, score, output);
  } catch (error) {
    if (!(error instanceof VectorFileError)) throw error;
    output.printError(error.message);
    return 2;
  }
  return report(score, options.implemented ? await readNotYet() : [], output);
}

interface Options {
  /** Null: the project's own. */
  readonly files: readonly string[] | null;
  readonly implemented: boolean;
}

/** Null, with a sentence, when they are not understood. */
function readArguments(args: readonly string[], output: Output): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { implemented: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    return { files: positionals.length > 0 ? positionals : null, implemented: values.implemented };
  } catch (error) {
    output.printError(error instanceof Error ? error.message : String(error));
    return null;
  }
}

async function runFile(file: string, score: Score, output: Output): Promise<void> {
  const name = relative(process.cwd(), file);
  for (const vectorCase of await readCases(file)) {
    await runCase(vectorCase, ADAPTERS, score, (line) => output.print(`FAIL ${name} ${line}`));
  }
}

function report(score: Score, notYet: readonly string[], output: Output): number {
  const later = new Set(notYet);
  let failed = score.failed;
  let unknown = 0;
  for (const key of later) {
    if (score.unknown.has(key) && !score.known.has(key)) continue;
    failed += 1;
    const reason = score.known.has(key) ? 'has code now' : 'is in no file';
    output.print(`FAIL not-yet.json ${key}: ${reason}, take it off the list`);
  }
  for (const [key, count] of score.unknown) {
    if (!later.has(key)) unknown += count;
    output.print(`${later.has(key) ? 'LATER' : 'UNKNOWN'} ${key} ${count}`);
  }
  for (const [key, count] of score.prose) output.print(`PROSE ${key} ${count}`);
  output.print(`${score.passed} passed, ${failed} failed, ${unknown} unknown`);
  return failed === 0 && unknown === 0 ? 0 : 1;
}

/** Keys as the runner prints them: format, kind, and chip or device. */
async function readNotYet(): Promise<readonly string[]> {
  const text = await readFile(join(import.meta.dirname, 'not-yet.json'), 'utf8');
  return z.array(z.string()).parse(JSON.parse(text));
}
