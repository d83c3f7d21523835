/** Windows of a headless miner's page, over its own WebSocket: one that works, and one that stalls. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type Client, connect } from '../../electron/contract/connect.ts';
import { type MinerContract, minerContract } from '../../electron/contract/contract.ts';
import { webSocketWire } from '../../electron/contract/wire.ts';
import { systemClock } from '../../electron/host/system-clock.ts';

const OPEN_LIMIT_MS = 5000;

export async function openWindow(pageUrl: string): Promise<Client<MinerContract>> {
  return connect(minerContract, webSocketWire(await openSocket(pageUrl)), { clock: systemClock });
}

/** Asks for frames and never says that it got one. Resolves once connected; the returned function closes it. */
export async function openStalledWindow(pageUrl: string): Promise<() => void> {
  const socket = await openSocket(pageUrl);
  socket.send(JSON.stringify({ kind: 'subscribe', feed: 'frame' }));
  return () => socket.terminate();
}

async function openSocket(pageUrl: string): Promise<WebSocket> {
  const page = new URL(pageUrl);
  const socket = new WebSocket(`ws://${page.host}/wire`);
  await once(socket, 'open', { signal: AbortSignal.timeout(OPEN_LIMIT_MS) });
  socket.send(JSON.stringify({ token: page.hash.replace('#token=', '') }));
  return socket;
}
