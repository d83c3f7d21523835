import { afterEach, describe, expect, it } from 'vitest';
import { SettingsPatch } from '../../../electron/contract/settings.ts';
import { createDemo, type Demo } from '../../../electron/practice/demo.ts';
import { hasSecondPort, SIMULATED_MODELS } from '../../../electron/practice/simulator/simulated-models.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { seededRandom } from './chip-host.ts';
import { RawMiner } from './raw-miner.ts';

const clock = new ManualClock();
let demo: Demo;

afterEach(async () => {
  await demo.stop();
  expect(clock.armed).toBe(0);
});

describe('demo', () => {
  it('brings sticks, a pool that answers, and settings that the contract takes', async () => {
    demo = await createDemo({
      chain: { kind: 'practice', bits: 26 },
      clock,
      random: seededRandom(9),
      log: silentLogger(),
      models: null,
    });
    expect(demo.sticks.map((stick) => stick.model)).toEqual(['compac-f', 'compac-f', 'r909']);
    expect((await demo.binding.list()).map((port) => port.path)).toEqual(
      demo.sticks.map((stick) => stick.path),
    );
    const settings = SettingsPatch.parse(demo.settings);
    expect(settings).toMatchObject({ currency: 'EUR', pricePerKwh: '0.30', btcPrice: '60000' });
    const [pool] = settings.pools ?? [];
    expect(pool?.url).toBe(demo.poolUrl);
    const miner = new RawMiner(Number(new URL(demo.poolUrl).port));
    expect((await miner.begin(pool?.user ?? '')).clean).toBe(true);
    await miner.close();
    for (const stick of demo.sticks) {
      expect(settings.sticks?.[`serial:${stick.serialNumber}` as never]).toMatchObject({
        name: expect.any(String),
      });
      expect(demo.resetLineFor(stick.path).kind).toBe('simulated');
    }
    await demo.stop();
  });

  it('plugs in and pulls out what makes the difference, and the n-th of a model is always the same', async () => {
    demo = await newDemo(['compac-f', 'gone-model']);
    const events: string[] = [];
    demo.watch({
      arrived: ({ path }) => void events.push(`+${path}`),
      left: ({ path }) => void events.push(`-${path}`),
    });
    demo.setSticks(['compac-f', 'qaxe', 'compac-f', 'antminer-u1', 'compac-f']);
    const third = demo.sticks.at(-1);
    expect(demo.sticks.map(({ serialNumber }) => serialNumber)).toEqual([
      'SIM-10000001',
      'SIM-qaxe-1',
      'SIM-10000002',
      'SIM-antminer-u1-1',
      'SIM-compac-f-3',
    ]);
    expect(demo.setSticks(['compac-f', 'compac-f']).map(({ model }) => model)).toEqual([
      'qaxe',
      'antminer-u1',
      'compac-f',
    ]);
    expect((await demo.binding.list()).map(({ path }) => path)).toEqual([
      'demo:compac-f:1',
      'demo:compac-f:2',
    ]);
    demo.setSticks(['compac-f', 'compac-f', 'compac-f']);
    expect(demo.sticks.at(-1)).toEqual(third);
    expect(() => demo.setSticks(['moonlander-2'])).toThrow(RangeError);
    expect(demo.sticks).toHaveLength(3);
    expect(events.filter((event) => event.includes('qaxe'))).toEqual(['+demo:qaxe:1', '-demo:qaxe:1']);
    await demo.stop();
  });

  it('every model can be put in, with faults that it can have', async () => {
    demo = await newDemo(SIMULATED_MODELS);
    expect(demo.sticks.map(({ model }) => model)).toEqual(SIMULATED_MODELS);
    for (const { model, path } of demo.sticks) {
      const { possible } = demo.binding.faultsAt(path);
      expect(possible).toContain('freeze');
      expect(possible.includes('telemetrySilent')).toBe(hasSecondPort(model));
    }
    const faultsOf = (model: string) => demo.binding.faultsAt(`demo:${model}:1`).possible;
    expect(faultsOf('r909')).toContain('loseChip');
    expect(faultsOf('compac-f')).not.toContain('loseChip');
    expect(faultsOf('qaxe')).not.toContain('voltageSag');
    expect(() => demo.binding.faultsAt('demo:compac-f:1').set('overheat', true)).toThrow(RangeError);
    await demo.stop();
  });

  it.each([
    ['busyPort', 'Cannot lock port'],
    ['noPermission', 'Permission denied'],
    ['unplug', 'No such file'],
  ] as const)(
    '%s refuses the port in the words of the real binding until it is over',
    async (fault, words) => {
      demo = await newDemo(['compac-f']);
      const [stick] = demo.sticks;
      if (stick === undefined) throw new Error('no stick');
      const events: string[] = [];
      demo.watch({ arrived: () => void events.push('+'), left: () => void events.push('-') });
      const { path } = stick;
      const port = await demo.binding.open({ path, baudRate: 115_200 });
      demo.setFault(stick, fault, true);
      await expect(port.write(Buffer.of(1))).rejects.toMatchObject({ disconnected: true });
      await port.close();
      await expect(demo.binding.open({ path, baudRate: 115_200 })).rejects.toThrow(words);
      demo.setFault(stick, fault, false);
      expect(events.slice(-2)).toEqual(['-', '+']);
      const again = await demo.binding.open({ path, baudRate: 115_200 });
      await again.close();
      await demo.stop();
    },
  );
});

function newDemo(models: readonly string[]): Promise<Demo> {
  return createDemo({
    chain: { kind: 'practice', bits: 26 },
    clock,
    random: seededRandom(9),
    log: silentLogger(),
    models,
  });
}
