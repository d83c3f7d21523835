/** Sweeps and comparisons inside the engine, on a stick with real nonces and a clock that the test moves. */
import { describe, expect, test } from 'vitest';
import { SETTINGS, STICK, tuningBench } from './tuning-engine.ts';

describe('a sweep in the engine', () => {
  test('finds the best point, tells its progress, and leaves the stick as the user had it', async () => {
    const bench = await tuningBench();
    const started = await bench.engine.tuner.startSweep(STICK, 'lowestJth', false);
    expect(started).toMatchObject({ kind: 'started' });
    await bench.clock.advance(5000);
    expect(bench.state()).toMatchObject({
      health: 'tuning',
      targetFrequencyMhz: 100,
      tuning: { done: 0, point: { frequencyMhz: 100, coreMv: null } },
    });
    await bench.until(() => bench.run()?.endedAtMs !== null);
    expect(bench.run()).toMatchObject({
      state: 'done',
      reason: null,
      before: { frequencyMhz: 200, coreMv: null },
    });
    expect(bench.run()?.best?.frequencyMhz).toBeGreaterThanOrEqual(250);
    expect(bench.run()?.best?.frequencyMhz).toBeLessThanOrEqual(350);
    expect(bench.run()?.measured.every(({ isPowerMeasured }) => isPowerMeasured)).toBe(true);
    await bench.clock.advance(2000);
    expect(bench.stick().frequencyMhz).toBe(200);
    expect(bench.state()).toMatchObject({ health: 'mining', tuning: null });
    // The limit of the model, and never more.
    expect(Math.max(...bench.stick().clocksAsked)).toBeLessThanOrEqual(600);
    await bench.engine.stop();
  });

  test('ends at heat, and what is too hot is not tried again', async () => {
    const bench = await tuningBench({ prepare: (stick) => stick.become({ tooHotFromMhz: 340 }) });
    await bench.engine.tuner.startSweep(STICK, 'mostHash', false);
    await bench.until(() => bench.run()?.endedAtMs !== null);
    expect(bench.run()).toMatchObject({ state: 'done' });
    expect(bench.run()?.measured.at(-1)?.verdict).toBe('tooHot');
    expect(bench.run()?.best?.frequencyMhz).toBeLessThan(340);
    expect(bench.stick().clocksAsked.filter((mhz) => mhz >= 400)).toEqual([]);
    await bench.engine.stop();
  });

  test('ends at errors', async () => {
    const bench = await tuningBench({ prepare: (stick) => stick.become({ errsFromMhz: 340 }) });
    await bench.engine.tuner.startSweep(STICK, 'mostHash', false);
    await bench.until(() => bench.run()?.endedAtMs !== null);
    expect(bench.run()?.measured.at(-1)?.verdict).toBe('tooManyErrors');
    expect(bench.run()?.best?.frequencyMhz).toBeLessThan(340);
    await bench.engine.stop();
  });

  test('waits while the user has paused, and while the stick is away', async () => {
    const bench = await tuningBench();
    await bench.engine.tuner.startSweep(STICK, 'mostHash', false);
    await bench.clock.advance(100_000);
    bench.engine.pause(null);
    await bench.clock.advance(3_600_000);
    expect(bench.run()).toMatchObject({ state: 'waiting', reason: 'paused', measured: [] });
    expect(bench.state().tuning?.endsAtMs).toBeNull();
    bench.engine.resume();
    await bench.clock.advance(2000);
    expect(bench.run()).toMatchObject({ state: 'running', reason: null });
    bench.engine.stickLeft(STICK);
    await bench.clock.advance(60_000);
    expect(bench.run()).toMatchObject({ state: 'waiting', reason: 'stickLost' });
    expect(bench.state().health).toBe('lost');
    await bench.engine.stop();
  });

  test('stopped by the user, keeps what it measured and gives the clock back', async () => {
    const bench = await tuningBench();
    await bench.engine.tuner.startSweep(STICK, 'mostHash', false);
    await bench.until(() => bench.run()?.measured.length === 2);
    expect(bench.engine.tuner.stop(STICK)).toBe(true);
    expect(bench.engine.tuner.stop(STICK)).toBe(false);
    expect(bench.run()).toMatchObject({ state: 'stopped', reason: 'byUser', best: null });
    expect(bench.run()?.measured).toHaveLength(2);
    await bench.clock.advance(2000);
    expect(bench.stick().frequencyMhz).toBe(200);
    await bench.engine.stop();
  });
});

