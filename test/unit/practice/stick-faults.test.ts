/** Scripts of faults on and off against the real driver and the engine's own ladder, on a virtual clock. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoFault } from '../../../electron/contract/demo.ts';
import { FAMILIES, type FaultRig, faultRig, hashesAgain, isTrueShare, RECOVERY_MS } from './fault-rig.ts';

const STEP_MS = 15_000;

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
});

/** Place of `voltageSag` among the faults of a Compac A1. */
const POSSIBLE_SAG = 6;

type Script = readonly (readonly [number, boolean])[];

const script = fc.array(fc.tuple(fc.nat(30), fc.boolean()), { minLength: 2, maxLength: 6 });

async function play(model: string, steps: Script): Promise<void> {
  const rig = await faultRig(model);
  const [stick] = rig.demo.sticks;
  if (stick === undefined) throw new Error('no stick');
  const faults = rig.demo.binding.faultsAt(stick.path);
  const { possible } = faults;
  try {
    expect(await hashesAgain(rig, 1, 60_000)).toBe(true);
    for (const [pick, isActive] of steps) {
      const fault = possible[pick % possible.length] as DemoFault;
      rig.demo.setFault(stick, fault, isActive);
      await rig.clock.advance(STEP_MS);
    }
    for (const fault of possible) rig.demo.setFault(stick, fault, false);
    const isBack = await hashesAgain(rig, 3, RECOVERY_MS);
    const story = steps.map(([pick, isOn]) => `${isOn ? '+' : '-'}${possible[pick % possible.length]}`);
    expect(isBack, `${model}: ${story.join(' ')}: ${stateOf(rig)}`).toBe(true);
    expect(rig.source.submitted.filter((share) => !isTrueShare(share))).toEqual([]);
    expect(unhandled).toEqual([]);
  } finally {
    await rig.stop();
  }
}

const stateOf = (rig: FaultRig): string =>
  JSON.stringify(rig.engine.frame(1, []).sticks.map(({ health, cause }) => ({ health, cause })));

describe('what scripts have found', () => {
  it('a stick whose port did not hold at any clock hashes again at a better one', async () => {
    await play('compac-a1', [[POSSIBLE_SAG, true]]);
  });
});

describe.each(FAMILIES)('%s', (model) => {
  it('comes back from any script of faults', async () => {
    await fc.assert(
      fc.asyncProperty(script, (steps) => play(model, steps)),
      { numRuns: 2, seed: 11 },
    );
  }, 120_000);
});
