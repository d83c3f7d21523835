/** A stick over the simulated binding on a clock that the test moves, with a feed of real work. */
import type { StickId } from '../../../electron/contract/units.ts';
import type { Job, WorkFeed } from '../../../electron/core/job.ts';
import { buildJob } from '../../../electron/core/job-builder.ts';
import type { Nonce } from '../../../electron/core/share.ts';
import { createStick } from '../../../electron/device/create-stick.ts';
import type { ResetLineChoice } from '../../../electron/device/reset-line.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import type { Stick } from '../../../electron/device/stick.ts';
import type { UsbControl } from '../../../electron/device/usb-control.ts';
import { SimulatedBinding } from '../../../electron/practice/simulator/simulated-binding.ts';
import type { SimulatedModel } from '../../../electron/practice/simulator/stick-kinds.ts';
import { type FaultyBinding, faultyBinding } from '../../doubles/faults.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';
import { WorkMaker } from '../../doubles/work-maker.ts';

export const CHAIN = { kind: 'practice', bits: 26 } as const;
export const PATH = 'demo:1';
export const POWER_PATH = 'demo:1:power';

/** What the real binding fills in. */
export const PORT_DEFAULTS = {
  dataBits: 8,
  lock: true,
  stopBits: 1,
  parity: 'none',
  rtscts: false,
  xon: false,
  xoff: false,
  xany: false,
  hupcl: true,
} as const;

export interface PracticeStick {
  readonly stick: Stick;
  readonly clock: ManualClock;
  readonly simulated: SimulatedBinding;
  readonly binding: FaultyBinding;
  readonly nonces: readonly Nonce[];
  readonly logged: readonly LoggedLine[];
  /** Starts it and moves time until it is ready. */
  start(): Promise<void>;
  /** Stops it and moves time until it has. */
  stop(): Promise<void>;
}

export interface PracticeStickOptions {
  readonly model?: SimulatedModel;
  readonly hasResetLine?: boolean;
  readonly targetMhz?: number | null;
  /** No way to the bridge of its own: the latch or pin cannot be told anything. */
  readonly usb?: UsbControl | null;
}

export function practiceStick(options: PracticeStickOptions = {}): PracticeStick {
  const { model = 'compac-f', hasResetLine = true, targetMhz = null } = options;
  const clock = new ManualClock();
  const simulated = new SimulatedBinding({
    chain: CHAIN,
    clock,
    random: seeded(7),
    sticks: [{ model, path: PATH, serialNumber: 'GS-1', telemetryPath: POWER_PATH }],
  });
  const binding = faultyBinding(simulated as unknown as SerialBinding);
  const logged: LoggedLine[] = [];
  const resetLine: ResetLineChoice = hasResetLine ? simulated.resetLineFor(PATH) : 'none';
  const stick = createStick({
    id: 'serial:GS-1' as StickId,
    model,
    path: PATH,
    telemetryPath: POWER_PATH,
    usb:
      options.usb === undefined && isLatched(model)
        ? simulated.bridgeControlFor(PATH)
        : (options.usb ?? null),
    binding,
    resetLine,
    chain: CHAIN,
    clock,
    log: silentLogger(logged),
    targetMhz,
    platform: 'linux',
  });
  const nonces: Nonce[] = [];
  stick.on('nonce', (nonce) => void nonces.push(nonce));
  return {
    stick,
    clock,
    simulated,
    binding,
    nonces,
    logged,
    start: () => settled(clock, stick.start()),
    stop: () => settled(clock, stick.stop()),
  };
}

const isLatched = (model: SimulatedModel): boolean => /-a[12]$/.test(model);

/** Moves time in small steps until the promise settles; at most two minutes of it. */
export async function settled<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let isDone = false;
  const done = (): void => {
    isDone = true;
  };
  promise.then(done, done);
  for (let step = 0; step < 12_000 && !isDone; step += 1) await clock.advance(10);
  if (!isDone) throw new Error('not settled after two minutes of the clock');
  return promise;
}

export function jobOf(difficulty: number, jobId = 'job'): Job {
  return buildJob({
    jobId,
    session: 1,
    prevHashStratum: '00'.repeat(32),
    coinbase1Hex: '01'.repeat(50),
    coinbase2Hex: '02'.repeat(50),
    extranonce1Hex: '00000001',
    extranonce2Size: 4,
    merkleBranchHex: [],
    versionHex: '20000000',
    nbitsHex: '1703255b',
    ntimeHex: '68000000',
    versionRolling: true,
    versionMask: 0x1fffe000,
    difficulty,
    chain: CHAIN,
    receivedAtMs: 0,
    receivedMonoMs: 0,
  });
}

/** Endless work of one job. */
export function feedOf(job: Job): WorkFeed {
  let extranonce2 = 0n;
  let maker: WorkMaker | null = null;
  return {
    next(share = 4) {
      const midstatesPerWork = share === 'whole' ? 1 : share;
      if (share === 'whole') maker = null;
      const work = maker?.next() ?? null;
      if (work !== null) return work;
      maker = new WorkMaker({ job, extranonce2, midstatesPerWork });
      extranonce2 += 1n;
      return maker.next();
    },
  };
}

/** Mulberry32: random enough, and the same each time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