describe('a restart', () => {
  test('in order goes on with the point it was at', async () => {
    const first = await tuningBench();
    await first.engine.tuner.startSweep(STICK, 'mostHash', false);
    await first.until(() => first.run()?.measured.length === 3);
    await first.engine.stop();
    expect(first.run()).toMatchObject({ state: 'waiting', reason: 'programEnded' });
    const second = await tuningBench({ kept: first.kept });
    expect(second.state().health).toBe('tuning');
    expect(second.state().targetFrequencyMhz).toBe(second.run()?.planned[3]?.frequencyMhz);
    await second.until(() => second.run()?.endedAtMs !== null);
    expect(second.run()).toMatchObject({ state: 'done', reason: null, id: first.run()?.id });
    expect(second.run()?.measured).toHaveLength(second.run()?.planned.length ?? 0);
    await second.engine.stop();
  });

  test('after a crash leaves the stick at its own clock until the user goes on', async () => {
    const first = await tuningBench();
    await first.engine.tuner.startSweep(STICK, 'mostHash', false);
    await first.until(() => first.run()?.measured.length === 3);
    // Killed: nothing is said any more.
    const second = await tuningBench({ kept: first.kept });
    await second.clock.advance(60_000);
    expect(second.stick().clocksAsked).toEqual([200]);
    expect(second.run()).toMatchObject({ state: 'waiting', reason: 'programCrashed' });
    const again = await second.engine.tuner.startSweep(STICK, 'mostHash', false);
    expect(again).toEqual({ kind: 'started', id: first.run()?.id });
    await second.clock.advance(5000);
    expect(second.run()?.measured).toHaveLength(3);
    expect(second.state().targetFrequencyMhz).toBe(second.run()?.planned[3]?.frequencyMhz);
    await second.engine.stop();
  });

  test('after a crash another goal begins anew, and the old sweep is over', async () => {
    const first = await tuningBench();
    await first.engine.tuner.startSweep(STICK, 'mostHash', false);
    await first.until(() => first.run()?.measured.length === 1);
    const old = first.run()?.id;
    const second = await tuningBench({ kept: first.kept });
    await second.engine.tuner.startSweep(STICK, 'lowestJth', false);
    const { runs } = await second.engine.tuner.history(STICK);
    expect(runs.find(({ id }) => id === old)).toMatchObject({ state: 'stopped', reason: 'programCrashed' });
    expect(runs.find(({ id }) => id !== old)).toMatchObject({
      state: 'running',
      goal: 'lowestJth',
      measured: [],
    });
    await second.engine.stop();
  });
});

describe('a start is refused', () => {
  const reasonOf = (started: object) => ('reason' in started ? started.reason : 'started');

  test('for what cannot be, with its reason', async () => {
    const bench = await tuningBench({ prepare: (stick) => stick.become({ hasMeter: false }) });
    const { tuner } = bench.engine;
    const unknown = 'serial:none' as typeof STICK;
    expect(reasonOf(await tuner.startSweep(unknown, 'mostHash', false))).toBe('unknownStick');
    expect(reasonOf(await tuner.startSweep(STICK, 'lowestJth', false))).toBe('needsMeasuredWatts');
    expect(reasonOf(await tuner.startSweep(STICK, 'cheapestSat', false))).toBe('noTariff');
    expect(reasonOf(await tuner.startSweep(STICK, 'mostHash', true))).toBe('cannotSimulate');
    const at = (frequencyMhz: number, coreMv: number | null = null) => ({ frequencyMhz, coreMv });
    expect(reasonOf(tuner.startComparison(STICK, at(200), at(601), 60_000))).toBe('pointOutOfRange');
    expect(reasonOf(tuner.startComparison(STICK, at(200), at(200, 300), 60_000))).toBe('pointOutOfRange');
    expect(reasonOf(tuner.startComparison(STICK, at(200), at(200), 60_000))).toBe('samePoints');
    bench.engine.pause(null);
    expect(reasonOf(await tuner.startSweep(STICK, 'mostHash', false))).toBe('notHashing');
    bench.engine.resume();
    await bench.clock.advance(1000);
    expect(reasonOf(await tuner.startSweep(STICK, 'mostHash', false))).toBe('started');
    expect(reasonOf(await tuner.startSweep(STICK, 'mostHash', false))).toBe('alreadyTuning');
    expect(reasonOf(tuner.startComparison(STICK, at(200), at(300), 60_000))).toBe('alreadyTuning');
    await bench.engine.stop();
  });

  test('of most net without a price of bitcoin', async () => {
    const bench = await tuningBench({ settings: { ...SETTINGS, pricePerKwh: '0.30' } });
    const started = await bench.engine.tuner.startSweep(STICK, 'mostNet', false);
    expect(reasonOf(started)).toBe('noBtcPrice');
    await bench.engine.stop();
  });
});

test('a comparison takes turns at its two points and goes on after a restart', async () => {
  const first = await tuningBench();
  const [a, b] = [150, 300].map((frequencyMhz) => ({ frequencyMhz, coreMv: null }));
  if (a === undefined || b === undefined) throw new Error('no points');
  expect(first.engine.tuner.startComparison(STICK, a, b, 300_000)).toMatchObject({ kind: 'started' });
  await first.until(() => first.comparison()?.slots.length === 3);
  expect(first.stick().clocksAsked).toEqual([200, 150, 300, 150]);
  await first.engine.stop();
  const second = await tuningBench({ kept: first.kept });
  expect(second.stick().frequencyMhz).toBe(150);
  await second.until(() => second.comparison()?.endedAtMs !== null);
  // By J/TH: at 150 MHz its fixed watts are shared by too few hashes.
  expect(second.comparison()).toMatchObject({ by: 'efficiency', verdict: 'b' });
  await second.clock.advance(2000);
  expect(second.stick().frequencyMhz).toBe(200);
  await second.engine.stop();
});
