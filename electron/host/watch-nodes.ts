/** A hint that a serial port came or went, from the folder of device nodes. The poll of discovery is the truth. */
import { watch } from 'node:fs';

/**
 * Calls back when a node named like a serial port appears in or vanishes from `folder`; gives what ends that. Where
 * the folder cannot be watched (Windows has none, inotify has a limit) nothing happens.
 */
export function watchSerialNodes(folder: string, onHint: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      // A tty that is written to changes too, many times a second.
      if (event === 'rename' && /^(?:tty|cu)/.test(name ?? 'tty')) onHint();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}
