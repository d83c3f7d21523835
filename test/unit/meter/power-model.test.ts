import { describe, expect, it } from 'vitest';
import { modelledPowerW } from '../../../electron/meter/power-model.ts';

describe('modelledPowerW', () => {
  it('meets its reference points', () => {
    expect(modelledPowerW({ model: 'compac-f', frequencyMhz: 446, chipCount: 1 })).toBeCloseTo(13, 6);
    expect(modelledPowerW({ model: 'newpac', frequencyMhz: 197, chipCount: 2 })).toBeCloseTo(6, 6);
    expect(modelledPowerW({ model: 'compac-a2', frequencyMhz: 300, chipCount: 1 })).toBeCloseTo(11, 6);
    expect(modelledPowerW({ model: 'block-erupter', frequencyMhz: 336, chipCount: 1 })).toBe(2);
    expect(modelledPowerW({ model: 'antminer-u2', frequencyMhz: 0, chipCount: 1 })).toBe(2);
  });

  it('is near the watts another board gives for the same chip', () => {
    const bitaxeMaxW = 12;
    const modelledW = modelledPowerW({ model: 'compac-f', frequencyMhz: 425, chipCount: 1 }) ?? 0;
    expect(Math.abs(modelledW - bitaxeMaxW) / bitaxeMaxW).toBeLessThan(0.05);
  });

  it('follows the clock and the chips that answered', () => {
    const at = (frequencyMhz: number, chipCount: number | null): number =>
      modelledPowerW({ model: 'r909', frequencyMhz, chipCount }) ?? Number.NaN;
    expect(at(450, null)).toBe(at(450, 6));
    expect(at(450, 5)).toBeLessThan(at(450, 6));
    expect(at(400, 6)).toBeLessThan(at(450, 6));
    expect(at(0, 6)).toBe(3);
  });

  it('does not guess', () => {
    expect(modelledPowerW({ model: 'antminer-u3', frequencyMhz: 225, chipCount: 4 })).toBeNull();
    expect(modelledPowerW({ model: 'compac', frequencyMhz: 150, chipCount: 1 })).toBeNull();
    expect(modelledPowerW({ model: 'compac-f', frequencyMhz: null, chipCount: 1 })).toBeNull();
  });
});
