/** A real engine over one simulated stick of any model, on a clock that the test moves: faults on, faults off. */
import { createHash } from 'node:crypto';
import { DEFAULT_SETTINGS } from '../../../electron/contract/settings.ts';
import type { Share } from '../../../electron/core/share.ts';
import { meetsTarget } from '../../../electron/core/target.ts';
import { createStick } from '../../../electron/device/create-stick.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import { Engine } from '../../../electron/engine/engine.ts';
import { stickIdOf } from '../../../electron/host/demo-calls.ts';
import { Demo } from '../../../electron/practice/demo.ts';
import { type FaultyBinding, faultyBinding } from '../../doubles/faults.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { recordingLedger } from '../../doubles/recording-ledger.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { jobOf } from '../device/practice-stick.ts';
import { FakeSource, NO_METERS, NO_TWIN } from '../engine/fake-parts.ts';
import { seededRandom } from './chip-host.ts';

/** The demo's own. */
const CHAIN = { kind: 'practice', bits: 26 } as const;

export interface FaultRig {
  readonly demo: Demo;
  /** Around the demo's ports: trouble that the simulated parts do not make. */
  readonly binding: FaultyBinding;
  readonly clock: ManualClock;
  readonly engine: Engine;
  readonly source: FakeSource;
  /** Nonces of the driver since the start. */
  nonces(): number;
  stop(): Promise<void>;
}

/** `prepare`: before the stick is plugged in. */
export async function faultRig(
  model: string,
  prepare: (binding: FaultyBinding) => void = () => {},
): Promise<FaultRig> {
  const clock = new ManualClock();
  const random = seededRandom(5);
  const log = silentLogger();
  const demo = new Demo(
    { chain: CHAIN, clock, random, log, models: [model] },
    { url: 'stratum+tcp://127.0.0.1:1', stop: async () => {} },
  );
  const binding = faultyBinding(demo.binding as unknown as SerialBinding);
  prepare(binding);
  const source = new FakeSource();
  let nonces = 0;
  const engine = new Engine(
    {
      chain: CHAIN,
      clock,
      log,
      random,
      timeZone: 'UTC',
      ledger: recordingLedger([]),
      power: NO_METERS,
      newShareId: () => 'share',
      makeSource: () => source,
      makeTwin: NO_TWIN,
      makeStick: ({ id, path, model: modelId }, targetMhz) => {
        const stick = createStick({
          id,
          model: modelId,
          path,
          telemetryPath: demo.sticks.find((other) => other.path === path)?.telemetryPath ?? null,
          usb: demo.binding.bridgeControlFor(path),
          binding,
          resetLine: demo.resetLineFor(path),
          chain: CHAIN,
          clock,
          log,
          targetMhz: targetMhz ?? null,
          platform: 'linux',
        });
        stick.on('nonce', () => {
          nonces += 1;
        });
        return stick;
      },
    },
    {
      ...DEFAULT_SETTINGS,
      pools: [{ id: 'pool', url: 'stratum+tcp://127.0.0.1:1', user: 'me', hasPassword: false }],
    },
    null,
  );
  await engine.start();
  const job = jobOf(64);
  source.announce(job);
  demo.watch({
    arrived: (stick) =>
      engine.stickArrived({
        id: stickIdOf(stick),
        model: stick.model,
        modelName: stick.model,
        path: stick.path,
        serialNumber: stick.serialNumber,
        location: null,
        hubId: null,
        isTwin: false,
        simulated: true,
      }),
    left: (stick) => engine.stickLeft(stickIdOf(stick)),
  });
  return {
    demo,
    binding,
    clock,
    engine,
    source,
    nonces: () => nonces,
    async stop() {
      const stopping = engine.stop();
      for (let step = 0; step < 200; step += 1) await clock.advance(50);
      await stopping;
      await demo.stop();
    },
  };
}

/** Moves time until the stick gives `count` more nonces. False when it does not within `limitMs`. */
export async function hashesAgain(rig: FaultRig, count: number, limitMs: number): Promise<boolean> {
  const goal = rig.nonces() + count;
  for (let ms = 0; ms < limitMs; ms += 500) {
    await rig.clock.advance(500);
    if (rig.nonces() >= goal) return true;
  }
  return false;
}

/**
 * Virtual time in which every family must hash again once nothing is wrong any more: the longest wait between two
 * tries (60 s), the dwell after heat (120 s), and the ladder's own steps.
 */
export const RECOVERY_MS = 5 * 60_000;

/** One model of each family of chips, controllers and protocols. */
export const FAMILIES = [
  'compac',
  'newpac',
  'r909',
  'compac-a1',
  'bitaxe-gamma-raw',
  'qaxe',
  'antminer-u1',
  'block-erupter',
] as const;

/** By hashing the whole header anew, apart from the product's own way. */
export function isTrueShare({ nonce: { work, versionIndex, nonce } }: Share): boolean {
  const header = Buffer.concat([work.header76, Buffer.alloc(4)]);
  header.writeUInt32LE(work.versions[versionIndex] ?? 0, 0);
  header.writeUInt32LE(nonce, 76);
  return meetsTarget(sha256(sha256(header)), work.job.shareTarget);
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
