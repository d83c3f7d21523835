/** Pausing and running, with what the host says about it; the next frame shows the new state. */
import { useState } from 'react';
import { useFrame, useMiner } from './use-miner.tsx';

export function usePause() {
  const miner = useMiner();
  const isPaused = useFrame((frame) => frame.run.paused) ?? false;
  const [hasFailed, setFailed] = useState(false);
  const send = (answer: Promise<unknown>): void => {
    answer.then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  const pauseUntil = (untilMs: number | null): void => send(miner.calls.pause({ untilMs }));
  const resume = (): void => send(miner.calls.resume({}));
  return { isPaused, hasFailed, pauseUntil, toggle: () => (isPaused ? resume() : pauseUntil(null)) };
}
