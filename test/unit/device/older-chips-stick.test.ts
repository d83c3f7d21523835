/** Whole lives of sticks with chips older than the BM1397, over the simulator. */
import { describe, expect, it } from 'vitest';
import { checkNonce } from '../../../electron/core/share-check.ts';
import { CHAIN, feedOf, jobOf, PATH, practiceStick } from './practice-stick.ts';

/** `climbS`: until it has its clock at the latest. */
const MODELS = [
  {
    model: 'newpac',
    chips: 2,
    mhz: 100,
    climbS: 3,
    baudRate: 1_500_000,
    midstates: 4,
    restMhz: 50,
    resets: true,
  },
  {
    model: 'r606',
    chips: 12,
    mhz: 550,
    climbS: 3,
    baudRate: 1_500_000,
    midstates: 4,
    restMhz: 50,
    resets: true,
  },
  {
    model: 'compac',
    chips: 1,
    mhz: 150,
    climbS: 100,
    baudRate: 115_200,
    midstates: 1,
    restMhz: 6.25,
    resets: false,
  },
  {
    model: '2pac',
    chips: 2,
    mhz: 100,
    climbS: 3,
    baudRate: 115_200,
    midstates: 1,
    restMhz: 6.25,
    resets: false,
  },
  {
    model: 'terminus',
    chips: 2,
    mhz: 150,
    climbS: 80,
    baudRate: 115_200,
    midstates: 1,
    restMhz: 6.25,
    resets: false,
  },
] as const;

describe.each(MODELS)('$model', (expected) => {
  const { model, chips, mhz, climbS, baudRate, midstates, restMhz } = expected;

  it('comes up, finds real solutions on every chip at the true rate, and rests when stopped', async () => {
    const { stick, clock, simulated, nonces, start, stop } = practiceStick({ model, targetMhz: mhz });
    await start();
    expect(stick.status).toMatchObject({ chipCount: chips, baudRate });
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(climbS * 1000);
    expect(stick.status.frequencyMhz).toBe(mhz);
    const before = nonces.length;
    await clock.advance(20_000);
    expect(stick.status.counters).toMatchObject({ hardwareErrors: 0, orphanNonces: 0, resets: 0 });
    for (const nonce of nonces) {
      expect(['share', 'block', 'belowPool']).toContain(checkNonce(nonce, CHAIN).kind);
      expect(nonce.work.versions).toHaveLength(midstates);
    }
    const found = nonces.slice(before).reduce((sum, { ticketDifficulty }) => sum + ticketDifficulty, 0);
    const due = ((stick.status.expectedHs ?? 0) * 20) / 2 ** 32;
    expect(found).toBeGreaterThan(due - 5 * Math.sqrt(due) - 1);
    expect(found).toBeLessThan(due + 5 * Math.sqrt(due) + 1);
    expect(new Set(nonces.map(({ chipIndex }) => chipIndex)).size).toBe(chips);
    await stop();
    expect(simulated.chipsAt(PATH).frequencyMhz).toBe(restMhz);
  });

  it('says nothing of what the chips find while nobody wants it, and goes on when somebody does', async () => {
    const { stick, clock, nonces, start, stop } = practiceStick({ model, targetMhz: mhz });
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(5000);
    stick.setFeed(null);
    await clock.advance(3000);
    const before = nonces.length;
    await clock.advance(20_000);
    expect(nonces).toHaveLength(before);
    expect(stick.status.expectedHs).toBe(0);
    stick.setFeed(feedOf(jobOf(1, 'next')));
    await clock.advance(10_000);
    expect(nonces.length).toBeGreaterThan(before);
    await stop();
  });

  it('takes the clock that is asked for, step by step, and its limits', async () => {
    const { stick, clock, start, stop } = practiceStick({ model, targetMhz: mhz - 25 });
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(5000);
    stick.setTargetFrequency(mhz);
    await clock.advance(climbS * 1000 + 30_000);
    expect(stick.status.frequencyMhz).toBe(mhz);
    stick.setTargetFrequency(5000);
    expect(stick.status.targetFrequencyMhz).toBeLessThan(1000);
    await stop();
  });

  if (expected.resets)
    it('mines on when its frozen chips are reset', async () => {
      const { stick, clock, simulated, nonces, start, stop } = practiceStick({ model, targetMhz: mhz });
      await start();
      stick.setFeed(feedOf(jobOf(1)));
      await clock.advance(15_000);
      simulated.chipsAt(PATH).frozen = true;
      const reset = stick.resetChips();
      await clock.advance(40_000);
      await reset;
      // The reset pin has thawed them.
      expect(simulated.chipsAt(PATH).frozen).toBe(false);
      const before = nonces.length;
      await clock.advance(15_000);
      expect(stick.status.counters.resets).toBeGreaterThan(0);
      expect(nonces.length).toBeGreaterThan(before);
      await stop();
    });
  else
    it('says that no chip answers when they freeze: nothing can reset them', async () => {
      const { stick, clock, simulated, start, stop } = practiceStick({ model, targetMhz: mhz });
      await start();
      stick.setFeed(feedOf(jobOf(1)));
      await clock.advance(15_000);
      simulated.chipsAt(PATH).frozen = true;
      const refused = expect(stick.resetChips()).rejects.toMatchObject({ code: 'noChips' });
      await clock.advance(120_000);
      await refused;
      expect(stick.status).toMatchObject({ phase: 'failed', error: { code: 'noChips' } });
      await stop();
    });

  it('loses little on a bad cable and calls nothing of it an error of the chips', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick({ model, targetMhz: mhz });
    await start();
    simulated.chipsAt(PATH).lineFaults = { lostChance: 0.002, doubledChance: 0.002, noiseChance: 0.002 };
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(40_000);
    const { nonces, hardwareErrors, badFrames } = stick.status.counters;
    const due = ((stick.status.expectedHs ?? 0) * 40) / 2 ** 32 / (stick.status.ticketDifficulty ?? 1);
    expect(nonces).toBeGreaterThan(0.8 * due - 4 * Math.sqrt(due));
    expect(hardwareErrors).toBeLessThan(0.05 * due + 5);
    expect(badFrames).toBeGreaterThan(0);
    await stop();
  });
});

