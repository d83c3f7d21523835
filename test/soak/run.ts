/** `npm run soak`: what is too long for every commit. Prints progress; last line `N passed, N failed`. */
import { ledgerKills } from './ledger-kills.ts';
import { settingsWrites } from './settings-writes.ts';
import type { SoakPart } from './soak-part.ts';
import { virtualHours } from './virtual-hours.ts';

const PARTS: readonly SoakPart[] = [ledgerKills, settingsWrites, virtualHours];

let passed = 0;
let failed = 0;
for (const part of PARTS) {
  console.log(part.name);
  for await (const { what, problems } of part.checks()) {
    if (problems.length === 0) passed += 1;
    else failed += 1;
    for (const problem of problems) console.log(`FAIL ${part.name}, ${what}: ${problem}`);
    if ((passed + failed) % 20 === 0) console.log(`  ${what}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
