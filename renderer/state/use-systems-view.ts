/** What the computer tells about itself, asked while somebody looks at it. The host reads no faster than this. */
import { useEffect, useState } from 'react';
import type { SystemsView } from '../../electron/contract/systems.ts';
import { useMiner, useSnapshot } from './use-miner.tsx';

const REFRESH_MS = 30_000;

export function useSystemsView(): { readonly view: SystemsView | null; readonly hasFailed: boolean } {
  const miner = useMiner();
  const isOpen = useSnapshot(({ link }) => link === 'open');
  const [view, setView] = useState<SystemsView | null>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    let isWanted = true;
    const ask = async (): Promise<void> => {
      const answer = await miner.calls.systemsView({}).catch(() => null);
      if (!isWanted) return;
      if (answer !== null) setView(answer);
      setFailed(answer === null);
    };
    void ask();
    const cancel = miner.clock.every(REFRESH_MS, () => void ask());
    return () => {
      isWanted = false;
      cancel();
    };
  }, [miner, isOpen]);
  return { view, hasFailed };
}