describe('a NewPac', () => {
  it('stays at 115,200 baud where it is not heard above it', async () => {
    const { stick, binding, clock, nonces, start, stop } = practiceStick({ model: 'newpac' });
    binding.faults.onlyBaudRate = 115_200;
    await start();
    expect(stick.status).toMatchObject({ baudRate: 115_200, chipCount: 2 });
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(10_000);
    expect(nonces.length).toBeGreaterThan(10);
    await stop();
  });

  it('is found at the rate of the last session, without a reset line', async () => {
    const { stick, simulated, start, stop } = practiceStick({ model: 'newpac', hasResetLine: false });
    // Misc control as at 1.5 Mbaud.
    simulated.chipsAt(PATH).receive(Uint8Array.of(0x58, 9, 0, 0x1c, 0, 0x20, 1, 0, 0x1b));
    await start();
    expect(stick.status).toMatchObject({ chipCount: 2, baudRate: 1_500_000 });
    await stop();
    expect(Math.abs(simulated.chipsAt(PATH).baudRate / 115_200 - 1)).toBeLessThan(0.05);
  });
});

it('an R606 with a broken chain mines with the chips that answer', async () => {
  const { stick, clock, simulated, nonces, start, stop } = practiceStick({ model: 'r606' });
  simulated.chipsAt(PATH).setLiveChips(11);
  await start();
  expect(stick.status).toMatchObject({ chipCount: 11, expectedChipCount: 12 });
  stick.setFeed(feedOf(jobOf(1)));
  await clock.advance(3000);
  expect(nonces.length).toBeGreaterThan(100);
  await stop();
});

it('a Compac that does not answer is not told to have a reset line', async () => {
  const { simulated, start } = practiceStick({ model: 'compac', hasResetLine: false });
  simulated.chipsAt(PATH).silent = true;
  await expect(start()).rejects.toMatchObject({ code: 'noChips' });
});
