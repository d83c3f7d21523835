/** Where the window stood, remembered between starts. A place that no screen shows any more is forgotten. */
import ElectronStore from 'electron-store';
import { z } from 'zod';

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) });
const Remembered = z.object({ bounds: Bounds, isMaximized: z.boolean() });
type Remembered = z.infer<typeof Remembered>;
type Rectangle = z.infer<typeof Bounds>;

const FIRST_SIZE = { width: 1280, height: 800 } as const;
/** Pixels of the title bar that must be on a screen for the window to be within reach of the mouse. */
const REACH_PX = 100;

export interface WindowBounds {
  /** Options for a new window: with a place only when it is still on a screen. */
  load(screens: readonly Rectangle[]): { readonly place: Partial<Rectangle>; readonly isMaximized: boolean };
  save(remembered: Remembered): void;
}

/** Kept in `<folder>/window.json`. A file that cannot be read counts as none. */
export function windowBounds(folder: string): WindowBounds {
  const store = new ElectronStore<Record<string, unknown>>({
    name: 'window',
    cwd: folder,
    clearInvalidConfig: true,
  });
  return {
    load(screens) {
      const remembered = Remembered.safeParse(store.store);
      if (!remembered.success) return { place: FIRST_SIZE, isMaximized: false };
      const { bounds, isMaximized } = remembered.data;
      const { width, height } = bounds;
      return { place: isWithinReach(bounds, screens) ? bounds : { width, height }, isMaximized };
    },
    save(remembered) {
      store.store = remembered;
    },
  };
}

/** True when enough of the upper edge lies on one of the screens. */
export function isWithinReach(bounds: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some((screen) => {
    const widthPx = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
    const isTopInside = bounds.y >= screen.y && bounds.y < screen.y + screen.height - REACH_PX / 2;
    return widthPx >= REACH_PX && isTopInside;
  });
}
