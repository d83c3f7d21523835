/** The power side of a simulated board on a clock that the test moves. */
import type { OpenOptions } from '@serialport/bindings-cpp';
import { BoardPower } from '../../../electron/device/bitaxe-raw/board-power.ts';
import type { BoardPlan } from '../../../electron/device/bitaxe-raw/raw-board.ts';
import type { DeviceError } from '../../../electron/device/device-error.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import { BOARD_KINDS, type SimulatedBoard } from '../../../electron/practice/simulator/board-kinds.ts';
import { BoardModel } from '../../../electron/practice/simulator/board-model.ts';
import { SimulatedPort } from '../../../electron/practice/simulator/simulated-port.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { CHAIN, seeded, settled } from './practice-stick.ts';

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

export function practiceBoard(
  kind: SimulatedBoard,
  plan: BoardPlan,
  targetCoreMv: number | null = null,
): PracticeBoard {
  const clock = new ManualClock();
  const board = new BoardModel({ kind: BOARD_KINDS[kind], chain: CHAIN, clock, random: seeded(7) });
  const ports: SimulatedPort[] = [];
  const binding = {
    list: async () => [],
    open: async (options: OpenOptions) => {
      const port = new SimulatedPort(board.management, { ...DEFAULTS, ...options }, () => {});
      ports.push(port);
      return port;
    },
  };
  const power = new BoardPower({
    plan,
    path: 'demo:board',
    targetCoreMv,
    binding: binding as unknown as SerialBinding,
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
    unplug() {
      board.holdReset();
      for (const port of ports) port.unplug();
    },
  };
}

const DEFAULTS = {
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
