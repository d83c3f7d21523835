/** What the engine is given, the world and the makers of sticks, pools and twins, and what it tells. */
import type { Logger, MachineClock, Random } from '../contract/ports.ts';
import type { PoolSetting } from '../contract/settings.ts';
import type { Chain } from '../contract/units.ts';
import type { Stick } from '../device/stick.ts';
import type { Ledger } from '../ledger/entries.ts';
import type { JobSource } from '../pool/job-source.ts';
import type { PowerSources } from './power-chain.ts';
import type { StickIdentity } from './stick-slot.ts';
import type { MakeTwin } from './tuning/dry-run.ts';

export interface EngineDeps {
  readonly chain: Chain;
  readonly clock: MachineClock;
  readonly log: Logger;
  readonly random: Random;
  /** IANA zone whose midnights begin a day. */
  readonly timeZone: string;
  readonly ledger: Ledger;
  readonly newShareId: () => string;
  readonly power: PowerSources;
  readonly makeTwin: MakeTwin;
  readonly makeStick: (identity: StickIdentity, targetFrequencyMhz: number | undefined) => Stick;
  /** `suggest` tells the share difficulty that fits the sticks of the moment. */
  readonly makeSource: (pool: PoolSetting, suggest: () => number) => JobSource;
}

export interface EngineEvents {
  /** A share, a fault or a change of state: worth a frame at once. */
  news: [];
}
