/** Which stick needs me? Tiles with the ones that do first, their hubs, devices that do not mine, and one stick whole. */
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { StickId } from '../../../electron/contract/units.ts';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { BulkBar } from './BulkBar.tsx';
import { DeviceCard } from './DeviceCard.tsx';
import { Drawer } from './drawer/Drawer.tsx';
import { EmptySticks } from './EmptySticks.tsx';
import { HubCards } from './HubCards.tsx';
import { pathOf, placeOf, type Tab } from './place.ts';
import { StickGrid } from './StickGrid.tsx';
import { SticksHeader } from './SticksHeader.tsx';
import css from './SticksPage.module.css';

export function SticksPage() {
  const [path, go] = useLocation();
  const { stickId, tab } = placeOf(path);
  const [selected, setSelected] = useState<ReadonlySet<StickId> | null>(null);
  const hasNoSticks = useFrame(({ sticks }) => sticks.length === 0) ?? false;
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  const close = (): void => {
    go(pathOf(null));
    if (stickId !== null) focusTile(stickId);
  };
  const toggle = (id: StickId): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  return (
    <>
      <SticksHeader
        isSelecting={selected !== null}
        onSelect={() => setSelected(selected === null ? new Set() : null)}
      />
      <div className={css.columns}>
        <div className={css.list}>
          {selected !== null && <BulkBar selected={selected} onSelected={setSelected} />}
          {hasNoSticks && <EmptySticks />}
          <StickGrid
            openId={stickId}
            selected={selected}
            onOpen={(id) => go(pathOf(id, id === stickId ? tab : 'overview'))}
            onToggle={toggle}
          />
          <HubCards />
          <DeviceCard key={isDemo ? 'demo' : 'own'} />
        </div>
        {stickId !== null && (
          <Drawer
            key={stickId}
            stickId={stickId}
            tab={tab}
            onTab={(next: Tab) => go(pathOf(stickId, next), { replace: true })}
            onClose={close}
          />
        )}
      </div>
    </>
  );
}

/** The tile the drawer was opened from has the focus again. */
function focusTile(stickId: string): void {
  const tile = document.querySelector(`[data-stick="${CSS.escape(stickId)}"]`);
  if (tile instanceof HTMLElement) tile.focus();
}
