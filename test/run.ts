/**
 * `npm test`: every gate in order, each with its result and seconds; the last line is `N passed, N failed`,
 * counting tests and the gates that are not tests. A gate that breaks or checks nothing is a failure, and the
 * others still run.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand } from './gates/command.ts';
import type { Gate, GateResult } from './gates/gate.ts';
import { checkLicences } from './gates/licences.ts';
import { runVitest } from './gates/vitest-gate.ts';

const GATES: readonly Gate[] = [
  command('format and lint', 'biome', ['ci', '.']),
  command('types: contract and core', 'tsc', ['-p', 'tsconfig.pure.json']),
  command('types: node', 'tsc', ['-p', 'tsconfig.json']),
  command('types: renderer', 'tsc', ['-p', 'tsconfig.dom.json']),
  command('build', 'node', ['setup.mjs']),
  { name: 'licences', run: licences },
  command('unused code', 'knip', []),
  { name: 'vectors', run: vectors },
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'integration', run: () => runVitest('integration') },
  { name: 'e2e', run: () => runVitest('e2e') },
];

process.chdir(dirname(import.meta.dirname));
let passed = 0;
let failed = 0;
for (const gate of GATES) {
  const startedMs = performance.now();
  const result = await runSafely(gate);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  passed += result.passed;
  failed += result.failed;
  const verdict = result.failed === 0 ? 'ok  ' : 'FAIL';
  console.log(`${verdict} ${gate.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`);
  if (result.failed > 0) console.log(`${indent(result.details)}\n`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runSafely(gate: Gate): Promise<GateResult> {
  try {
    const result = await gate.run();
    return result.passed + result.failed > 0
      ? result
      : { ...result, failed: 1, details: 'nothing was checked' };
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      details: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function command(name: string, program: string, args: readonly string[]): Gate {
  const run = async (): Promise<GateResult> => {
    const { code, output } = await runCommand(program, args, 3 * 60_000);
    return code === 0 ? { passed: 1, failed: 0, details: '' } : { passed: 0, failed: 1, details: output };
  };
  return { name, run };
}

async function licences(): Promise<GateResult> {
  const { allowed, refused } = checkLicences(await readFile('package-lock.json', 'utf8'));
  const isGood = allowed > 0 && refused.length === 0;
  return {
    passed: isGood ? 1 : 0,
    failed: isGood ? 0 : 1,
    details: refused.join('\n') || 'no packages found',
  };
}

/** The conformance runner over the project's own copies; its last line tells how many cases it compared. */
async function vectors(): Promise<GateResult> {
  const { code, output } = await runCommand('node', ['test/vectors/run.ts', '--implemented'], 3 * 60_000);
  const compared = Number(/^(\d+) passed/m.exec(output.trimEnd().split('\n').at(-1) ?? '')?.[1] ?? 0);
  const isGood = code === 0 && compared > 0;
  return { passed: isGood ? compared : 0, failed: isGood ? 0 : 1, details: output };
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '     ');
}
