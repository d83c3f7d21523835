/** The state of the whole miner as a disc beside the verdict. */
import {
  Check,
  CircleAlert,
  type LucideIcon,
  Pause,
  Server,
  TrendingUp,
  TriangleAlert,
  Usb,
  WifiOff,
} from 'lucide-react';
import type { RunState } from '../../electron/contract/frame.ts';
import css from './StateDisc.module.css';

/** `gone`: the miner has not been heard of for a while. */
type DiscState = RunState['state'] | 'gone';

const ICONS: Readonly<Record<DiscState, LucideIcon>> = {
  gone: WifiOff,
  needsHelp: TriangleAlert,
  stalled: CircleAlert,
  noSticks: Usb,
  noPool: Server,
  paused: Pause,
  starting: TrendingUp,
  mining: Check,
};

/** Null while nothing is known yet: an empty disc keeps the place. */
export function StateDisc({ state }: { readonly state: DiscState | null }) {
  if (state === null) return <span className={css.disc} />;
  const Icon = ICONS[state];
  return (
    <span className={`${css.disc} ${css[state]}`}>
      <Icon size={19} strokeWidth={2} aria-hidden="true" />
    </span>
  );
}
