import { describe, expect, it } from 'vitest';
import { checkNonce } from '../../../electron/core/share-check.ts';
import type { StickPhase } from '../../../electron/device/stick.ts';
import { CHAIN, feedOf, jobOf, PATH, practiceStick, settled } from './practice-stick.ts';

const SECOND_MS = 1000;

describe('bring-up', () => {
  it('resets, counts, sets up and is ready, in this order', async () => {
    const { stick, start, stop } = practiceStick();
    const phases: StickPhase[] = [];
    stick.on('changed', () => {
      if (phases.at(-1) !== stick.status.phase) phases.push(stick.status.phase);
    });
    await start();
    expect(phases).toEqual(['opening', 'resetting', 'counting', 'configuring', 'ramping']);
    expect(stick.status).toMatchObject({
      chipCount: 1,
      expectedChipCount: 1,
      targetFrequencyMhz: 200,
      frequencyMhz: 200,
      baudRate: 1_500_000,
      ticketDifficulty: 16,
      expectedHs: 105e9,
      error: null,
    });
    await stop();
  });

  it('a clock asked for while it comes up holds afterwards', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick();
    clock.after(500, () => stick.setTargetFrequency(150));
    await start();
    stick.setFeed(feedOf(jobOf(16)));
    await clock.advance(5 * SECOND_MS);
    expect(simulated.chipsAt(PATH).frequencyMhz).toBe(150);
    expect(stick.status).toMatchObject({ frequencyMhz: 150, targetFrequencyMhz: 150 });
    await stop();
  });

  it('knows all six chips of an R909 and its ticket', async () => {
    const { stick, start, stop } = practiceStick({ model: 'r909', targetMhz: 450 });
    await start();
    expect(stick.status).toMatchObject({ chipCount: 6, ticketDifficulty: 64, frequencyMhz: 400 });
    await stop();
  });

  it('finds chips that the last session left at 1.5 Mbaud, without a reset line', async () => {
    const { stick, simulated, start, stop } = practiceStick({ hasResetLine: false });
    const chips = simulated.chipsAt(PATH);
    chips.receive(Uint8Array.from(Buffer.from('55aa5109001800006131' + '1c', 'hex')));
    expect(chips.baudRate).toBe(1_562_500);
    await start();
    expect(stick.status).toMatchObject({ chipCount: 1, baudRate: 1_500_000 });
    await stop();
  });

  it('stays at 115,200 baud where the stick is not heard above it', async () => {
    const { stick, binding, clock, nonces, start, stop } = practiceStick();
    binding.faults.onlyBaudRate = 115_200;
    await start();
    expect(stick.status).toMatchObject({ baudRate: 115_200, chipCount: 1 });
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(10 * SECOND_MS);
    expect(nonces.length).toBeGreaterThan(3);
    await stop();
  });

  it('says so where an R909 is not heard at its run rate', async () => {
    const { binding, start, stick } = practiceStick({ model: 'r909' });
    binding.faults.onlyBaudRate = 115_200;
    await expect(start()).rejects.toMatchObject({ code: 'silent' });
    expect(stick.status.phase).toBe('failed');
  });

  it('asks for a re-plug where nobody answers and nothing can be reset', async () => {
    const { simulated, start, binding } = practiceStick({ hasResetLine: false });
    simulated.chipsAt(PATH).silent = true;
    await expect(start()).rejects.toMatchObject({ code: 'needsResetLine' });
    expect(binding.openCount).toBe(0);
  });

  it('names the missing chips where a reset does not help', async () => {
    const { simulated, start } = practiceStick();
    simulated.chipsAt(PATH).silent = true;
    await expect(start()).rejects.toMatchObject({ code: 'noChips', subject: PATH });
  });

  it('mines with the chips that answer', async () => {
    const { stick, simulated, start, stop, logged } = practiceStick({ model: 'r909' });
    simulated.chipsAt(PATH).setLiveChips(4);
    await start();
    expect(stick.status).toMatchObject({ chipCount: 4, expectedChipCount: 6 });
    expect(logged.some(({ level, message }) => level === 'warn' && message === 'Chips are missing')).toBe(
      true,
    );
    await stop();
  });

  it('fails with the cause of a port that does not open', async () => {
    const { stick, binding, start } = practiceStick();
    binding.faults.openError = new Error('Error Resource temporarily unavailable Cannot lock port');
    await expect(start()).rejects.toMatchObject({ code: 'portBusy' });
    expect(stick.status).toMatchObject({ phase: 'failed', error: { code: 'portBusy' } });
  });

  it.each([
    [500, 'resetting'],
    [1500, 'configuring'],
  ])('can be stopped after %i ms, while it is %s', async (afterMs, phase) => {
    const { stick, clock, binding, stop } = practiceStick();
    const starting = stick.start().catch((error: unknown) => error);
    await clock.advance(afterMs);
    expect(stick.status.phase).toBe(phase);
    await stop();
    expect(clock.monotonicMs()).toBeLessThan(afterMs + 5000);
    expect(await starting).toBeInstanceOf(Error);
    expect(stick.status.phase).toBe('stopped');
    expect(binding.openCount).toBe(0);
    expect(clock.armed).toBe(0);
  });
});

