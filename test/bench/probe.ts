/**
 * Loaded into a real headless miner before it starts (`node --import`): notes when bytes cross the edges of the
 * process and what the process costs. Notes are only kept; they are understood after the measuring.
 */
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EdgeNotes } from './edge-notes.ts';
import type { ProbeAnswer, ProbeOrder } from './headless-miner.ts';
import { OwnDelays } from './own-delays.ts';

/** Resolution of the delay timer; it is part of what the histogram holds. */
const DELAY_RESOLUTION_MS = 10;

let notes: EdgeNotes | null = null;
let delays: ReturnType<typeof monitorEventLoopDelay> | null = null;
let ownDelays: OwnDelays | null = null;

subscribe('net.client.socket', (message) => watchSocket((message as { readonly socket: Socket }).socket));
watchDescriptors();

process.on('message', (order: ProbeOrder) => process.send?.(obeyed(order)));
process.channel?.unref();
// What the miner starts must not load this too.
process.execArgv = [];

function obeyed(order: ProbeOrder): ProbeAnswer {
  if (order.kind === 'startNotes') notes = new EdgeNotes();
  if (order.kind === 'startDelays') {
    delays = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
    delays.enable();
    ownDelays = new OwnDelays(DELAY_RESOLUTION_MS);
  }
  const { user, system } = process.cpuUsage();
  const answer = {
    cpuMs: (user + system) / 1000,
    rssBytes: process.memoryUsage.rss(),
    edges: notes?.samples() ?? null,
    delaysMs: delays === null ? null : delaysOf(delays),
    ownDelaysMs: order.kind === 'stop' ? (ownDelays?.stop() ?? null) : null,
  };
  if (order.kind === 'stop') {
    notes = null;
    delays?.disable();
    delays = null;
    ownDelays = null;
  }
  return answer;
}

function delaysOf(histogram: ReturnType<typeof monitorEventLoopDelay>): ProbeAnswer['delaysMs'] {
  const at = (p: number): number => Math.max(0, histogram.percentile(p) / 1e6 - DELAY_RESOLUTION_MS);
  return { p50: at(50), p95: at(95), p99: at(99) };
}

function watchSocket(socket: Socket): void {
  socket.prependListener('connect', () => {
    socket.prependListener('data', (chunk: Buffer) => notes?.received(process.hrtime.bigint(), chunk));
    const write = socket.write.bind(socket) as (data: string | Uint8Array) => boolean;
    socket.write = ((data: string | Uint8Array) => {
      const isTaken = write(data);
      notes?.written(process.hrtime.bigint(), String(data));
      return isTaken;
    }) as Socket['write'];
  });
}

/** The product reads and writes ports on the spot; `fs` has no other hook. Called before anything imports it. */
function watchDescriptors(): void {
  const { readSync, writeSync } = fs;
  fs.readSync = ((fd: number, buffer: Buffer, offset: number, length: number, position: null) => {
    const bytesRead = readSync(fd, buffer, offset, length, position);
    notes?.answered(process.hrtime.bigint(), buffer.subarray(offset, offset + bytesRead));
    return bytesRead;
  }) as typeof readSync;
  fs.writeSync = ((fd: number, buffer: Buffer) => {
    notes?.handed(process.hrtime.bigint(), fd, buffer);
    return writeSync(fd, buffer);
  }) as typeof writeSync;
  syncBuiltinESMExports();
}
