/**
 * Wires in the app: the preload script hands over a MessagePort by a window message, one at each start of
 * the host. Must be made before the page has finished loading, or the first port is missed.
 */
import { messagePortWire, type Wire } from '../../electron/contract/wire.ts';
import type { WireSource } from './wire-source.ts';

export function portSource(page: Pick<Window, 'addEventListener'>): WireSource {
  let waiting: MessagePort | null = null;
  let take: (() => void) | null = null;
  let newer: () => void = () => {};
  page.addEventListener('message', (event) => {
    // Only this page itself posts to it: the preload script, never another window.
    if (event.source !== page || !isPortMessage(event.data)) return;
    const [port] = event.ports;
    if (port === undefined) return;
    waiting?.close();
    waiting = port;
    if (take === null) newer();
    else take();
  });
  return {
    next: (signal) =>
      new Promise<Wire>((resolve, reject) => {
        signal.addEventListener('abort', () => {
          take = null;
          reject(signal.reason);
        });
        take = () => {
          if (waiting === null) return;
          const port = waiting;
          waiting = null;
          take = null;
          resolve(messagePortWire(port));
        };
        take();
      }),
    onNewer: (listener) => {
      newer = listener;
    },
  };
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'hashwatt:port';
}
