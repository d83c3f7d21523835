/** Tells readers of the screen what changed: states, never numbers, at most one sentence in ten seconds. */
import { useEffect, useMemo, useState } from 'react';
import { Announcements } from '../state/announcements.ts';
import { useFrame, useMiner } from '../state/use-miner.tsx';
import { useText } from '../text/use-text.tsx';

export function Announcer() {
  const t = useText();
  const { clock } = useMiner();
  const [sentence, setSentence] = useState('');
  const announcements = useMemo(() => new Announcements(clock, setSentence), [clock]);
  useEffect(() => () => announcements.stop(), [announcements]);
  const frame = useFrame((newest) => newest);
  useEffect(() => {
    if (frame === null) return;
    announcements.offer({
      run: t('announce.run', {
        state: t(`run.${frame.run.state}`, { count: Math.max(1, helpless(frame.sticks)) }),
      }),
      sticks: frame.sticks.map(({ id, name, health }) => ({
        id,
        sentence: t('announce.stick', { name, state: t(`health.${health}`) }),
      })),
    });
  }, [announcements, frame, t]);
  return (
    <p className="readers" aria-live="polite">
      {sentence}
    </p>
  );
}

function helpless(sticks: readonly { readonly health: string }[]): number {
  return sticks.filter(({ health }) => health === 'needsHelp').length;
}
