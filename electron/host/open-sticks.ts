/**
 * Which sticks have chips that run, in a small file: whoever comes after this process, however it ended, finds
 * there what to put to rest. A stick is in it from before its port is opened until it is stopped.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Logger } from '../contract/ports.ts';
import { StickModelId } from '../contract/settings.ts';
import type { Stick } from '../device/stick.ts';

const OpenStick = z.strictObject({
  model: StickModelId,
  path: z.string().min(1).max(200),
  resetLine: z.enum(['none', 'modem-lines']),
  /** The user named its port: then its strings need not be a known stick's. */
  isByHand: z.boolean(),
});
export type OpenStick = z.infer<typeof OpenStick>;

export interface OpenSticksDeps {
  readonly file: string;
  readonly log: Logger;
  /** Told when the first stick is about to be opened. */
  readonly onOpened: () => void;
}

export class OpenSticks {
  readonly #deps: OpenSticksDeps;
  readonly #open = new Map<Stick, OpenStick>();

  constructor(deps: OpenSticksDeps) {
    this.#deps = deps;
  }

  /** A stick is about to be opened; it is listed until it says that it has stopped. */
  watch(stick: Stick, entry: OpenStick): void {
    this.#open.set(stick, entry);
    this.#write();
    this.#deps.onOpened();
    stick.on('changed', () => {
      if (stick.status.phase === 'stopped' && this.#open.delete(stick)) this.#write();
    });
  }

  /** Sync and small: it must be on disk before the port is opened. */
  #write(): void {
    const { file, log } = this.#deps;
    try {
      if (this.#open.size === 0) {
        rmSync(file, { force: true });
        return;
      }
      const temporary = `${file}.tmp`;
      writeFileSync(temporary, JSON.stringify([...this.#open.values()]), { mode: 0o600 });
      renameSync(temporary, file);
    } catch (error) {
      log.warn('The list of open sticks cannot be written', { file, reason: String(error) });
    }
  }
}

/** What an earlier process left open; nothing where there is no list, or none that can be read. */
export function readOpenSticks(file: string): readonly OpenStick[] {
  try {
    const parsed = z
      .array(OpenStick)
      .max(64)
      .safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
