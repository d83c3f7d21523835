/**
 * A real tty from npm alone: the path of one end, which the real serial binding opens, and the bytes of the
 * other. Only this file may import node-pty. Its terminal has pid -1: `kill()` and `destroy()` on it would
 * signal every process of the machine, so both are replaced by a throw before anything else happens.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import pty from '@lydell/node-pty';

export interface TtyPair {
  /** What to open: `/dev/pts/N`. */
  readonly path: string;
  /** Bytes from whoever opened the path. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  write(bytes: Uint8Array): void;
  /** Hangs up and frees both ends. Idempotent. */
  close(): void;
}

/** What node-pty keeps behind its public face; `open` is not in its types. */
interface OpenedTerminal {
  kill: () => never;
  destroy: () => never;
  readonly _master: ReadStream;
  readonly _slave: ReadStream;
  readonly _fd: number;
  readonly _pty: string;
}

export function openTtyPair(): TtyPair {
  const { open } = pty as unknown as { open(options: { encoding: null }): OpenedTerminal };
  const terminal = open({ encoding: null });
  const forbidden = (): never => {
    throw new Error('kill and destroy of this terminal signal every process of the machine');
  };
  terminal.kill = forbidden;
  terminal.destroy = forbidden;
  const { _master: master, _slave: slave, _fd: fd, _pty: path } = terminal;
  master.on('error', () => {});
  // Held and never read, so that the line survives the other side closing and opening it again.
  const heldFd = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  // Else it eats what is meant for the reader of the path.
  slave.destroy();
  let isOpen = true;
  return {
    path,
    onBytes: (listener) => void master.on('data', listener),
    write(bytes) {
      let at = 0;
      while (isOpen && at < bytes.length) at += writeSync(fd, bytes, at);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      closeSync(heldFd);
      master.destroy();
    },
  };
}
