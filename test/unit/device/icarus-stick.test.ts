import { describe, expect, it } from 'vitest';
import { checkNonce } from '../../../electron/core/share-check.ts';
import type { StickPhase } from '../../../electron/device/stick.ts';
import type { SimulatedIcarus } from '../../../electron/practice/simulator/icarus-kinds.ts';
import { practiceIcarus } from './practice-icarus.ts';
import { CHAIN, feedOf, jobOf } from './practice-stick.ts';

const SECOND_MS = 1000;
const JOB = jobOf(1000);

describe('bring-up', () => {
  it('asks for the golden nonce and is ready', async () => {
    const { stick, device, start, stop, clock, binding } = practiceIcarus('block-erupter');
    const phases: StickPhase[] = [];
    stick.on('changed', () => {
      if (phases.at(-1) !== stick.status.phase) phases.push(stick.status.phase);
    });
    await start();
    expect(phases).toEqual(['opening', 'counting', 'configuring', 'mining']);
    expect(device.counters.works).toBe(1);
    expect(stick.status).toMatchObject({
      chipCount: 1,
      baudRate: 115_200,
      ticketDifficulty: 1,
      frequencyMhz: null,
      targetFrequencyMhz: 0,
      error: null,
    });
    expect(stick.status.expectedHs).toBeCloseTo(336e6, -6);
    await stop();
    expect(stick.status.phase).toBe('stopped');
    expect(clock.armed).toBe(device.isHashing ? 1 : 0);
    expect(binding.openCount).toBe(0);
  });

  it('sets the clock of an Antminer, and the voltage of a U3', async () => {
    const u1 = practiceIcarus('antminer-u1', 'antminer-u1', 237.5);
    await u1.start();
    expect(u1.device.frequencyMhz).toBe(237.5);
    expect(u1.device.coreMv).toBeNull();
    expect(u1.stick.status.expectedHs).toBeCloseTo(1.9e9, -3);
    await u1.stop();
    const u3 = practiceIcarus('antminer-u3');
    await u3.start();
    expect(u3.device).toMatchObject({ frequencyMhz: 225, coreMv: 750 });
    expect(u3.stick.status).toMatchObject({ chipCount: null, expectedChipCount: 4 });
    await u3.stop();
  });

  it('asks an FPGA board into how many parts it cuts the range', async () => {
    const { stick, device, clock, nonces, start, stop } = practiceIcarus('icarus');
    await start();
    expect(device.counters.works).toBe(2);
    expect(stick.status.chipCount).toBe(2);
    stick.setFeed(feedOf(JOB));
    await clock.advance(200 * SECOND_MS);
    expect(new Set(nonces.map(({ chipIndex }) => chipIndex))).toEqual(new Set([0, 1]));
    await stop();
  });

  it.each([
    ['antminer-u1', 'block-erupter', 'wrongModel'],
    ['block-erupter', 'antminer-u1', 'wrongModel'],
  ] as const)('does not take a %s for a %s', async (model, behind, code) => {
    const { stick, binding, start } = practiceIcarus(model, behind);
    await expect(start()).rejects.toMatchObject({ code });
    expect(stick.status).toMatchObject({ phase: 'failed', error: { code } });
    expect(binding.openCount).toBe(0);
  });

  it('says that nobody answers', async () => {
    const { device, start } = practiceIcarus('antminer-u2');
    device.silent = true;
    await expect(start()).rejects.toMatchObject({ code: 'noChips' });
  });

  it('fails with the cause of a port that does not open', async () => {
    const { binding, start } = practiceIcarus('icarus');
    binding.faults.openError = new Error('Error Resource temporarily unavailable Cannot lock port');
    await expect(start()).rejects.toMatchObject({ code: 'portBusy' });
  });

  it.each([20, 300, 900])('can be stopped after %i ms', async (afterMs) => {
    const { stick, device, clock, binding, stop } = practiceIcarus('antminer-u3');
    const starting = stick.start().catch((error: unknown) => error);
    await clock.advance(afterMs);
    await stop();
    expect(await starting).toBeInstanceOf(Error);
    expect(stick.status.phase).toBe('stopped');
    expect(binding.openCount).toBe(0);
    device.stop();
    expect(clock.armed).toBe(0);
  });
});

const MODELS: readonly (readonly [SimulatedIcarus, number, number])[] = [
  ['block-erupter', 1000, 336e6],
  ['icarus', 1000, 380e6],
  ['antminer-u1', 200, 1.6e9],
  ['antminer-u3', 10, 70.3e9],
];

