/** Settings kept by the shell (electron-store lives in Electron's main process), asked for over the parent port. */
import type { Clock, SettingsPort } from '../contract/ports.ts';
import type { HostToShell, SettingsBookName, ShellToHost } from '../contract/shell-messages.ts';

/** The shell may be in a dialog; a settings file that takes longer than this is not coming. */
const ANSWER_LIMIT_MS = 10_000;

type Answer = Extract<ShellToHost, { kind: 'settingsLoaded' | 'settingsSaved' | 'settingsFailed' }>;
type Question =
  | { readonly kind: 'loadSettings'; readonly book: SettingsBookName }
  | {
      readonly kind: 'saveSettings';
      readonly book: SettingsBookName;
      readonly value: Record<string, unknown>;
    };

export interface ShellSettingsDeps {
  readonly post: (message: HostToShell) => void;
  readonly clock: Clock;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly cancel: () => void;
}

export class ShellSettings {
  readonly #deps: ShellSettingsDeps;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;

  constructor(deps: ShellSettingsDeps) {
    this.#deps = deps;
  }

  port(book: SettingsBookName): SettingsPort {
    return {
      load: () => this.#ask({ kind: 'loadSettings', book }),
      save: async (settings) => {
        await this.#ask({ kind: 'saveSettings', book, value: settings as Record<string, unknown> });
      },
    };
  }

  /** An answer of the shell; one to nothing asked is ignored. */
  answer(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    waiting.cancel();
    if (answer.kind === 'settingsFailed') waiting.reject(new Error(answer.sentence));
    else waiting.resolve(answer.kind === 'settingsLoaded' ? answer.value : undefined);
  }

  #ask(question: Question): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      const cancel = this.#deps.clock.after(ANSWER_LIMIT_MS, () => {
        this.#waiting.delete(id);
        reject(new Error('The window program did not answer about the settings file.'));
      });
      this.#waiting.set(id, { resolve, reject, cancel });
      this.#deps.post({ ...question, id });
    });
  }
}
