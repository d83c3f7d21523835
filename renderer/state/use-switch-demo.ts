/** Moving between one's own miner and the demo: the host closes the connection and says hello anew. */
import { useEffect, useState } from 'react';
import { useMiner, useSnapshot } from './use-miner.tsx';

export function useSwitchDemo() {
  const miner = useMiner();
  const hello = useSnapshot((snapshot) => snapshot.hello);
  const [isSwitching, setSwitching] = useState(false);
  // A new hello ends the switch, whichever way it went.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hello itself is the event
  useEffect(() => setSwitching(false), [hello]);
  return {
    isSwitching,
    switchTo: (demo: boolean): void => {
      setSwitching(true);
      miner.calls.switchDemo({ demo }).catch((error: { readonly code?: string }) => {
        // The connection may close before the answer is through: that is the switch itself.
        if (error.code !== 'closed') setSwitching(false);
      });
    },
  };
}