describe('mining', () => {
  it.each(MODELS)(
    'a %s gives as many true nonces as its speed promises',
    async (model, seconds, hashrateHs) => {
      const { stick, clock, nonces, start, stop } = practiceIcarus(model);
      await start();
      stick.setFeed(feedOf(JOB));
      await clock.advance(seconds * SECOND_MS);
      const expected = (seconds * hashrateHs) / 2 ** 32;
      expect(Math.abs(nonces.length - expected)).toBeLessThan(5 * Math.sqrt(expected));
      for (const nonce of nonces) {
        expect(checkNonce({ ...nonce, ticketDifficulty: 1 }, CHAIN).kind).not.toBe('hardwareError');
        expect(nonce).toMatchObject({ ticketDifficulty: 1, versionIndex: 0 });
      }
      expect(stick.status).toMatchObject({
        phase: 'mining',
        counters: { nonces: nonces.length, duplicates: 0, hardwareErrors: 0, orphanNonces: 0, badFrames: 0 },
      });
      await stop();
    },
  );

  it('gives new work before the old is used up, and at once when there is newer', async () => {
    const { stick, clock, device, start, stop } = practiceIcarus('block-erupter');
    await start();
    stick.setFeed(feedOf(JOB));
    await clock.advance(12_600);
    expect(stick.status.counters.worksSent).toBe(1);
    expect(device.isHashing).toBe(true);
    await clock.advance(40);
    expect(stick.status.counters.worksSent).toBe(2);
    stick.pullNow();
    expect(stick.status.counters.worksSent).toBe(3);
    await stop();
  });

  it('takes another work when an Icarus has stopped at a nonce', async () => {
    const { stick, clock, nonces, start, stop } = practiceIcarus('icarus');
    await start();
    stick.setFeed(feedOf(JOB));
    await clock.advance(100 * SECOND_MS);
    expect(stick.status.counters.worksSent).toBeGreaterThan(nonces.length);
    expect(stick.status.counters.worksSent).toBeLessThanOrEqual(nonces.length + 1 + 100 / 11.152);
    await stop();
  });

  it('finds out how fast a device is that nobody tells the speed of', async () => {
    const { stick, clock, device, start, stop } = practiceIcarus('avalon-nano');
    await start();
    expect(stick.status.expectedHs).toBeCloseTo(380e6, -6);
    stick.setFeed(feedOf(JOB));
    await clock.advance(300 * SECOND_MS);
    const measured = (stick.status.expectedHs ?? 0) / device.hashrateHs;
    expect(measured).toBeGreaterThan(0.8);
    expect(measured).toBeLessThan(1.2);
    await stop();
  });

  it('sets another clock while it mines, and sends nothing meanwhile', async () => {
    const { stick, clock, device, nonces, start, stop } = practiceIcarus('antminer-u1');
    await start();
    stick.setFeed(feedOf(JOB));
    await clock.advance(5 * SECOND_MS);
    stick.setTargetFrequency(9000);
    const sent = stick.status.counters.worksSent;
    await clock.advance(400);
    expect(stick.status.counters.worksSent).toBe(sent);
    await clock.advance(SECOND_MS);
    expect(device.frequencyMhz).toBe(500);
    expect(stick.status.targetFrequencyMhz).toBe(500);
    expect(stick.status.expectedHs).toBeCloseTo(4e9, -3);
    const before = nonces.length;
    await clock.advance(20 * SECOND_MS);
    expect(nonces.length - before).toBeGreaterThan(5);
    await stop();
  });

  it('lets a Block Erupter be idle for three seconds, to be seen', async () => {
    const { stick, clock, device, start, stop } = practiceIcarus('block-erupter');
    await start();
    stick.setFeed(feedOf(JOB));
    stick.blink();
    await clock.advance(12_632 + 2990);
    expect(stick.status.counters.worksSent).toBe(1);
    expect(device.isHashing).toBe(false);
    await clock.advance(20);
    expect(stick.status.counters.worksSent).toBe(2);
    await stop();
  });

  it('sends no more without a feed', async () => {
    const { stick, clock, device, start, stop } = practiceIcarus('antminer-u1');
    await start();
    stick.setFeed(feedOf(JOB));
    await clock.advance(5 * SECOND_MS);
    stick.setFeed(null);
    const sent = stick.status.counters.worksSent;
    await clock.advance(60 * SECOND_MS);
    expect(stick.status).toMatchObject({ phase: 'mining', counters: { worksSent: sent } });
    expect(device.isHashing).toBe(false);
    await stop();
  });
});

