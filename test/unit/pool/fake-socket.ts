/** A connection that exists only in the test's head: every event is the test's word, every write is kept. */
import type {
  LineSocketHandlers,
  LineSocketTarget,
  OpenLineSocket,
} from '../../../electron/pool/line-socket.ts';
import { PoolError, type PoolErrorCode } from '../../../electron/pool/pool-error.ts';

export interface FakeSocket {
  readonly target: LineSocketTarget;
  readonly written: { readonly id: number; readonly method?: string; readonly params?: readonly unknown[] }[];
  readonly isClosed: boolean;
  open(): void;
  say(...lines: readonly string[]): void;
  breakWith(code: PoolErrorCode): void;
}

export interface FakeNetwork {
  readonly openSocket: OpenLineSocket;
  readonly sockets: FakeSocket[];
  /** The connection made last. */
  readonly last: FakeSocket;
}

/** `onConnect` may script every connection; it runs when the connection is asked for. */
export function fakeNetwork(onConnect: (socket: FakeSocket) => void = () => {}): FakeNetwork {
  const sockets: FakeSocket[] = [];
  const openSocket: OpenLineSocket = (target, handlers) => {
    const { socket, lineSocket } = fakeSocket(target, handlers);
    sockets.push(socket);
    queueMicrotask(() => onConnect(socket));
    return lineSocket;
  };
  return {
    openSocket,
    sockets,
    get last(): FakeSocket {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error('nothing connected yet');
      return socket;
    },
  };
}

function fakeSocket(target: LineSocketTarget, handlers: LineSocketHandlers) {
  let isClosed = false;
  const written: FakeSocket['written'] = [];
  const socket: FakeSocket = {
    target,
    written,
    get isClosed() {
      return isClosed;
    },
    open: () => handlers.onOpen(),
    say: (...lines) => {
      for (const line of lines) if (!isClosed) handlers.onLine(line);
    },
    breakWith: (code) => {
      if (isClosed) return;
      isClosed = true;
      handlers.onClosed(new PoolError(code, `${target.host}:${target.port}`, `test: ${code}`));
    },
  };
  const lineSocket = {
    write: (lines: string) => {
      for (const line of lines.trimEnd().split('\n'))
        written.push(JSON.parse(line) as FakeSocket['written'][number]);
    },
    close: async () => {
      isClosed = true;
    },
  };
  return { socket, lineSocket };
}
