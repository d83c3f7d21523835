/** The miner in components: the nearest provider's, read through selectors so that little renders again. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import type { Miner } from './miner.ts';
import type { MinerSnapshot } from './miner-store.ts';
import type { ThemeBook } from './theme.ts';

export interface AppParts {
  readonly miner: Miner;
  readonly theme: ThemeBook;
}

export const AppContext = createContext<AppParts | null>(null);

/** A part of the snapshot; renders again only when that part is another value. */
export function useSnapshot<T>(select: (snapshot: MinerSnapshot) => T): T {
  return useStore(useParts().miner.store.api, select);
}

/** A part of the newest frame, or null before the first. */
export function useFrame<T>(select: (frame: MinerFrame) => T): T | null {
  return useSnapshot(({ frame }) => (frame === null ? null : select(frame)));
}

export function useMiner(): Miner {
  return useParts().miner;
}

export function useTheme(): { readonly book: ThemeBook; readonly shown: 'light' | 'dark' } {
  const { theme: book } = useParts();
  return { book, shown: useSyncExternalStore(book.subscribe, () => book.shown) };
}

function useParts(): AppParts {
  const parts = useContext(AppContext);
  if (parts === null) throw new Error('A component stands outside of App.');
  return parts;
}
