import { describe, expect, onTestFinished, test } from 'vitest';
import { CallError } from '../../../electron/contract/call-error.ts';
import { minerContract } from '../../../electron/contract/contract.ts';
import type { SettingsPatch } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { withProfiles } from '../../../electron/host/profile-change.ts';
import { findProfilePoint, tuningCalls } from '../../../electron/host/tuning-calls.ts';
import { SETTINGS, STICK, tuningBench } from '../engine/tuning/tuning-engine.ts';

async function callsBench() {
  const bench = await tuningBench();
  onTestFinished(() => bench.engine.stop());
  const patches: SettingsPatch[] = [];
  const deps = {
    tuner: bench.engine.tuner,
    book: {
      current: { settings: SETTINGS, revision: 7 },
      patch: ({ patch }: { patch: SettingsPatch }) => {
        patches.push(patch);
        return { revision: 8 };
      },
    },
    modelOf: (id: StickId) => bench.engine.knownStick(id)?.model ?? null,
    check: (patch: SettingsPatch) => {
      if ((patch.sticks?.[STICK]?.targetFrequencyMhz ?? 0) > 600) throw new CallError('badInput');
    },
  };
  return { bench, patches, deps, calls: tuningCalls(deps) };
}

describe('calls about tuning', () => {
  test('start, tell and take over a sweep', async () => {
    const { bench, calls, patches } = await callsBench();
    const { runId } = await calls.startTuning({ stickId: STICK, goal: 'mostHash', dryRun: false });
    await expect(calls.applyTuning({ stickId: STICK, runId })).rejects.toMatchObject({
      reason: 'nothingToApply',
    });
    await bench.until(() => bench.run()?.endedAtMs !== null);
    expect(await calls.applyTuning({ stickId: STICK, runId })).toEqual({ revision: 8 });
    const best = bench.run()?.best?.frequencyMhz;
    expect(patches).toEqual([{ sticks: { [STICK]: { targetFrequencyMhz: best, profile: null } } }]);
    const history = minerContract.calls.tuneHistory.output.parse(await calls.tuneHistory({ stickId: STICK }));
    expect(history.runs[0]).toMatchObject({ id: runId, isApplied: true });
    expect(history.profiles.map(({ profile, found }) => [profile, found])).toEqual([
      ['quiet', 'share'],
      ['eco', 'measured'],
      ['normal', 'default'],
      ['max', 'limit'],
    ]);
  });

  test('refuse what cannot be, with its reason', async () => {
    const { calls } = await callsBench();
    const none = StickId.parse('serial:none');
    const reasonOf = async (call: () => unknown): Promise<unknown> => {
      try {
        await call();
        return null;
      } catch (error) {
        return error instanceof CallError ? error.reason : error;
      }
    };
    const point = { frequencyMhz: 200, coreMv: null };
    expect(await reasonOf(() => calls.startTuning({ stickId: none, goal: 'mostHash', dryRun: false }))).toBe(
      'unknownStick',
    );
    expect(await reasonOf(() => calls.stopTuning({ stickId: none }))).toBe('unknownStick');
    expect(await reasonOf(() => calls.stopTuning({ stickId: STICK }))).toBe('notTuning');
    expect(await reasonOf(() => calls.applyTuning({ stickId: STICK, runId: 'x' }))).toBe('unknownRun');
    expect(
      await reasonOf(() => calls.startComparison({ stickId: STICK, a: point, b: point, slotMs: 60_000 })),
    ).toBe('samePoints');
    expect(await calls.tuneHistory({ stickId: none })).toEqual({ runs: [], comparisons: [], profiles: [] });
  });

  test('start and stop a comparison', async () => {
    const { bench, calls } = await callsBench();
    const [a, b] = [
      { frequencyMhz: 200, coreMv: null },
      { frequencyMhz: 220, coreMv: null },
    ];
    const { comparisonId } = calls.startComparison({ stickId: STICK, a, b, slotMs: 60_000 });
    await bench.clock.advance(2000);
    expect(calls.stopTuning({ stickId: STICK })).toEqual({});
    const { comparisons } = await calls.tuneHistory({ stickId: STICK });
    expect(comparisons).toEqual([expect.objectContaining({ id: comparisonId, verdict: 'notEnoughData' })]);
    expect(comparisons[0]?.endedAtMs).not.toBeNull();
  });
});

describe('a profile in a patch', () => {
  const changed = async (change: NonNullable<SettingsPatch['sticks']>[StickId]) => {
    const { deps } = await callsBench();
    const patch = await withProfiles({ sticks: { [STICK]: change } }, (id, profile) =>
      findProfilePoint(deps, id, profile),
    );
    return patch.sticks?.[STICK];
  };

  test('becomes its clock and voltage', async () => {
    expect(await changed({ profile: 'max' })).toEqual({
      profile: 'max',
      targetFrequencyMhz: 600,
      targetCoreMv: null,
    });
    expect(await changed({ profile: 'normal', name: 'Bench' })).toMatchObject({
      targetFrequencyMhz: 200,
      name: 'Bench',
    });
    expect(await changed({ profile: 'eco' })).toMatchObject({ targetFrequencyMhz: 150 });
    expect(await changed({ profile: 'quiet' })).toMatchObject({ targetFrequencyMhz: 100 });
  });

  test('ends with a typed clock or voltage, and stays with any other change', async () => {
    expect(await changed({ targetFrequencyMhz: 210 })).toEqual({ targetFrequencyMhz: 210, profile: null });
    expect(await changed({ targetCoreMv: null })).toEqual({ targetCoreMv: null, profile: null });
    expect(await changed({ name: 'Bench' })).toEqual({ name: 'Bench' });
    expect(await changed({ profile: null })).toEqual({ profile: null });
  });

  test('that comes with a clock stays only with its own', async () => {
    const own = { profile: 'max', targetFrequencyMhz: 600 } as const;
    expect(await changed(own)).toEqual(own);
    expect(await changed({ profile: 'max', targetFrequencyMhz: 300 })).toEqual({
      profile: null,
      targetFrequencyMhz: 300,
    });
  });

  test('is refused for a stick that has none', async () => {
    const { deps } = await callsBench();
    const patch = { sticks: { 'serial:none': { profile: 'max' } } } as const;
    const resolved = withProfiles(patch, (id, profile) => findProfilePoint(deps, id, profile));
    await expect(resolved).rejects.toMatchObject({ reason: 'noClockToTune' });
  });
});
