/** What the demo shows, asked on opening and after each change; null outside the demo and before the answer. */
import { useCallback, useEffect, useState } from 'react';
import type { DemoFault, DemoState } from '../../electron/contract/demo.ts';
import type { StickId } from '../../electron/contract/units.ts';
import { useMiner, useSnapshot } from './use-miner.tsx';

export interface DemoChanges {
  readonly state: DemoState | null;
  /** A change is under way. */
  readonly isBusy: boolean;
  readonly hasFailed: boolean;
  setSticks(models: readonly string[]): void;
  setFault(stickId: StickId, fault: DemoFault, active: boolean): void;
}

export function useDemo(): DemoChanges {
  const miner = useMiner();
  const isOpen = useSnapshot(({ link, hello }) => link === 'open' && hello?.demo === true);
  const [state, setState] = useState<DemoState | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const ask = useCallback(
    async (change: () => Promise<unknown>): Promise<void> => {
      setBusy(true);
      try {
        await change();
        setFailed(false);
      } catch {
        setFailed(true);
      }
      const newest = await miner.calls.demoState({}).catch(() => null);
      if (newest !== null) setState(newest);
      setBusy(false);
    },
    [miner],
  );
  useEffect(() => {
    if (isOpen) void ask(async () => {});
    else setState(null);
  }, [isOpen, ask]);
  return {
    state,
    isBusy,
    hasFailed,
    setSticks: (models) => void ask(() => miner.calls.setDemoSticks({ models: [...models] })),
    setFault: (stickId, fault, active) =>
      void ask(() => miner.calls.setDemoFault({ stickId, fault, active })),
  };
}
