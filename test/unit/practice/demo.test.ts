import { afterEach, describe, expect, it } from 'vitest';
import { SettingsPatch } from '../../../electron/contract/settings.ts';
import { createDemo, type Demo } from '../../../electron/practice/demo.ts';
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
      expect(settings.sticks?.[`serial:${stick.serialNumber}` as never]).toMatchObject({ name: stick.name });
      expect(demo.resetLineFor(stick.path).kind).toBe('simulated');
    }
    await demo.stop();
  });
});
