/** The one state the status bar shows, worst first. */
import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  type LucideIcon,
  Server,
  TrendingUp,
  TriangleAlert,
  Usb,
  WifiOff,
} from 'lucide-react';
import type { RunState } from '../../electron/contract/frame.ts';
import { useFrame, useSnapshot } from '../state/use-miner.tsx';
import { isHashing } from '../text/stick-lines.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import css from './RunPill.module.css';

type PillState = RunState['state'] | 'connecting' | 'disconnected';

const ICONS: Readonly<Record<PillState, LucideIcon | null>> = {
  needsHelp: TriangleAlert,
  stalled: CircleAlert,
  noSticks: Usb,
  noPool: Server,
  paused: CirclePause,
  starting: TrendingUp,
  mining: CircleCheck,
  connecting: null,
  disconnected: WifiOff,
};

export function RunPill() {
  const t = useText();
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  const state = usePillState();
  const detail = useDetail(state);
  const helpless =
    useFrame(({ sticks }) => sticks.filter(({ health }) => health === 'needsHelp').length) ?? 0;
  const Icon = ICONS[state];
  return (
    <span className={`${css.pill} ${css[state]}`}>
      {Icon !== null && <Icon size={15} strokeWidth={2} aria-hidden="true" />}
      <span className={css.word}>{t(`run.${state}`, { count: Math.max(1, helpless) })}</span>
      {detail !== null && <span className={css.detail}>{detail}</span>}
      {isDemo && <span className={css.demo}>{t('run.demo')}</span>}
    </span>
  );
}

function usePillState(): PillState {
  const link = useSnapshot((snapshot) => snapshot.link);
  const isGone = useSnapshot(({ freshness }) => freshness.kind === 'gone');
  const state = useFrame((frame) => frame.run.state);
  if (isGone) return 'disconnected';
  return state ?? (link === 'lost' ? 'disconnected' : 'connecting');
}

function useDetail(state: PillState): string | null {
  const t = useText();
  const format = useFormat();
  const detail = useFrame(({ run, nowMs, sticks }) => {
    if (run.pausedUntilMs !== null)
      return t('run.detail.resumes', { time: format.moment(run.pausedUntilMs, nowMs) });
    if (run.state !== 'needsHelp' && run.state !== 'stalled') return null;
    const mining = sticks.filter(isHashing).length;
    return t('run.detail.mining', { mining, count: sticks.length });
  });
  return state === 'disconnected' ? null : detail;
}