describe('trouble', () => {
  it.each([
    ['split reads', () => ({ readLimit: () => 1 }), null],
    ['lost bytes', null, { lostChance: 0.03, doubledChance: 0, noiseChance: 0 }],
    ['doubled bytes', null, { lostChance: 0, doubledChance: 0.03, noiseChance: 0 }],
    ['noise', null, { lostChance: 0, doubledChance: 0, noiseChance: 0.03 }],
  ])('survives %s', async (_, faults, lineFaults) => {
    const { stick, clock, binding, device, nonces, start, stop } = practiceIcarus('antminer-u3');
    await start();
    Object.assign(binding.faults, faults?.() ?? {});
    if (lineFaults !== null) device.lineFaults = lineFaults;
    stick.setFeed(feedOf(JOB));
    await clock.advance(30 * SECOND_MS);
    const { counters } = stick.status;
    // 5 bytes an answer: at 3 % a byte 86 % of them stay whole.
    expect(nonces.length).toBeGreaterThan(0.75 * device.counters.nonces);
    if (lineFaults === null) expect(nonces.length).toBe(device.counters.nonces);
    else expect(counters.badFrames).toBeGreaterThan(0);
    for (const nonce of nonces) expect(checkNonce(nonce, CHAIN).kind).not.toBe('hardwareError');
    expect(counters.nonces).toBe(nonces.length);
    await stop();
  });

  it('counts wrong nonces as errors of the device', async () => {
    const { stick, clock, device, nonces, start, stop } = practiceIcarus('antminer-u1');
    await start();
    device.errorChance = 0.5;
    stick.setFeed(feedOf(JOB));
    await clock.advance(120 * SECOND_MS);
    expect(stick.status.counters.hardwareErrors).toBeGreaterThan(5);
    expect(nonces.length).toBeGreaterThan(5);
    await stop();
  });

  it('opens its port anew when its chips are to be reset, and hashes on', async () => {
    const { stick, clock, device, nonces, start, stop } = practiceIcarus('antminer-u1');
    await start();
    stick.setFeed(feedOf(JOB));
    await clock.advance(10 * SECOND_MS);
    const phases: StickPhase[] = [];
    stick.on('changed', () => {
      if (phases.at(-1) !== stick.status.phase) phases.push(stick.status.phase);
    });
    device.speedFactor = 0;
    await clock.advance(90 * SECOND_MS);
    device.speedFactor = 1;
    const before = nonces.length;
    void stick.resetChips();
    await clock.advance(30 * SECOND_MS);
    expect(phases).toEqual(['opening', 'counting', 'configuring', 'mining']);
    expect(stick.status.counters.resets).toBe(1);
    expect(nonces.length).toBeGreaterThan(before);
    await stop();
  });

  it('tells how long it may be silent: thirty ranges', async () => {
    const { stick, start, stop } = practiceIcarus('antminer-u1');
    await start();
    const rangeMs = (2 ** 32 / (stick.status.expectedHs ?? 1)) * 1000;
    expect((stick.status.silenceLimitMs ?? 0) / rangeMs).toBeCloseTo(30, 0);
    await stop();
  });

  it('says so when it does not answer after the port was opened anew', async () => {
    const { stick, clock, device, start } = practiceIcarus('antminer-u3');
    await start();
    stick.setFeed(feedOf(JOB));
    await clock.advance(5 * SECOND_MS);
    device.frozen = true;
    const refused = expect(stick.resetChips()).rejects.toMatchObject({ code: 'noChips' });
    await clock.advance(20 * SECOND_MS);
    await refused;
    expect(stick.status).toMatchObject({
      phase: 'failed',
      error: { code: 'noChips' },
      counters: { resets: 1 },
    });
  });

  it('is unplugged', async () => {
    const { stick, clock, simulated, start } = practiceIcarus('antminer-u1');
    await start();
    stick.setFeed(feedOf(JOB));
    await clock.advance(SECOND_MS);
    simulated.unplug('demo:1');
    await clock.advance(2 * SECOND_MS);
    expect(stick.status).toMatchObject({ phase: 'failed', error: { code: 'unplugged' } });
    expect(clock.armed).toBe(0);
  });

  it('bears a device that talks garbage for ever', async () => {
    const { stick, clock, device, start, stop } = practiceIcarus('block-erupter');
    await start();
    stick.setFeed(feedOf(JOB));
    for (let turn = 0; turn < 100; turn += 1) {
      device.makeNoise(50);
      await clock.advance(50);
    }
    expect(stick.status.phase).toBe('mining');
    await clock.advance(200);
    expect(stick.status.counters.badFrames).toBeGreaterThan(0);
    await stop();
  });
});
