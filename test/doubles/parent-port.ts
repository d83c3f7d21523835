/** Electron's `process.parentPort` as a host sees it, with the shell's side in the test's hands. */
import { EventEmitter } from 'node:events';
import type { HostToShell, ShellToHost } from '../../electron/contract/shell-messages.ts';
import type { PortLike } from '../../electron/contract/wire.ts';
import type { ParentPort } from '../../electron/host/engine-process.ts';

const LIMIT_MS = 15_000;

export class FakeParentPort extends EventEmitter implements ParentPort {
  /** Everything the host said, oldest first. */
  readonly said: HostToShell[] = [];
  #onSaid: () => void = () => {};

  postMessage(message: HostToShell): void {
    // Copied as a real port copies.
    this.said.push(structuredClone(message));
    this.#onSaid();
  }

  tell(message: ShellToHost, ports: readonly PortLike[] = []): void {
    this.emit('message', { data: structuredClone(message), ports });
  }

  /** The first message from `from` on that is as wanted. Rejects after 15 s with all that was said. */
  heard(isWanted: (message: HostToShell) => boolean, from = 0): Promise<HostToShell> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Not heard; it said ${JSON.stringify(this.said)}`)),
        LIMIT_MS,
      );
      this.#onSaid = () => {
        const message = this.said.slice(from).find(isWanted);
        if (message === undefined) return;
        clearTimeout(timer);
        resolve(message);
      };
      this.#onSaid();
    });
  }
}
