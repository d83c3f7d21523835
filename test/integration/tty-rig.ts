/** A host whose sticks hang on real ttys and whose pool checks with its own means: everything real but the chips. */
import type { Client } from '../../electron/contract/connect.ts';
import type { MinerContract } from '../../electron/contract/contract.ts';
import type { MinerFrame, StickState } from '../../electron/contract/frame.ts';
import type { AttachedStick } from '../../electron/contract/settings.ts';
import type { Host } from '../../electron/host/host.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import type { SimulatedModel } from '../../electron/practice/simulator/stick-kinds.ts';
import { openPtyStick, type PtyStick } from '../doubles/pty-stick.ts';
import { ScriptedPool } from '../doubles/scripted-pool.ts';
import { frameWhere, runHost, temporaryFolder } from './demo-host.ts';

const CHAIN = { kind: 'practice', bits: 26 } as const;
/** A Compac F at its first clock finds two such shares a second. */
const POOL_DIFFICULTY = 16;

export type CleanUps = (() => void | Promise<void>)[];

export interface TtyRig {
  readonly host: Host;
  readonly pool: ScriptedPool;
  readonly client: Client<MinerContract>;
  /** The first frame whose stick on `path` is as wanted; without a limit of its own, 20 s. */
  stickWhere(
    path: string,
    isWanted: (stick: StickState, frame: MinerFrame) => boolean,
    limitMs?: number,
  ): Promise<StickState>;
  attach(...sticks: readonly AttachedStick[]): Promise<void>;
  stop(): Promise<void>;
}

export function ttyStick(cleanUps: CleanUps, model: SimulatedModel): PtyStick {
  const stick = openPtyStick({ model, chain: CHAIN, clock: systemClock, random: Math.random });
  cleanUps.push(() => stick.unplug());
  return stick;
}

export async function ttyRig(cleanUps: CleanUps, ...attachedSticks: AttachedStick[]): Promise<TtyRig> {
  const pool = await ScriptedPool.start({ difficulty: POOL_DIFFICULTY, easierBits: CHAIN.bits });
  cleanUps.push(() => pool.stop());
  const folder = await temporaryFolder();
  cleanUps.push(folder.remove);
  const host = await runHost(folder.path, {
    demo: false,
    chain: CHAIN,
    settings: {
      pools: [{ id: 'practice', url: `stratum+tcp://127.0.0.1:${pool.port}`, user: 'bench.tty' }],
      attachedSticks,
    },
  });
  cleanUps.push(() => host.stop());
  const client = host.connect();
  return {
    host: host.host,
    pool,
    client,
    async stickWhere(path, isWanted, limitMs) {
      const pick = ({ sticks }: MinerFrame) => sticks.find((stick) => stick.path === path);
      const frame = await frameWhere(
        client,
        (candidate) => {
          const stick = pick(candidate);
          return stick !== undefined && isWanted(stick, candidate);
        },
        limitMs,
      );
      const stick = pick(frame);
      if (stick === undefined) throw new Error(`no stick on ${path}`);
      return stick;
    },
    async attach(...sticks) {
      const { revision } = await client.calls.getSettings({});
      await client.calls.patchSettings({ baseRevision: revision, patch: { attachedSticks: [...sticks] } });
    },
    stop: () => host.stop(),
  };
}
