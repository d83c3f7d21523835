/** The three kinds of wire the product knows, each as a joined pair, for tests that must hold on all of them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { WebSocketServer, WebSocket as WsSocket } from 'ws';
import { messagePortWire, type Wire, webSocketWire } from '../../../electron/contract/wire.ts';
import { memoryWirePair } from '../../doubles/memory-wire.ts';

export interface WirePair {
  readonly hostWire: Wire;
  readonly clientWire: Wire;
  readonly dispose: () => Promise<void>;
}

export const WIRE_KINDS: readonly (readonly [name: string, make: () => Promise<WirePair>])[] = [
  ['memory', memoryPair],
  ['MessagePort', portPair],
  ['WebSocket of ws', () => socketPair((url) => new WsSocket(url))],
  ['WebSocket of the browser', () => socketPair((url) => new WebSocket(url))],
];

async function memoryPair(): Promise<WirePair> {
  const [hostWire, clientWire] = memoryWirePair();
  return { hostWire, clientWire, dispose: async () => {} };
}

async function portPair(): Promise<WirePair> {
  const { port1, port2 } = new MessageChannel();
  return {
    hostWire: messagePortWire(port1),
    clientWire: messagePortWire(port2),
    dispose: async () => port1.close(),
  };
}

async function socketPair(open: (url: string) => WsSocket | WebSocket): Promise<WirePair> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const accepted = once(server, 'connection');
  const socket = open(`ws://127.0.0.1:${port}`);
  await new Promise<void>((resolve) => {
    (socket as WebSocket).addEventListener('open', () => resolve());
  });
  const [serverSocket] = (await accepted) as [WsSocket];
  return {
    hostWire: webSocketWire(serverSocket),
    clientWire: webSocketWire(socket),
    dispose: async () => {
      serverSocket.terminate();
      await new Promise<void>((resolve) => server.close(() => http.close(() => resolve())));
    },
  };
}