describe('mining', () => {
  it('gives only nonces that solve their work at the ticket difficulty', async () => {
    const { stick, clock, nonces, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(20 * SECOND_MS);
    expect(nonces.length).toBeGreaterThan(10);
    for (const nonce of nonces) {
      expect(nonce.ticketDifficulty).toBe(16);
      expect(checkNonce(nonce, CHAIN).shareDifficulty).toBeGreaterThanOrEqual(15.9);
    }
    expect(stick.status.counters).toMatchObject({
      nonces: nonces.length,
      hardwareErrors: 0,
      orphanNonces: 0,
      badFrames: 0,
    });
    expect(stick.status.phase).toBe('mining');
    await stop();
  });

  it('sends new work within the time the chips need for the old', async () => {
    const { stick, clock, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    const before = stick.status.counters.worksSent;
    await clock.advance(SECOND_MS);
    // 63.9 ms a work item of four midstates at 200 MHz.
    expect(stick.status.counters.worksSent - before).toBeGreaterThanOrEqual(15);
    expect(stick.status.counters.worksSent - before).toBeLessThanOrEqual(17);
    await stop();
  });

  it('sends at once when there is newer work', async () => {
    const { stick, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    const before = stick.status.counters.worksSent;
    stick.pullNow();
    expect(stick.status.counters.worksSent).toBe(before + 1);
    await stop();
  });

  it('asks the chips for easier nonces when the pool wants easier shares', async () => {
    const { stick, clock, simulated, nonces, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(2)));
    await clock.advance(SECOND_MS);
    expect(stick.status.ticketDifficulty).toBe(2);
    expect(simulated.chipsAt(PATH).ticketDifficulty).toBe(2);
    await clock.advance(5 * SECOND_MS);
    expect(nonces.length).toBeGreaterThan(20);
    await stop();
  });

  it('writes the ticket mask again when easier nonces come', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(100);
    const chips = simulated.chipsAt(PATH);
    // A mask of difficulty 1, as if the write had been lost.
    chips.receive(Uint8Array.from(Buffer.from('55aa5109001400000000' + '0a', 'hex')));
    chips.receive(Uint8Array.from(Buffer.from('55aa5109001400000000' + '05', 'hex')));
    for (let crc = 0; crc < 32; crc += 1) {
      chips.receive(Uint8Array.from([...Buffer.from('55aa5109001400000000', 'hex'), crc]));
    }
    expect(chips.ticketDifficulty).toBe(1);
    await clock.advance(10 * SECOND_MS);
    expect(chips.ticketDifficulty).toBe(16);
    expect(stick.status.ticketDifficulty).toBe(16);
    await stop();
  });

  it('survives noise, splits and lost bytes, and counts them', async () => {
    const { stick, clock, binding, simulated, nonces, start, stop } = practiceStick();
    await start();
    binding.faults.readLimit = () => 1;
    simulated.chipsAt(PATH).lineFaults = { lostChance: 0.02, doubledChance: 0.02, noiseChance: 0.02 };
    stick.setFeed(feedOf(jobOf(2)));
    await clock.advance(20 * SECOND_MS);
    expect(nonces.length).toBeGreaterThan(20);
    expect(stick.status.counters.badFrames).toBeGreaterThan(0);
    for (const nonce of nonces) expect(checkNonce(nonce, CHAIN).kind).not.toBe('hardwareError');
    await stop();
  });

  it('climbs to the target while nonces prove each step', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick({ model: 'r909', targetMhz: 420 });
    await start();
    stick.setFeed(feedOf(jobOf(100_000)));
    await clock.advance(40 * SECOND_MS);
    expect(stick.status).toMatchObject({ phase: 'mining', frequencyMhz: 420, targetFrequencyMhz: 420 });
    expect(simulated.chipsAt(PATH).frequencyMhz).toBe(420);
    stick.setTargetFrequency(300);
    await clock.advance(3 * SECOND_MS);
    expect(stick.status).toMatchObject({ phase: 'mining', frequencyMhz: 300, targetFrequencyMhz: 300 });
    await stop();
  }, 60_000);
});

