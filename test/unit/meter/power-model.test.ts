import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelledPowerW } from '../../../electron/meter/power-model.ts';
import { POWER_ROWS } from '../../../electron/meter/power-rows.ts';

const watts = (
  model: string,
  frequencyMhz: number | null,
  more: { readonly coreMv?: number; readonly chipCount?: number } = {},
): number | null => modelledPowerW({ model, frequencyMhz, coreMv: null, chipCount: null, ...more });

const known = (...question: Parameters<typeof watts>): number => watts(...question) ?? Number.NaN;

describe('modelledPowerW', () => {
  it('meets the published figures', () => {
    expect(watts('bitaxe-gamma-raw', 525)).toBeCloseTo(19, 9);
    expect(watts('bitaxe-supra-hex-raw', 490)).toBeCloseTo(90, 9);
    expect(watts('bitaxe-max-raw', 425, { coreMv: 1400 })).toBeCloseTo(12, 9);
    expect(watts('block-erupter', 336)).toBe(2);
    expect(watts('antminer-u2', 0)).toBe(2);
  });

  it('meets each point of the data sheet, at its voltage and at none', () => {
    for (const [mhz, coreMv, chipW] of [
      [150, 600, 2.058],
      [250, 700, 4.62],
      [400, 800, 9.848],
    ] as const) {
      expect(watts('2pac', mhz, { coreMv })).toBeCloseTo(0.5 + 2 * chipW, 9);
      expect(watts('2pac', mhz)).toBeCloseTo(0.5 + 2 * chipW, 9);
    }
  });

  it('goes with the square of the voltage', () => {
    const idleW = known('bitaxe-gamma-raw', 0);
    const atW = (coreMv: number): number => known('bitaxe-gamma-raw', 525, { coreMv }) - idleW;
    expect(atW(1150 * 1.1) / atW(1150)).toBeCloseTo(1.21, 9);
  });

  it('follows the clock and the chips that answered', () => {
    expect(watts('r909', 450)).toBe(watts('r909', 450, { chipCount: 6 }));
    expect(known('r909', 450, { chipCount: 5 })).toBeLessThan(known('r909', 450));
    expect(watts('r909', 0)).toBe(3);
  });

  it('rises with the clock for every model, whatever its points', () => {
    const model = fc.constantFrom(...POWER_ROWS.map((row) => row.model));
    const mhz = fc.double({ min: 0, max: 900, noNaN: true });
    fc.assert(
      fc.property(model, mhz, mhz, (id, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map((at) =>
          known(id, at, { chipCount: 4 }),
        );
        expect(low).toBeLessThanOrEqual((high ?? 0) + 1e-9);
      }),
    );
  });

  it('does not guess', () => {
    expect(watts('antminer-u3', 225)).toBeNull();
    expect(watts('compac-f', null)).toBeNull();
    // Its chips are only known once counted.
    expect(watts('terminus', 150)).toBeNull();
    expect(known('terminus', 150, { chipCount: 9 })).toBeGreaterThan(18);
  });
});
