/** The product's model of a board behind two real ttys, as `pty-stick.ts` is for a stick with one. */
import { BOARD_KINDS, type SimulatedBoard } from '../../electron/practice/simulator/board-kinds.ts';
import { BoardModel, type BoardModelDeps } from '../../electron/practice/simulator/board-model.ts';
import { putBehindTty } from './tty-far-end.ts';

export interface PtyBoardOptions extends Pick<BoardModelDeps, 'chain' | 'clock' | 'random'> {
  readonly model: SimulatedBoard;
}

export interface PtyBoard {
  readonly model: SimulatedBoard;
  /** Of the chips. */
  readonly path: string;
  /** Of the controller that feeds them. */
  readonly telemetryPath: string;
  /** Hangs up and takes all timers back. Idempotent. */
  unplug(): void;
}

export function openPtyBoard({ model, ...options }: PtyBoardOptions): PtyBoard {
  const board = new BoardModel({ ...options, kind: BOARD_KINDS[model] });
  const chips = putBehindTty(board.chips);
  const management = putBehindTty(board.management);
  return {
    model,
    path: chips.path,
    telemetryPath: management.path,
    unplug() {
      board.holdReset();
      board.chips.stop();
      chips.close();
      management.close();
    },
  };
}
