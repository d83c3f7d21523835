/** The past of one time range from the ledger, asked again each minute while the page is looked at. */
import { useEffect, useState } from 'react';
import type { History } from '../../electron/contract/history.ts';
import { firstRecordMs } from './first-record.ts';
import { RANGE_SIZE, type Range } from './ranges.ts';
import { useMiner, useSnapshot } from './use-miner.tsx';

const REFRESH_MS = 60_000;
const RETRY_MS = 5_000;

export interface PastState {
  /** Of which range; while another one is being asked for, the old one stays on screen. */
  readonly range: Range;
  readonly history: History;
  /** The host's time when it answered. */
  readonly untilMs: number;
  /** When the first of it was recorded, or null when nothing was. */
  readonly firstMs: number | null;
}

/** `range` null asks for nothing. */
export function useHistory(range: Range | null): {
  readonly past: PastState | null;
  readonly hasFailed: boolean;
} {
  const miner = useMiner();
  const hello = useSnapshot((snapshot) => snapshot.hello);
  const hasFrame = useSnapshot(({ frame }) => frame !== null);
  const [past, setPast] = useState<PastState | null>(null);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    if (range === null || hello === null || !hasFrame) return;
    let isWanted = true;
    let cancel = () => {};
    const ask = async (): Promise<void> => {
      if (miner.isHidden) {
        cancel = miner.clock.after(RETRY_MS, () => void ask());
        return;
      }
      const asked = await askOnce(miner, range);
      if (!isWanted) return;
      if (asked !== null) setPast({ range, ...asked });
      setFailed(asked === null);
      cancel = miner.clock.after(asked === null ? RETRY_MS : REFRESH_MS, () => void ask());
    };
    void ask();
    return () => {
      isWanted = false;
      cancel();
    };
  }, [miner, range, hello, hasFrame]);

  return { past, hasFailed };
}

type Miner = ReturnType<typeof useMiner>;

async function askOnce(miner: Miner, range: Range): Promise<Omit<PastState, 'range'> | null> {
  const { lengthMs, maxPoints } = RANGE_SIZE[range];
  const toMs = miner.store.api.getState().frame?.nowMs;
  if (toMs === undefined) return null;
  const fromMs = toMs - lengthMs;
  try {
    const history = await miner.calls.history({ fromMs, toMs, maxPoints });
    const firstMs = await firstRecordMs(history, fromMs, (range) => miner.calls.history(range));
    return { history, untilMs: toMs, firstMs };
  } catch {
    return null;
  }
}