describe('rest', () => {
  it('stops sending and switches the clock off when there is no feed', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(SECOND_MS);
    stick.setFeed(null);
    const sent = stick.status.counters.worksSent;
    await clock.advance(SECOND_MS);
    expect(stick.status.counters.worksSent).toBe(sent);
    expect(simulated.chipsAt(PATH).frequencyMhz).toBe(0);
    expect(stick.status).toMatchObject({ frequencyMhz: 0, expectedHs: 0 });
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(SECOND_MS);
    expect(simulated.chipsAt(PATH).frequencyMhz).toBe(200);
    expect(stick.status.counters.worksSent).toBeGreaterThan(sent);
    await stop();
  });

  it('sends no work to chips whose clock is off: the first of a job would be searched by nobody', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(SECOND_MS);
    stick.setFeed(null);
    await clock.advance(SECOND_MS);
    const { next } = feedOf(jobOf(1000));
    const clocksMhz: number[] = [];
    stick.setFeed({
      next: () => {
        clocksMhz.push(simulated.chipsAt(PATH).frequencyMhz);
        return next();
      },
    });
    await clock.advance(SECOND_MS);
    expect(clocksMhz.length).toBeGreaterThan(5);
    expect(Math.min(...clocksMhz)).toBeGreaterThan(0);
    await stop();
  });

  it('does not leave chips running that nobody gives work', async () => {
    const { clock, simulated, start, stop } = practiceStick();
    await start();
    await clock.advance(8 * SECOND_MS);
    expect(simulated.chipsAt(PATH).frequencyMhz).toBe(0);
    await stop();
  });

  it('keeps sending through a pause that ends before the clock is off', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick();
    await start();
    const feed = feedOf(jobOf(1000));
    stick.setFeed(feed);
    await clock.advance(SECOND_MS);
    stick.setFeed(null);
    stick.setFeed(feed);
    await clock.advance(SECOND_MS);
    expect(simulated.chipsAt(PATH).frequencyMhz).toBe(200);
    expect(stick.status.expectedHs).toBe(105e9);
    await stop();
  });
});

describe('trouble', () => {
  it('says that it is silent, and mines on once its chips are reset', async () => {
    const { stick, clock, simulated, nonces, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(12 * SECOND_MS);
    simulated.chipsAt(PATH).frozen = true;
    let hasStalled = false;
    stick.on('changed', () => {
      hasStalled ||= stick.status.phase === 'stalled' && stick.status.error?.code === 'silent';
    });
    await clock.advance(40 * SECOND_MS);
    expect(hasStalled).toBe(true);
    expect(stick.status).toMatchObject({ phase: 'stalled', counters: { resets: 0 } });
    void stick.resetChips();
    await clock.advance(5 * SECOND_MS);
    expect(stick.status.counters.resets).toBe(1);
    const before = nonces.length;
    await clock.advance(10 * SECOND_MS);
    expect(nonces.length).toBeGreaterThan(before);
    expect(stick.status.error).toBeNull();
    await stop();
  });

  it('fails when a reset brings nothing back', async () => {
    const { stick, clock, simulated, binding, start } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(12 * SECOND_MS);
    simulated.chipsAt(PATH).silent = true;
    const refused = expect(stick.resetChips()).rejects.toMatchObject({ code: 'noChips' });
    await clock.advance(60 * SECOND_MS);
    await refused;
    expect(stick.status).toMatchObject({ phase: 'failed', error: { code: 'noChips' } });
    expect(binding.openCount).toBe(0);
    expect(clock.armed).toBeLessThanOrEqual(1);
  });

  it('fails at once when it is pulled out, and stops cleanly then', async () => {
    const { stick, clock, simulated, start, stop } = practiceStick();
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(SECOND_MS);
    simulated.unplug(PATH);
    await clock.advance(50);
    expect(stick.status).toMatchObject({ phase: 'failed', error: { code: 'unplugged' } });
    await stop();
    expect(stick.status.phase).toBe('stopped');
    expect(clock.armed).toBe(0);
  });
});

describe('stop', () => {
  it('leaves chips without a clock at 115,200 baud and no timer behind', async () => {
    const { stick, clock, simulated, binding, start } = practiceStick({ hasResetLine: false });
    await start();
    stick.setFeed(feedOf(jobOf(1000)));
    await clock.advance(SECOND_MS);
    const beganMs = clock.monotonicMs();
    await settled(clock, Promise.all([stick.stop(), stick.stop()]));
    expect(clock.monotonicMs() - beganMs).toBeLessThan(5000);
    const chips = simulated.chipsAt(PATH);
    expect(chips.frequencyMhz).toBe(0);
    expect(Math.round(chips.baudRate)).toBe(115_741);
    expect(binding.openCount).toBe(0);
    expect(stick.status).toMatchObject({ phase: 'stopped', baudRate: null });
    chips.stop();
    expect(clock.armed).toBe(0);
  });

  it('takes no longer than five seconds of a port that takes nothing', async () => {
    const { stick, clock, binding, start } = practiceStick();
    await start();
    binding.faults.slowWrite = () => new Promise(() => {});
    const beganMs = clock.monotonicMs();
    await settled(clock, stick.stop());
    expect(clock.monotonicMs() - beganMs).toBeLessThanOrEqual(5020);
    expect(stick.status.phase).toBe('stopped');
  });

  it('works on a stick that was never started', async () => {
    const { stick, clock } = practiceStick();
    await settled(clock, stick.stop());
    expect(stick.status.phase).toBe('stopped');
    await expect(settled(clock, stick.start())).rejects.toThrow();
  });
});
