/** The power side of a simulated board on a clock that the test moves. */
import type { OpenOptions } from '@serialport/bindings-cpp';
import type { StickId } from '../../../electron/contract/units.ts';
import type { Nonce } from '../../../electron/core/share.ts';
import { BoardPower } from '../../../electron/device/bitaxe-raw/board-power.ts';
import type { BoardPlan } from '../../../electron/device/bitaxe-raw/raw-board.ts';
import { createStick } from '../../../electron/device/create-stick.ts';
import type { DeviceError } from '../../../electron/device/device-error.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import type { Stick } from '../../../electron/device/stick.ts';
import { BOARD_KINDS, type SimulatedBoard } from '../../../electron/practice/simulator/board-kinds.ts';
import { BoardModel } from '../../../electron/practice/simulator/board-model.ts';
import { SimulatedPort } from '../../../electron/practice/simulator/simulated-port.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';
import { CHAIN, PORT_DEFAULTS, seeded, settled } from './practice-stick.ts';

export interface PracticeBoard {
  readonly power: BoardPower;
  readonly board: BoardModel;
  readonly clock: ManualClock;
  /** What `lost` said, in order. */
  readonly losses: readonly DeviceError[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Pulled out: the port fails as a tty does. */
  unplug(): void;
}

/** A whole stick over both ports of a simulated board. */
export interface PracticeBoardStick extends Omit<PracticeBoard, 'power' | 'losses'> {
  readonly stick: Stick;
  readonly nonces: readonly Nonce[];
  readonly logged: readonly LoggedLine[];
}

const POWER_PATH = 'demo:board';
const CHIPS_PATH = 'demo:chips';

export function practiceBoardStick(
  kind: SimulatedBoard,
  options: { readonly model?: string; readonly targetMhz?: number; readonly targetCoreMv?: number } = {},
): PracticeBoardStick {
  const rig = rigOf(kind);
  const { clock } = rig;
  const logged: LoggedLine[] = [];
  const stick = createStick({
    id: 'serial:B-1' as StickId,
    model: options.model ?? kind,
    path: CHIPS_PATH,
    telemetryPath: POWER_PATH,
    binding: rig.binding,
    resetLine: 'none',
    chain: CHAIN,
    clock,
    log: silentLogger(logged),
    targetMhz: options.targetMhz ?? null,
    targetCoreMv: options.targetCoreMv ?? null,
    platform: 'linux',
  });
  const nonces: Nonce[] = [];
  stick.on('nonce', (nonce) => void nonces.push(nonce));
  return {
    ...rig,
    stick,
    nonces,
    logged,
    start: () => settled(clock, stick.start()),
    stop: () => settled(clock, stick.stop()),
  };
}

export function practiceBoard(
  kind: SimulatedBoard,
  plan: BoardPlan,
  targetCoreMv: number | null = null,
): PracticeBoard {
  const { board, clock, binding, unplug } = rigOf(kind);
  const power = new BoardPower({
    plan,
    path: POWER_PATH,
    targetCoreMv,
    binding,
    clock,
    log: silentLogger(),
  });
  const losses: DeviceError[] = [];
  power.on('lost', (error) => void losses.push(error));
  return {
    power,
    board,
    clock,
    losses,
    start: () => settled(clock, power.start()),
    stop: () => settled(clock, power.stop()),
    unplug,
  };
}

/** A board, and a binding that opens its two ports. */
function rigOf(kind: SimulatedBoard): Pick<PracticeBoard, 'board' | 'clock' | 'unplug'> & {
  readonly binding: SerialBinding;
} {
  const clock = new ManualClock();
  const board = new BoardModel({ kind: BOARD_KINDS[kind], chain: CHAIN, clock, random: seeded(7) });
  const ports: SimulatedPort[] = [];
  const binding = {
    list: async () => [],
    open: async (options: OpenOptions) => {
      const end = options.path === POWER_PATH ? board.management : board.chips;
      const port = new SimulatedPort(end, { ...PORT_DEFAULTS, ...options }, () => {});
      ports.push(port);
      return port;
    },
  };
  return {
    board,
    clock,
    binding: binding as unknown as SerialBinding,
    unplug() {
      board.holdReset();
      for (const port of ports) port.unplug();
    },
  };
}
