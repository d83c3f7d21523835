import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOfChip, chipOfAddress } from '../../../electron/device/bm13xx/addressing.ts';
import { nextJobId } from '../../../electron/device/bm13xx/job-ring.ts';
import { espClockSteps } from '../../../electron/device/bm13xx/pll.ts';
import { ratesOf, waitFactorOf } from '../../../electron/device/bm13xx/rates.ts';
import { gekkoTicketDifficulty, ticketMaskOf } from '../../../electron/device/bm13xx/ticket.ts';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { chipOfNonce } from '../../../electron/device/bm1397/chip-of-nonce.ts';
import { ESP_JOB_IDS, GEKKO_JOB_IDS } from '../../../electron/device/bm1397/job-ids.ts';
import { espPll, frequencyOfPll, gekkoPll, PLL_OFF } from '../../../electron/device/bm1397/pll.ts';
import {
  baudOfDivider,
  baudRegisterValue,
  hashrateOfRegister,
} from '../../../electron/device/bm1397/registers.ts';

describe('PLL', () => {
  it('gives at least what was asked for, by less than a step, and says what it gives', () => {
    fc.assert(
      fc.property(fc.double({ min: 100, max: 800, noNaN: true }), (mhz) => {
        const setting = gekkoPll(mhz, BM1397);
        expect(setting.frequencyMhz).toBeGreaterThanOrEqual(mhz - 1e-9);
        expect(setting.frequencyMhz - mhz).toBeLessThan(BM1397.stepMhz);
        expect(frequencyOfPll(setting.value)).toBeCloseTo(setting.frequencyMhz, 9);
      }),
    );
  });

  it('moves a wish into the limits and switches off', () => {
    expect(gekkoPll(1, BM1397).frequencyMhz).toBe(100);
    expect(gekkoPll(2000, BM1397).frequencyMhz).toBe(800);
    expect(frequencyOfPll(PLL_OFF.value)).toBe(0);
    expect(frequencyOfPll(0)).toBeNull();
  });

  it('finds what ESP-Miner finds, and nothing where nothing fits', () => {
    expect(espPll(425, 60, 200)?.value.toString(16)).toBe('40440221');
    expect(espPll(5000, 60, 200)).toBeNull();
    expect(espPll(425, 2000, 3000)).toBeNull();
  });

  it('ramps through multiples of 6.25 to the exact target, both ways', () => {
    const steps = (fromMhz: number, toMhz: number): readonly (readonly [number, number])[] =>
      espClockSteps(fromMhz, toMhz).map(({ frequencyMhz, restMs }) => [frequencyMhz, restMs]);
    expect(steps(50, 70)).toEqual([
      [56.25, 100],
      [62.5, 100],
      [68.75, 100],
      [70, 0],
    ]);
    expect(steps(70, 50)).toEqual([
      [68.75, 100],
      [62.5, 100],
      [56.25, 100],
      [50, 100],
    ]);
    expect(steps(525, 525)).toEqual([]);
    // A multiple of the step that is no ramp: written once, and nothing waits.
    expect(steps(485, 487.5)).toEqual([[487.5, 0]]);
  });
});

describe('registers', () => {
  it('reverses the bits of each byte of a ticket mask', () => {
    expect(ticketMaskOf(16)).toEqual({ difficulty: 16, value: 0xf0 });
    expect(ticketMaskOf(64)).toEqual({ difficulty: 64, value: 0xfc });
    expect(ticketMaskOf(512)).toEqual({ difficulty: 512, value: 0x80ff });
    expect(ticketMaskOf(0.1)).toEqual({ difficulty: 1, value: 0 });
  });

  it('allows a stick a ticket by its size and by the wish', () => {
    expect(gekkoTicketDifficulty(0, 672)).toBe(16);
    expect(gekkoTicketDifficulty(0, 2 * 672)).toBe(32);
    expect(gekkoTicketDifficulty(0, 6 * 672)).toBe(64);
    expect(gekkoTicketDifficulty(5.9, 6 * 672)).toBe(4);
    expect(gekkoTicketDifficulty(0.5, 672)).toBe(1);
  });

  it('knows the UART dividers', () => {
    expect(baudOfDivider(1)).toBe(1_562_500);
    expect(baudRegisterValue(26)).toBe(0x7a31);
    expect(baudRegisterValue(1)).toBe(0x6131);
  });

  it('tells an unknown hashrate from none', () => {
    expect(hashrateOfRegister(0x0004f588)).toBe(0x0004f588 * 2 ** 20);
    expect(hashrateOfRegister(0x80000000)).toBeNull();
    expect(hashrateOfRegister(0x007fffff)).toBeNull();
  });
});

describe('addresses', () => {
  it('finds the chip that an address was given to', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(), (count, pick) => {
        const index = pick % count;
        expect(chipOfAddress(addressOfChip(index, count), count)).toBe(index);
      }),
    );
  });

  it('finds the chip of a nonce within the chain', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 12 }),
        (nonce, count) => {
          const chip = chipOfNonce(nonce, count);
          expect(chip).toBeGreaterThanOrEqual(0);
          expect(chip).toBeLessThan(count);
        },
      ),
    );
    expect(chipOfNonce(Uint8Array.of(0, 63, 0, 0), 6)).toBe(5);
    expect(chipOfNonce(Uint8Array.of(0, 64, 0, 0), 6)).toBe(0);
    expect(chipOfNonce(Uint8Array.of(0, 21, 0, 0), 6)).toBe(2);
  });
});

describe('job ids', () => {
  const lap = (rule: typeof GEKKO_JOB_IDS): readonly number[] => {
    const ids = [0];
    for (let index = 0; index < 40; index += 1) ids.push(nextJobId(rule, ids.at(-1) ?? 0));
    return ids;
  };

  it('go round above 10 hex for GekkoScience and from 0 for ESP-Miner', () => {
    expect(lap(GEKKO_JOB_IDS).slice(30, 34)).toEqual([120, 124, 16, 20]);
    expect(lap(ESP_JOB_IDS).slice(30, 34)).toEqual([120, 124, 0, 4]);
    expect(lap(GEKKO_JOB_IDS).every((id) => id % 4 === 0)).toBe(true);
  });
});

describe('rates', () => {
  it('follow cores, clock and scale, and stop with the clock', () => {
    const input = {
      chip: BM1397,
      chipCount: 6,
      frequencyMhz: 450,
      hashScale: 1,
      midstateCount: 4,
      ticketDifficulty: 64,
      waitFactor: waitFactorOf('linux'),
    };
    const rates = ratesOf(input);
    expect(rates.expectedHs).toBe(6 * 450e6 * 672);
    expect(rates.maxTaskWaitMs).toBeCloseTo(4.734, 3);
    expect(rates.nonceLimitMs).toBeCloseTo(20 * rates.nonceExpectedMs, 9);
    const off = ratesOf({ ...input, frequencyMhz: 0 });
    expect(off.expectedHs).toBe(0);
    expect(off.nonceLimitMs).toBe(Number.POSITIVE_INFINITY);
    expect([waitFactorOf('win32'), waitFactorOf('darwin')]).toEqual([0.4, 0.3]);
  });
});
