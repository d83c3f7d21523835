/** Simulated twins for dry runs: the stick's own driver over a simulated chain, work of nobody's pool, and a fast clock. */
import type { Clock, Logger, Random } from '../contract/ports.ts';
import { StickId } from '../contract/units.ts';
import { buildJob } from '../core/job-builder.ts';
import { checkNonce } from '../core/share-check.ts';
import { createStick } from '../device/create-stick.ts';
import { LeaseBook } from '../engine/lease-book.ts';
import type { MakeTwin, Twin } from '../engine/tuning/dry-run.ts';

export interface DryTwinDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** The easiest there is: the twin's hashes are done by this computer, and its hours pass in minutes. */
const CHAIN = { kind: 'practice', bits: 31 } as const;
const PATH = 'twin';
const POWER_PATH = 'twin:power';
/** Of its own time; the slowest chips take one minute. */
const START_LIMIT_MS = 180_000;
const STEP_MS = 100;

/** Null for a model that cannot be simulated. */
export function dryTwins({ clock, random, log }: DryTwinDeps): MakeTwin {
  return async (model) => {
    const { FastClock } = await import('../practice/fast-clock.ts');
    const { SimulatedBinding } = await import('../practice/simulator/simulated-binding.ts');
    const { isSimulatedModel } = await import('../practice/simulator/simulated-models.ts');
    if (!isSimulatedModel(model)) return null;
    const time = new FastClock(clock.nowMs());
    const binding = new SimulatedBinding({
      chain: CHAIN,
      clock: time,
      random,
      sticks: [{ model, path: PATH, serialNumber: PATH, telemetryPath: POWER_PATH }],
    });
    const stick = createStick({
      id: StickId.parse(PATH),
      model,
      path: PATH,
      telemetryPath: POWER_PATH,
      usb: binding.bridgeControlFor(PATH),
      binding,
      resetLine: binding.resetLineFor(PATH),
      chain: CHAIN,
      clock: time,
      log: log.child({ part: 'dryRun' }),
      targetMhz: null,
      platform: process.platform,
    });
    const leases = new LeaseBook(twinJob(time), time);
    return {
      stick,
      pass: (ms) => time.pass(ms),
      onVerdict(listener) {
        stick.on('nonce', (nonce) => {
          const { kind, shareDifficulty } = checkNonce(nonce, CHAIN);
          if (kind === 'hardwareError' || shareDifficulty >= nonce.ticketDifficulty)
            listener(kind, nonce.ticketDifficulty);
        });
      },
      async start() {
        await settled(stick.start(), time);
        stick.setFeed({ next: (share) => leases.next(stick.id, share) });
      },
      async stop() {
        await settled(stick.stop(), time).catch(() => {});
        binding.stop();
      },
    } satisfies Twin;
  };
}

/** Lets the twin's time pass until the promise settles; rejects as it does, or after the limit. */
async function settled(
  promise: Promise<void>,
  time: Clock & { pass(ms: number): Promise<void> },
): Promise<void> {
  let isDone = false;
  const done = (): void => {
    isDone = true;
  };
  promise.then(done, done);
  const limitMs = time.monotonicMs() + START_LIMIT_MS;
  while (!isDone && time.monotonicMs() < limitMs) await time.pass(STEP_MS);
  if (!isDone) throw new Error('the simulated twin did not answer');
  return promise;
}

/** Real in form; what it would pay is nobody's, for nothing of it is sent anywhere. */
function twinJob(time: Clock) {
  return buildJob({
    jobId: PATH,
    session: 1,
    prevHashStratum: '00'.repeat(32),
    coinbase1Hex: '01'.repeat(50),
    coinbase2Hex: '02'.repeat(50),
    extranonce1Hex: '00000001',
    extranonce2Size: 4,
    merkleBranchHex: [],
    versionHex: '20000000',
    nbitsHex: '1703255b',
    ntimeHex: Math.floor(time.nowMs() / 1000).toString(16),
    versionRolling: true,
    versionMask: 0x1fffe000,
    difficulty: 1,
    chain: CHAIN,
    receivedAtMs: time.nowMs(),
    receivedMonoMs: time.monotonicMs(),
  });
}
