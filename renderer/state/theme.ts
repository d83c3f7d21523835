/** Which of the two palettes is on: the user's choice, or the system's as long as that is the choice. */
import type { Settings } from '../../electron/contract/settings.ts';

export type Theme = Settings['theme'];

const THEME_KEY = 'hashwatt.theme';
const DARK_QUERY = '(prefers-color-scheme: dark)';

export interface ThemeDeps {
  readonly root: Pick<HTMLElement, 'dataset'>;
  readonly page: Pick<Window, 'matchMedia' | 'localStorage'>;
  /** What to begin with, until the settings are known: the last one, so that nothing flashes. */
  readonly theme: Theme;
}

export class ThemeBook {
  readonly #deps: ThemeDeps;
  readonly #system: MediaQueryList;
  readonly #listeners = new Set<() => void>();
  #theme: Theme;

  constructor(deps: ThemeDeps) {
    this.#deps = deps;
    this.#theme = deps.theme;
    this.#system = deps.page.matchMedia(DARK_QUERY);
  }

  start(): void {
    this.#system.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  set(theme: Theme): void {
    this.#theme = theme;
    this.#deps.page.localStorage.setItem(THEME_KEY, theme);
    this.#apply();
  }

  get shown(): 'light' | 'dark' {
    if (this.#theme !== 'system') return this.#theme;
    return this.#system.matches ? 'dark' : 'light';
  }

  /** Calls back when the palette shown changes, until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #apply(): void {
    if (this.#deps.root.dataset.theme === this.shown) return;
    this.#deps.root.dataset.theme = this.shown;
    for (const listener of this.#listeners) listener();
  }
}

export function savedTheme(storage: Pick<Storage, 'getItem'>): Theme {
  const saved = storage.getItem(THEME_KEY);
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}
