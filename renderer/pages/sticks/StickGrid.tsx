/** The tiles, those that need somebody first. */
import type { StickId } from '../../../electron/contract/units.ts';
import { useFrame } from '../../state/use-miner.tsx';
import { sortSticks } from '../../text/stick-order.ts';
import { useText } from '../../text/use-text.tsx';
import { StickCard } from './StickCard.tsx';
import css from './StickGrid.module.css';

interface StickGridProps {
  readonly openId: string | null;
  /** Null while nothing is being selected. */
  readonly selected: ReadonlySet<StickId> | null;
  readonly onOpen: (id: StickId) => void;
  readonly onToggle: (id: StickId) => void;
}

export function StickGrid({ openId, selected, onOpen, onToggle }: StickGridProps) {
  const t = useText();
  const sticks = useFrame((frame) => frame.sticks);
  const nowMs = useFrame((frame) => frame.nowMs) ?? 0;
  if (sticks === null || sticks.length === 0) return null;
  return (
    <ul className={css.grid} aria-label={t('stick.list')}>
      {sortSticks(sticks).map((stick) => (
        <StickCard
          key={stick.id}
          stick={stick}
          nowMs={nowMs}
          isOpen={stick.id === openId}
          isSelected={selected === null ? null : selected.has(stick.id)}
          onPress={() => (selected === null ? onOpen(stick.id) : onToggle(stick.id))}
        />
      ))}
    </ul>
  );
}
