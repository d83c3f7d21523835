/** What every wire promises, and how the WebSocket wire treats those who do not speak JSON. */
import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Inbox, messagePortWire, type SocketLike, webSocketWire } from '../../../electron/contract/wire.ts';
import { WIRE_KINDS } from './wire-kinds.ts';

describe.each(WIRE_KINDS)('a %s wire', (_name, make) => {
  test('keeps order and what came before anyone listened', async () => {
    const { hostWire, clientWire, dispose } = await make();
    for (let n = 0; n < 50; n += 1) clientWire.post({ n });
    const last = Promise.withResolvers<void>();
    const got: unknown[] = [];
    hostWire.onMessage((message) => {
      got.push(message);
      if (got.length === 50) last.resolve();
    });
    await last.promise;
    expect(got).toEqual(Array.from({ length: 50 }, (_, n) => ({ n })));
    await dispose();
  });

  test('closes once on both ends, and posting afterwards is ignored', async () => {
    const { hostWire, clientWire, dispose } = await make();
    const closes: string[] = [];
    const both = Promise.withResolvers<void>();
    const closed = (end: string) => () => {
      closes.push(end);
      if (closes.length === 2) both.resolve();
    };
    hostWire.onClose(closed('host'));
    clientWire.onClose(closed('client'));
    clientWire.close();
    clientWire.close();
    await both.promise;
    hostWire.close();
    hostWire.post({});
    clientWire.post({});
    expect(closes.toSorted()).toEqual(['client', 'host']);
    let late = 0;
    hostWire.onClose(() => {
      late += 1;
    });
    expect(late).toBe(1);
    await dispose();
  });
});

function fakeSocket(bufferedAmount = 0) {
  const listeners = new Map<string, (event: unknown) => void>();
  const sent: string[] = [];
  const closedWith: (number | undefined)[] = [];
  const socket: SocketLike = {
    readyState: 1,
    bufferedAmount,
    send: (text) => sent.push(text),
    close: (code) => closedWith.push(code),
    addEventListener: (type, listener) => listeners.set(type, listener),
  };
  return { socket, sent, closedWith, hear: (data: unknown) => listeners.get('message')?.({ data }) };
}

test.each([
  ['text that is not JSON', '{"kind":', 1007],
  ['bytes', new Uint8Array(3), 1003],
  ['more than the limit', JSON.stringify('x'.repeat(100)), 1009],
])('%s closes the socket and is not delivered', (_name, data, code) => {
  const { socket, closedWith, hear } = fakeSocket();
  const got: unknown[] = [];
  const wire = webSocketWire(socket, 100);
  let closes = 0;
  wire.onMessage((message) => got.push(message));
  wire.onClose(() => {
    closes += 1;
  });
  hear(data);
  hear('1');
  expect(closedWith).toEqual([code]);
  expect(got).toEqual([]);
  expect(closes).toBe(1);
});

test('a client that does not read is cut off', () => {
  const { socket, sent, closedWith } = fakeSocket(17_000_000);
  webSocketWire(socket).post({ answer: 1 });
  expect(sent).toEqual([]);
  expect(closedWith).toEqual([1009]);
});

test("Electron's MessagePortMain, an emitter, is a port too", () => {
  const port = Object.assign(new EventEmitter(), {
    posted: [] as unknown[],
    postMessage(message: unknown) {
      port.posted.push(message);
    },
    start() {},
    close() {},
  });
  const wire = messagePortWire(port);
  const got: unknown[] = [];
  wire.onMessage((message) => got.push(message));
  port.emit('message', { data: { kind: 'x' }, ports: [] });
  wire.post({ kind: 'y' });
  expect(got).toEqual([{ kind: 'x' }]);
  expect(port.posted).toEqual([{ kind: 'y' }]);
});

test('an inbox delivers nothing after its close', () => {
  const inbox = new Inbox();
  const got: unknown[] = [];
  inbox.deliver(1);
  inbox.close();
  inbox.deliver(2);
  inbox.onMessage((message) => got.push(message));
  expect(got).toEqual([]);
});
