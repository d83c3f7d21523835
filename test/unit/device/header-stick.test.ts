/** Whole lives of sticks whose chips roll versions themselves, with the controller that feeds them, over the simulator. */
import { describe, expect, it } from 'vitest';
import { checkNonce } from '../../../electron/core/share-check.ts';
import { rollableBitsOf } from '../../../electron/core/version-rolling.ts';
import { UsbControlError } from '../../../electron/device/usb-control.ts';
import { CHAIN, feedOf, jobOf, PATH, practiceStick } from './practice-stick.ts';

const MODELS = [
  { model: 'compac-a1', chips: 2, cores: 512, ticket: 16, coreMv: 300, fan: false },
  { model: 'terminus-a1', chips: 4, cores: 512, ticket: 32, coreMv: 300, fan: true },
  { model: 'compac-a2', chips: 1, cores: 2048, ticket: 32, coreMv: 270, fan: true },
  { model: 'terminus-a2', chips: 4, cores: 2048, ticket: 64, coreMv: 270, fan: true },
] as const;

describe.each(MODELS)('$model', ({ model, chips, cores, ticket, coreMv, fan }) => {
  it('comes up fed and measured, finds real solutions at the true rate, and is off when stopped', async () => {
    const { stick, clock, simulated, nonces, start, stop } = practiceStick({ model });
    await start();
    expect(stick.status).toMatchObject({ chipCount: chips, baudRate: 115_200, frequencyMhz: 300 });
    expect(stick.status.expectedHs).toBe(chips * cores * 300e6);
    expect(stick.abilities).toMatchObject({ coreMv: { step: 5 }, fan, blink: 'light' });
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(30_000);
    const { telemetry, ticketDifficulty, counters } = stick.status;
    expect(ticketDifficulty).toBe(ticket);
    expect(counters).toMatchObject({
      hardwareErrors: 0,
      orphanNonces: 0,
      badFrames: 0,
      resets: 0,
      duplicates: 0,
    });
    for (const nonce of nonces) {
      expect(checkNonce(nonce, CHAIN).shareDifficulty).toBeGreaterThanOrEqual(ticket * 0.999);
      const rolled = (nonce.work.versions[0] ?? 0) ^ nonce.work.job.version;
      expect(rolled & ~rollableBitsOf(nonce.work.job)).toBe(0);
    }
    expect(new Set(nonces.map(({ work }) => work.versions[0])).size).toBeGreaterThan(nonces.length / 2);
    const due = ((stick.status.expectedHs ?? 0) * 30) / 2 ** 32 / ticket;
    expect(nonces.length).toBeGreaterThan(due - 5 * Math.sqrt(due));
    expect(nonces.length).toBeLessThan(due + 5 * Math.sqrt(due));
    expect(telemetry?.coreMv).toBeCloseTo(coreMv, -1);
    expect(telemetry?.inputV).toBeGreaterThan(4.5);
    const powerW = simulated.telemetryAt(PATH).powerW;
    expect(telemetry?.powerW).toBeGreaterThan(powerW * 0.9 - 1);
    expect(telemetry?.powerW).toBeLessThan(powerW * 1.1 + 1);
    await stop();
    expect(simulated.telemetryAt(PATH)).toMatchObject({ isRegulatorOn: false, light: '-' });
    expect(simulated.chipsAt(PATH).hasCoreVoltage).toBe(false);
  });

  it('goes on after it had no work, and takes clock and core voltage as asked', async () => {
    const { stick, clock, simulated, nonces, start, stop } = practiceStick({ model });
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(5000);
    stick.setFeed(null);
    await clock.advance(3000);
    const before = nonces.length;
    await clock.advance(20_000);
    expect(nonces).toHaveLength(before);
    stick.setTargetFrequency(312.5);
    stick.setTargetCoreVoltage(coreMv + 20);
    stick.setFeed(feedOf(jobOf(1, 'next')));
    await clock.advance(30_000);
    expect(nonces.length).toBeGreaterThan(before);
    expect(stick.status).toMatchObject({ frequencyMhz: 312.5, targetCoreMv: coreMv + 20 });
    expect(simulated.telemetryAt(PATH).coreMv).toBe(coreMv + 20);
    for (const outside of [coreMv - 100, coreMv + 100, Number.NaN]) {
      expect(() => stick.setTargetCoreVoltage(outside)).toThrow(RangeError);
    }
    expect(simulated.telemetryAt(PATH).coreMv).toBe(coreMv + 20);
    await stop();
  });

  it('is reset, fed anew and mines on when its chips freeze', async () => {
    const { stick, clock, simulated, nonces, start, stop } = practiceStick({ model });
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(5000);
    simulated.chipsAt(PATH).frozen = true;
    await clock.advance(60_000);
    expect(stick.status.phase).toBe('stalled');
    const reset = stick.resetChips();
    await clock.advance(20_000);
    await reset;
    expect(simulated.chipsAt(PATH).frozen).toBe(false);
    const before = nonces.length;
    await clock.advance(10_000);
    expect(stick.status.counters.resets).toBe(1);
    expect(nonces.length).toBeGreaterThan(before);
    await stop();
  });

  it('loses little on a bad cable and calls nothing of it an error of the chips', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick({ model });
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

const chipsHs = (model: 'compac-a1' | 'compac-a2'): number =>
  (model === 'compac-a1' ? 2 * 512 : 2048) * 300e6;

describe("a pool's mask", () => {
  it.each([
    ['none', { versionRolling: false, versionMask: 0 }, 1],
    ['of no bits', { versionRolling: true, versionMask: 0 }, 1],
    ['of two bits', { versionRolling: true, versionMask: 0x00006000 }, 4],
    ['with holes', { versionRolling: true, versionMask: 0x10402000 }, 8],
  ])('%s is told to the chips and kept', async (_name, parts, versions) => {
    for (const model of ['compac-a1', 'compac-a2'] as const) {
      const { stick, clock, nonces, start, stop } = practiceStick({ model });
      await start();
      stick.setFeed(feedOf({ ...jobOf(1), ...parts }));
      await clock.advance(40_000);
      const rolled = new Set(nonces.map(({ work }) => (work.versions[0] ?? 0) ^ work.job.version));
      expect(nonces.length).toBeGreaterThan(20);
      for (const bits of rolled) expect(bits & ~parts.versionMask).toBe(0);
      expect(rolled.size).toBe(versions);
      expect(stick.status.counters).toMatchObject({ hardwareErrors: 0, resets: 0 });
      // An A2 without versions is done with a job sooner than the next one is there, and is not expected to do more.
      const fedHs = (2 ** 32 * versions * 1000) / 9.2;
      expect(stick.status.expectedHs).toBeLessThan(fedHs * 1.01);
      if (fedHs > chipsHs(model)) {
        expect(stick.status.counters.duplicates).toBe(0);
        expect(stick.status.expectedHs).toBe(chipsHs(model));
      }
      await stop();
    }
  });

  it('that changes is obeyed from the next job on, whatever the chips still find by the old one', async () => {
    const { stick, clock, nonces, start, stop } = practiceStick({ model: 'compac-a2' });
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(5000);
    for (const [index, versionMask] of [0x2000, 0x1fffe000, 0].entries()) {
      const job = { ...jobOf(1, `job-${index}`), versionMask };
      stick.setFeed(feedOf(job));
      stick.pullNow();
      await clock.advance(4000);
      const own = nonces.filter(({ work }) => work.job === job);
      expect(own.length).toBeGreaterThan(3);
      for (const { work } of own) expect(((work.versions[0] ?? 0) ^ job.version) & ~versionMask).toBe(0);
    }
    await stop();
  });

  it('leaves bits alone that the job has set', async () => {
    const { stick, clock, nonces, start, stop } = practiceStick({ model: 'compac-a1' });
    await start();
    const job = { ...jobOf(1), version: 0x2fffe000 };
    stick.setFeed(feedOf({ ...job, versionMask: 0x1fffe000 }));
    await clock.advance(10_000);
    expect(nonces.length).toBeGreaterThan(5);
    for (const { work } of nonces)
      expect(work.versions[0] && (work.versions[0] & 0x0fffe000) >>> 0).toBe(0x0fffe000);
    await stop();
  });
});

describe('telemetry', () => {
  it('that falls silent becomes no number after three polls, and comes back', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick({ model: 'compac-a2' });
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(5000);
    const controller = simulated.telemetryAt(PATH);
    controller.silent = true;
    await clock.advance(2000);
    expect(stick.status.telemetry).not.toBeNull();
    await clock.advance(5000);
    expect(stick.status).toMatchObject({ telemetry: null, phase: 'mining' });
    controller.silent = false;
    await clock.advance(5000);
    expect(stick.status.telemetry?.powerW).toBeGreaterThan(5);
    await stop();
  });

  it.each([0, 255])('stuck at %i is no reading', async (count) => {
    const { stick, clock, simulated, start, stop } = practiceStick({ model: 'compac-a1' });
    await start();
    await clock.advance(3000);
    simulated.telemetryAt(PATH).stuckAt = count;
    await clock.advance(8000);
    expect(stick.status.telemetry).toBeNull();
    await stop();
  });

  it('that was never there keeps the stick from nothing but its numbers', async () => {
    const { stick, clock, simulated, nonces, start, stop } = practiceStick({ model: 'compac-a1' });
    simulated.telemetryAt(PATH).silent = true;
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(10_000);
    expect(stick.status.telemetry).toBeNull();
    expect(nonces.length).toBeGreaterThan(3);
    await stop();
    expect(simulated.telemetryAt(PATH).isRegulatorOn).toBe(false);
  });

  it('of too much heat switches the chips off, and keeps them off until they have cooled', async () => {
    const first = practiceStick({ model: 'terminus-a1' });
    await first.start();
    first.stick.setFeed(feedOf(jobOf(1)));
    await first.clock.advance(5000);
    first.simulated.telemetryAt(PATH).addedC = 90;
    await first.clock.advance(20_000);
    expect(first.stick.status).toMatchObject({ phase: 'failed', error: { code: 'tooHot' } });
    expect(first.simulated.telemetryAt(PATH).isRegulatorOn).toBe(false);
    expect(first.binding.openCount).toBe(0);
    await first.stop();
    const second = practiceStick({ model: 'terminus-a1' });
    second.simulated.telemetryAt(PATH).addedC = 60;
    await expect(second.start()).rejects.toMatchObject({ code: 'tooHot' });
    expect(second.simulated.telemetryAt(PATH).isRegulatorOn).toBe(false);
    await second.stop();
  });
});

describe('a light', () => {
  it('shows the stick for some seconds and goes back to what it was', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick({ model: 'compac-a1' });
    await start();
    const seen = new Set<string>();
    const blinking = stick.blink();
    expect(stick.blink()).not.toBe(null);
    for (let step = 0; step < 60; step += 1) {
      await clock.advance(100);
      seen.add(simulated.telemetryAt(PATH).light);
    }
    await blinking;
    expect(seen).toEqual(new Set(['N', 'O', '-']));
    expect(simulated.telemetryAt(PATH).light).toBe('N');
    await stop();
  });
});

describe('chips behind a latch', () => {
  const refusing = (trouble: 'noPermission' | 'noWay' | 'gone' | 'failed') => ({
    transfer: () => Promise.reject(new UsbControlError(trouble, 'no')),
  });

  it.each([
    ['noPermission', /70-usb-miner\.rules.*SUBSYSTEM=="usb".*10c4.*ea70/],
    ['noWay', /Linux/],
    ['gone', /Plug the stick in anew/],
    ['failed', /refused: no/],
  ] as const)(
    'that cannot be told, for %s, are asked, and then the sentence says why',
    async (trouble, words) => {
      const { simulated, start, stop } = practiceStick({ model: 'compac-a1', usb: refusing(trouble) });
      await expect(start()).rejects.toMatchObject({
        code: 'needsResetControl',
        message: expect.stringMatching(words),
      });
      expect(simulated.telemetryAt(PATH).isRegulatorOn).toBe(false);
      await stop();
    },
  );

  it('mine without it when they are enabled already', async () => {
    const { stick, clock, simulated, nonces, start, stop, logged } = practiceStick({
      model: 'compac-a1',
      usb: null,
    });
    simulated.chipsAt(PATH).releaseReset();
    await start();
    stick.setFeed(feedOf(jobOf(1)));
    await clock.advance(10_000);
    expect(nonces.length).toBeGreaterThan(3);
    expect(logged.filter(({ message }) => message === 'Chips cannot be reset')).toHaveLength(1);
    await stop();
  });
});

it.each([100, 700, 1200, 2500])(
  'a stick pulled out %i ms into its start ends at once, with no port open',
  async (ms) => {
    const { stick, clock, binding, start, stop } = practiceStick({ model: 'compac-a2' });
    const starting = start().catch((error: unknown) => error);
    await clock.advance(ms);
    binding.unplug(PATH);
    binding.unplug(`${PATH}:power`);
    expect(await starting).toMatchObject({ code: 'unplugged' });
    expect(stick.status.phase).toBe('failed');
    await stop();
    expect(binding.openCount).toBe(0);
    expect(clock.armed).toBe(0);
  },
);
