/** State of a stick: icon, word and colour together, never one alone. */
import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  Clock,
  type LucideIcon,
  SlidersHorizontal,
  Thermometer,
  TrendingUp,
  TriangleAlert,
  Unplug,
  Usb,
} from 'lucide-react';
import type { StickHealth } from '../../electron/contract/frame.ts';
import { useText } from '../text/use-text.tsx';
import css from './HealthMark.module.css';

/** `stale`: what it was when the miner was last heard of, which is some time ago. */
type MarkState = StickHealth | 'stale';

const ICONS: Readonly<Record<MarkState, LucideIcon>> = {
  stale: Clock,
  new: Usb,
  ramping: TrendingUp,
  tuning: SlidersHorizontal,
  mining: CircleCheck,
  cooling: Thermometer,
  paused: CirclePause,
  stalled: CircleAlert,
  lost: Unplug,
  needsHelp: TriangleAlert,
};

export function HealthMark({ health }: { readonly health: MarkState }) {
  const t = useText();
  const Icon = ICONS[health];
  return (
    <span className={`${css.mark} ${css[health]}`}>
      <Icon size={15} strokeWidth={2} aria-hidden="true" />
      {t(`health.${health}`)}
    </span>
  );
}
