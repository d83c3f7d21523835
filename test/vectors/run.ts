/**
 * Conformance runner over shipped code: `node test/vectors/run.ts [--implemented] FILE...`; without a file it
 * takes the project's own copies. Prints a line for each mismatch and each key without code, then
 * `N passed, N failed, N unknown`. Exit 0: nothing failed, nothing unknown; 1: something was; 2: a file or an
 * argument is unfit.
 *
 * `--implemented`: the keys in not-yet.json belong to later work, are named and not counted. One of them that
 * has code by now, or that no case has, is a failure, so that the list cannot go stale.
 */
import { runVectors } from './command.ts';

process.exitCode = await runVectors(process.argv.slice(2), {
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
});
