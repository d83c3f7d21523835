import { describe, expect, test } from 'vitest';
import { portSource } from '../../../renderer/link/port-source.ts';
import { socketSource } from '../../../renderer/link/socket-source.ts';
import { KeyRefusedError, TooManyPagesError } from '../../../renderer/link/wire-source.ts';

/** As much of a browser's WebSocket as the page uses. */
class FakeSocket extends EventTarget {
  readonly bufferedAmount = 0;
  readonly url: string;
  readyState = 0;
  readonly sent: string[] = [];
  isClosed = false;

  constructor(url: string) {
    super();
    this.url = url;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  end(code: number): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

function browser(hash: string, saved: Record<string, string> = {}) {
  const shown: string[] = [];
  const sockets: FakeSocket[] = [];
  const listeners: (() => void)[] = [];
  const location = { hash, host: '127.0.0.1:7340', protocol: 'http:', pathname: '/' };
  const source = socketSource(
    {
      location,
      history: { replaceState: (_data, _title, url) => shown.push(String(url)) },
      sessionStorage: {
        getItem: (key) => saved[key] ?? null,
        setItem: (key, value) => {
          saved[key] = value;
        },
      },
      addEventListener: (_type, listener) => listeners.push(listener),
    },
    (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  );
  return {
    source,
    shown,
    sockets,
    saved,
    location,
    changeHash: () => {
      for (const listener of listeners) listener();
    },
  };
}

const never = new AbortController().signal;

describe('socket', () => {
  test('moves the key out of the address and sends it as its first message', async () => {
    const { source, shown, sockets, saved } = browser('#token=abc-_9');
    expect(shown).toEqual(['/#/']);
    expect(Object.values(saved)).toEqual(['abc-_9']);
    const wire = source.next(never);
    const [socket] = sockets;
    expect(socket?.url).toBe('ws://127.0.0.1:7340/wire');
    socket?.open();
    expect(socket?.sent).toEqual(['{"token":"abc-_9"}']);
    socket?.say({ first: 1 });
    const heard: unknown[] = [];
    (await wire).onMessage((message) => heard.push(message));
    socket?.say({ second: 2 });
    expect(heard).toEqual([{ first: 1 }, { second: 2 }]);
  });

  test('without a key there is nothing to try', async () => {
    await expect(browser('#/settings').source.next(never)).rejects.toBeInstanceOf(KeyRefusedError);
  });

  test.each([
    [4401, true],
    [1006, false],
    [4408, false],
  ])('a close with %d means that the key is wrong: %s', async (code, isKey) => {
    const { source, sockets } = browser('#token=a');
    const wire = source.next(never).catch((error: unknown) => error);
    sockets[0]?.open();
    sockets[0]?.end(code);
    expect((await wire) instanceof KeyRefusedError).toBe(isKey);
  });

  test('a close with 4429 means that others have all the places', async () => {
    const { source, sockets } = browser('#token=a');
    const wire = source.next(never).catch((error: unknown) => error);
    sockets[0]?.open();
    sockets[0]?.end(4429);
    expect(await wire).toBeInstanceOf(TooManyPagesError);
  });

  test('aborting closes the socket', async () => {
    const { source, sockets } = browser('#token=a');
    const stopped = new AbortController();
    const wire = source.next(stopped.signal).catch((error: unknown) => error);
    stopped.abort();
    expect(await wire).toBeInstanceOf(Error);
    expect(sockets[0]?.isClosed).toBe(true);
  });

  test('a key pasted into an open page is news', () => {
    const { source, saved, location, changeHash } = browser('#/');
    let news = 0;
    source.onNewer(() => {
      news += 1;
    });
    location.hash = '#/settings';
    changeHash();
    location.hash = '#token=new';
    changeHash();
    expect(news).toBe(1);
    expect(Object.values(saved)).toEqual(['new']);
  });
});

describe('port', () => {
  function app() {
    const listeners: ((event: unknown) => void)[] = [];
    const page = {
      addEventListener: (_type: string, listener: (event: unknown) => void) => listeners.push(listener),
    };
    const source = portSource(page as unknown as Window);
    const post = (data: unknown, ports: readonly MessagePort[], from: unknown = page) => {
      for (const listener of listeners) listener({ source: from, data, ports });
    };
    return { source, post };
  }

  const PORT = { type: 'hashwatt:port' };

  test('a port that came before it was asked for is not lost', async () => {
    const { source, post } = app();
    const { port1, port2 } = new MessageChannel();
    post(PORT, [port1]);
    const wire = await source.next(never);
    const heard = new Promise((resolve) => wire.onMessage(resolve));
    port2.postMessage({ hello: 1 });
    expect(await heard).toEqual({ hello: 1 });
    wire.close();
    port2.close();
  });

  test('messages of other kinds and from other windows are not listened to', async () => {
    const { source, post } = app();
    const { port1, port2 } = new MessageChannel();
    post({ type: 'else' }, [port1]);
    post(PORT, [port1], 'another window');
    post(PORT, []);
    const stopped = new AbortController();
    const wire = source.next(stopped.signal).catch(() => 'none');
    stopped.abort();
    expect(await wire).toBe('none');
    port1.close();
    port2.close();
  });

  test('a second port is news while the first is in use, and the newest is taken', async () => {
    const { source, post } = app();
    const channels = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
    let news = 0;
    source.onNewer(() => {
      news += 1;
    });
    const first = source.next(never);
    for (const { port1 } of channels) post(PORT, [port1]);
    (await first).close();
    expect(news).toBe(2);
    const wire = await source.next(never);
    const heard = new Promise((resolve) => wire.onMessage(resolve));
    channels[2]?.port2.postMessage('third');
    expect(await heard).toBe('third');
    wire.close();
    for (const { port2 } of channels) port2.close();
  });
});
