import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnergyIntegrator, type PowerSample } from '../../../electron/meter/energy-integrator.ts';

const NOTHING = { energyWh: null, coveredMs: 0, uncoveredMs: 0 };

describe('EnergyIntegrator', () => {
  it('turns watts into watt-hours by the mean of two samples', () => {
    const meter = new EnergyIntegrator();
    expect(meter.add({ monoMs: 5_000, powerW: 10 })).toEqual(NOTHING);
    expect(meter.add({ monoMs: 6_000, powerW: 20 })).toEqual({
      energyWh: 15 / 3600,
      coveredMs: 1_000,
      uncoveredMs: 0,
    });
    expect(meter.add({ monoMs: 16_000, powerW: 20 }).energyWh).toBeCloseTo(200 / 3600, 12);
  });

  it('leaves gaps as gaps', () => {
    const meter = new EnergyIntegrator();
    meter.add({ monoMs: 0, powerW: 10 });
    expect(meter.add({ monoMs: 10_001, powerW: 10 })).toEqual({ ...NOTHING, uncoveredMs: 10_001 });
    expect(meter.add({ monoMs: 11_001, powerW: null })).toEqual({ ...NOTHING, uncoveredMs: 1_000 });
    expect(meter.add({ monoMs: 12_001, powerW: 10 })).toEqual({ ...NOTHING, uncoveredMs: 1_000 });
    expect(meter.add({ monoMs: 13_001, powerW: 0 }).energyWh).toBeCloseTo(5 / 3600, 12);
    expect(meter.add({ monoMs: 13_001, powerW: 99 })).toEqual(NOTHING);
  });

  it('accounts for all time once, whatever the samples', () => {
    const sample = fc.record({
      stepMs: fc.integer({ min: 0, max: 20_000 }),
      powerW: fc.option(fc.integer({ min: 0, max: 500 })),
    });
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const meter = new EnergyIntegrator();
        let monoMs = 0;
        let firstMs: number | null = null;
        let [covered, uncovered, energyWh] = [0, 0, 0];
        for (const { stepMs, powerW } of samples) {
          monoMs += stepMs;
          firstMs ??= monoMs;
          const step = meter.add({ monoMs, powerW } satisfies PowerSample);
          covered += step.coveredMs;
          uncovered += step.uncoveredMs;
          energyWh += step.energyWh ?? 0;
          expect(step.energyWh === null).toBe(step.coveredMs === 0);
        }
        expect(covered + uncovered).toBe(monoMs - (firstMs ?? monoMs));
        expect(energyWh).toBeLessThanOrEqual((500 * covered) / 3_600_000 + 1e-9);
      }),
    );
  });
});
