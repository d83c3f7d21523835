/**
 * Wires in a browser: a WebSocket to the host that served the page. The key comes in the address's fragment,
 * is moved to sessionStorage at once (a fragment stays in the history and on screen) and is the first message.
 */
import { type Wire, webSocketWire } from '../../electron/contract/wire.ts';
import { KeyRefusedError, TooManyPagesError, type WireSource } from './wire-source.ts';

const TOKEN_KEY = 'hashwatt.token';
/** The host's answers to a wrong key, and to a right one when it serves as many pages as it can. */
const CLOSE_WRONG_TOKEN = 4401;
const CLOSE_TOO_MANY = 4429;
const OPEN_LIMIT_MS = 10_000;

export interface SocketPage {
  readonly location: Pick<Location, 'hash' | 'host' | 'protocol' | 'pathname'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  addEventListener(type: 'hashchange', listener: () => void): void;
}

export function socketSource(page: SocketPage, newSocket = (url: string) => new WebSocket(url)): WireSource {
  let newer: () => void = () => {};
  moveToken(page);
  // The address with the key pasted into a tab that is open already changes the fragment only.
  page.addEventListener('hashchange', () => {
    if (moveToken(page)) newer();
  });
  return {
    next: (signal) => openWire(page, newSocket, signal),
    onNewer: (listener) => {
      newer = listener;
    },
  };
}

async function openWire(
  page: SocketPage,
  newSocket: (url: string) => WebSocket,
  signal: AbortSignal,
): Promise<Wire> {
  const { promise, resolve, reject } = Promise.withResolvers<Wire>();
  const token = page.sessionStorage.getItem(TOKEN_KEY);
  if (token === null) throw new KeyRefusedError();
  const scheme = page.location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = newSocket(`${scheme}://${page.location.host}/wire`);
  const settled = new AbortController();
  const until = { signal: settled.signal };
  const fail = (error: Error): void => {
    settled.abort();
    socket.close();
    reject(error);
  };
  AbortSignal.any([signal, AbortSignal.timeout(OPEN_LIMIT_MS)]).addEventListener(
    'abort',
    () => fail(new Error('The host did not answer.')),
    until,
  );
  socket.addEventListener(
    'open',
    () => {
      // Listens from now on, so that nothing the host says is missed.
      const wire = webSocketWire(socket);
      socket.send(JSON.stringify({ token }));
      // The host's first word means that it took the key.
      socket.addEventListener(
        'message',
        () => {
          settled.abort();
          resolve(wire);
        },
        until,
      );
    },
    until,
  );
  socket.addEventListener('close', ({ code }) => fail(errorOf(code)), until);
  return await promise;
}

function errorOf(closeCode: number): Error {
  if (closeCode === CLOSE_WRONG_TOKEN) return new KeyRefusedError();
  return closeCode === CLOSE_TOO_MANY ? new TooManyPagesError() : new Error('The host closed.');
}

/** True when the address had a key. */
function moveToken({ location, history, sessionStorage }: SocketPage): boolean {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return false;
  sessionStorage.setItem(TOKEN_KEY, token);
  history.replaceState(null, '', `${location.pathname}#/`);
  return true;
}
