/** The command line of the bench: its groups are there by name, and only what is asked for is measured. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const GROUPS = ['core', 'latency', 'launch', 'load', 'sticks'];
const ENTRY = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));
const LIMIT_MS = 60_000;

const bench = (...flags: readonly string[]) =>
  spawnSync(process.execPath, [ENTRY, ...flags], { encoding: 'utf8', timeout: LIMIT_MS });

it('refuses a group that is none, and names those there are', () => {
  const { status, stderr } = bench('--only', 'stick');
  expect(status).toBe(1);
  expect(stderr).toContain(`Allowed choices are ${GROUPS.join(', ')}`);
});

it('measures no other group than those asked for', { timeout: LIMIT_MS }, () => {
  const { status, stdout, stderr } = bench('--only', 'core');
  expect(status).toBe(0);
  const measured = GROUPS.filter((group) => stderr.includes(`${group} ...`));
  expect(measured).toEqual(['core']);
  const [machine, head, ...rows] = stdout.trimEnd().split('\n');
  expect(machine).toMatch(/^Node v/);
  expect(head).toMatch(/^figure /);
  expect(rows).toHaveLength(2);
});
