/** Runs one vitest project and counts its tests from the JSON report. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './command.ts';
import type { GateResult } from './gate.ts';

const LIMIT_MS = 6 * 60_000;

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** A file that fails to load counts as one failed test, and so does a run that ends badly with every test green. */
export async function runVitest(project: string): Promise<GateResult> {
  const folder = await mkdtemp(join(tmpdir(), 'hashwatt-report-'));
  const file = join(folder, 'report.json');
  const { code, output } = await runCommand(
    'vitest',
    ['run', '--project', project, '--reporter=json', `--outputFile.json=${file}`],
    LIMIT_MS,
  );
  const report = Report.safeParse(await readReport(file));
  await rm(folder, { recursive: true, force: true });
  if (!report.success)
    return { passed: 0, failed: 1, details: `no report (exit code ${code})\n${tail(output)}` };

  const details: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const testFile of report.data.testResults) {
    const bad = testFile.assertionResults.filter((test) => test.status === 'failed');
    passed += testFile.assertionResults.filter((test) => test.status === 'passed').length;
    failed += bad.length;
    for (const test of bad)
      details.push(`${testFile.name}\n  ${test.fullName}\n${test.failureMessages?.[0] ?? ''}`);
    if (testFile.status === 'failed' && bad.length === 0) {
      failed += 1;
      details.push(`${testFile.name}\n${testFile.message ?? 'did not load'}`);
    }
  }
  if (code !== 0 && failed === 0) {
    failed = 1;
    details.push(`exit code ${code} although no test failed\n${tail(output)}`);
  }
  return { passed, failed, details: details.join('\n\n') };
}

async function readReport(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

function tail(output: string): string {
  return output.trimEnd().split('\n').slice(-60).join('\n');
}
