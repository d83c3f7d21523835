import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { batteryPower } from '../../../electron/meter/battery-power.ts';
import { RaplMeter } from '../../../electron/meter/rapl-meter.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';

describe('batteryPower', () => {
  const draining = {
    hasBattery: true,
    isCharging: false,
    acConnected: false,
    currentCapacity: 40_000,
    capacityUnit: 'mWh',
    timeRemaining: 120,
  };

  it('is capacity over time left', () => {
    expect(batteryPower(draining)).toEqual({ powerW: 20, reason: null });
  });

  it.each([
    [{ hasBattery: false }, 'noPowerSensor'],
    [{ isCharging: true }, 'onMains'],
    [{ acConnected: true }, 'onMains'],
    [{ timeRemaining: null }, 'noPowerSensor'],
    [{ timeRemaining: 0 }, 'noPowerSensor'],
    [{ currentCapacity: 0 }, 'noPowerSensor'],
    [{ capacityUnit: 'mAh' }, 'noPowerSensor'],
    [{ timeRemaining: 1 }, 'noPowerSensor'],
  ])('is unknown with %j', (change, reason) => {
    expect(batteryPower({ ...draining, ...change })).toEqual({ powerW: null, reason });
  });
});

describe('RaplMeter', () => {
  function powercap(): {
    readonly dir: string;
    readonly set: (id: string, name: string, energyUj: number) => void;
  } {
    const dir = mkdtempSync(join(tmpdir(), 'hashwatt-rapl-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const set = (id: string, name: string, energyUj: number): void => {
      mkdirSync(join(dir, id), { recursive: true });
      writeFileSync(join(dir, id, 'name'), `${name}\n`);
      writeFileSync(join(dir, id, 'energy_uj'), `${energyUj}\n`);
      writeFileSync(join(dir, id, 'max_energy_range_uj'), '262143328850\n');
    };
    return { dir, set };
  }

  it('adds the packages up, not their parts, and survives the counter starting again', async () => {
    const { dir, set } = powercap();
    const clock = new ManualClock();
    const meter = new RaplMeter({ clock, powercapDir: dir });
    set('intel-rapl:0', 'package-0', 262_143_328_850 - 100e6);
    set('intel-rapl:0:0', 'core', 1);
    set('intel-rapl:1', 'package-1', 0);
    expect(await meter.read()).toEqual({ powerW: null, reason: 'firstReading' });
    await clock.advance(30_000);
    set('intel-rapl:0', 'package-0', 200e6);
    set('intel-rapl:0:0', 'core', 900e6);
    set('intel-rapl:1', 'package-1', 600e6);
    expect(await meter.read()).toEqual({ powerW: 30, reason: 'cpuOnly' });
    await clock.advance(601_000);
    expect(await meter.read()).toEqual({ powerW: null, reason: 'firstReading' });
  });

  it('takes the whole platform where the firmware knows it', async () => {
    const { dir, set } = powercap();
    const clock = new ManualClock();
    const meter = new RaplMeter({ clock, powercapDir: dir });
    for (const energyUj of [0, 450e6]) {
      set('intel-rapl:0', 'package-0', energyUj / 3);
      set('intel-rapl:1', 'psys', energyUj);
      await meter.read();
      await clock.advance(30_000);
    }
    set('intel-rapl:1', 'psys', 900e6);
    expect(await meter.read()).toEqual({ powerW: 15, reason: null });
  });

  it('says so when there is nothing', async () => {
    const clock = new ManualClock();
    const missing = new RaplMeter({ clock, powercapDir: join(tmpdir(), 'hashwatt-no-such-folder') });
    expect(await missing.read()).toEqual({ powerW: null, reason: 'noPowerSensor' });
    const empty = new RaplMeter({ clock, powercapDir: powercap().dir });
    expect(await empty.read()).toEqual({ powerW: null, reason: 'noPowerSensor' });
  });
});
