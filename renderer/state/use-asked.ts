/** The answer to a question, asked again from time to time while the page is looked at and connected. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Calls } from '../../electron/contract/connect.ts';
import type { MinerContract } from '../../electron/contract/contract.ts';
import { useMiner, useSnapshot } from './use-miner.tsx';

export interface Asked<T> {
  /** The newest answer; one that cannot be had again stays. */
  readonly answer: T | null;
  readonly hasFailed: boolean;
  /** Asks at once, such as after something was done about it. */
  readonly again: () => void;
}

export interface AskOptions<T> {
  /** Another key is another question: the answer to the old one goes. Null asks nothing. */
  readonly key: string | null;
  readonly everyMs: number;
  readonly ask: (calls: Calls<MinerContract>, nowMs: number) => Promise<T>;
}

export function useAsked<T>({ key, everyMs, ask }: AskOptions<T>): Asked<T> {
  const miner = useMiner();
  const isOpen = useSnapshot(({ link, frame }) => link === 'open' && frame !== null);
  const [got, setGot] = useState<{ readonly key: string; readonly answer: T } | null>(null);
  const [failedKey, setFailedKey] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const newest = useRef(ask);
  newest.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks again
  useEffect(() => {
    if (key === null || !isOpen) return;
    let isWanted = true;
    const askOnce = async (): Promise<void> => {
      const nowMs = miner.store.api.getState().frame?.nowMs;
      if (miner.isHidden || nowMs === undefined) return;
      try {
        const answer = await newest.current(miner.calls, nowMs);
        if (!isWanted) return;
        setGot({ key, answer });
        setFailedKey(null);
      } catch {
        if (isWanted) setFailedKey(key);
      }
    };
    void askOnce();
    const cancel = miner.clock.every(everyMs, () => void askOnce());
    return () => {
      isWanted = false;
      cancel();
    };
  }, [miner, key, everyMs, isOpen, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { answer: got?.key === key ? (got?.answer ?? null) : null, hasFailed: failedKey === key, again };
}
