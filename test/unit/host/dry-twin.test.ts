/** A dry run as it really is: the stick's driver over a simulated chain, hours of it in seconds. */
import { expect, onTestFinished, test } from 'vitest';
import { dryTwins } from '../../../electron/host/dry-twin.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { seeded } from '../device/practice-stick.ts';
import { SETTINGS, STICK, tuningBench } from '../engine/tuning/tuning-engine.ts';

const makeTwin = dryTwins({ clock: new ManualClock(), random: seeded(3), log: silentLogger() });

test.each(['compac-f', 'compac-a1'])(
  'a simulated %s comes up, hashes, takes another clock and stops',
  async (model) => {
    const twin = await makeTwin(model);
    if (twin === null) throw new Error('no twin');
    const verdicts: string[] = [];
    twin.onVerdict((kind) => void verdicts.push(kind));
    await twin.start();
    await twin.pass(20_000);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts).not.toContain('hardwareError');
    const lower = (twin.stick.status.frequencyMhz ?? 0) - 50;
    twin.stick.setTargetFrequency(lower);
    await twin.pass(5000);
    expect(twin.stick.status.frequencyMhz).toBeCloseTo(lower, -1);
    await twin.stop();
    expect(twin.stick.status.phase).toBe('stopped');
  },
);

test('there is none of a model that nobody simulates', async () => {
  expect(await makeTwin('no-such-model')).toBeNull();
});

test('a dry run measures points on the twin, touches no stick, and can be stopped', async () => {
  const bench = await tuningBench({ settings: SETTINGS, makeTwin });
  onTestFinished(() => bench.engine.stop());
  const { tuner } = bench.engine;
  expect(await tuner.startSweep(STICK, 'mostHash', true)).toMatchObject({ kind: 'started' });
  await expect.poll(() => bench.run()?.measured.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(1);
  expect(bench.run()).toMatchObject({ isDryRun: true, state: 'running', before: null });
  expect(bench.run()?.measured[0]).toMatchObject({ verdict: 'good', isPowerMeasured: false });
  expect(bench.state()).toMatchObject({ health: 'mining', targetFrequencyMhz: 200 });
  expect(bench.state().tuning).toMatchObject({ endsAtMs: null });
  expect(bench.stick().clocksAsked).toEqual([200]);
  expect(tuner.stop(STICK)).toBe(true);
  await expect.poll(() => tuner.isBusy(STICK), { timeout: 15_000 }).toBe(false);
  expect(bench.run()).toMatchObject({ state: 'stopped', reason: 'byUser' });
});
