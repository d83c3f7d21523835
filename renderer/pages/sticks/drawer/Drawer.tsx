/** One stick whole, beside the tiles: the focus goes to its name, Escape gives it back to the tile. */
import { Tabs } from '@base-ui/react/tabs';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import { HealthMark } from '../../../parts/HealthMark.tsx';
import { useFrame, useSnapshot } from '../../../state/use-miner.tsx';
import { useText } from '../../../text/use-text.tsx';
import { TABS, type Tab } from '../place.ts';
import { ChartTab } from './ChartTab.tsx';
import css from './Drawer.module.css';
import { DrawerActions } from './DrawerActions.tsx';
import { LogTab } from './LogTab.tsx';
import { OverviewTab } from './OverviewTab.tsx';
import { PassportTab } from './PassportTab.tsx';
import { PowerTab } from './PowerTab.tsx';
import { TuningTab } from './TuningTab.tsx';

interface DrawerProps {
  readonly stickId: string;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly onClose: () => void;
}

const CONTENT: Readonly<Record<Tab, (props: { readonly stick: StickState }) => ReactNode>> = {
  overview: OverviewTab,
  chart: ChartTab,
  tuning: TuningTab,
  power: PowerTab,
  passport: PassportTab,
  log: LogTab,
};

export function Drawer({ stickId, tab, onTab, onClose }: DrawerProps) {
  const t = useText();
  const stick = useFrame(({ sticks }) => sticks.find(({ id }) => id === stickId) ?? null);
  const hasFrame = useSnapshot(({ frame }) => frame !== null);
  const title = useRef<HTMLHeadingElement>(null);
  const hasStick = stick !== null;
  useEffect(() => {
    if (hasStick) title.current?.focus({ preventScroll: true });
  }, [hasStick]);
  if (!hasFrame) return null;
  const name = stick?.name ?? stickId;
  return (
    <section
      className={css.drawer}
      aria-label={t('drawer.label', { name })}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className={css.head}>
        <h2 ref={title} tabIndex={-1}>
          {name}
        </h2>
        {stick !== null && <HealthMark health={stick.health} />}
        <button type="button" className={css.close} aria-label={t('drawer.close')} onClick={onClose}>
          <X size={18} strokeWidth={1.75} aria-hidden="true" />
        </button>
        {stick !== null && <Subline stick={stick} />}
        {stick !== null && <DrawerActions stick={stick} onForgotten={onClose} />}
      </header>
      {stick === null ? (
        <p className={css.gone}>{t('drawer.gone')}</p>
      ) : (
        <Tabs.Root className={css.tabs} value={tab} onValueChange={(value) => onTab(value as Tab)}>
          <Tabs.List className={css.list} aria-label={t('drawer.tabs')} activateOnFocus>
            {TABS.map((one) => (
              <Tabs.Tab key={one} value={one} className={css.tab}>
                {t(`drawer.tab.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {TABS.map((one) => {
            const Content = CONTENT[one];
            return (
              <Tabs.Panel key={one} value={one} className={css.panel}>
                <Content stick={stick} />
              </Tabs.Panel>
            );
          })}
        </Tabs.Root>
      )}
    </section>
  );
}

function Subline({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const hub = useFrame(({ hubs }) => hubs.find(({ id }) => id === stick.hubId) ?? null);
  const port = hub?.sticks.find(({ stickId }) => stickId === stick.id)?.port ?? null;
  const hubName = hub === null ? null : (hub.name ?? t('hub.unnamed', { id: hub.id }));
  const parts = [
    stick.modelName,
    hubName !== null && port !== null ? t('drawer.sub.port', { port, hub: hubName }) : hubName,
    stick.serialNumber,
    stick.isTwin ? t('drawer.sub.twin') : null,
    stick.simulated ? t('drawer.sub.simulated') : null,
  ];
  return <p className={css.sub}>{parts.filter(Boolean).join(', ')}</p>;
}
