/** Each hub with sticks: what they draw, what its supply gives, and which ports are free. */
import { useState } from 'react';
import type { HubState, StickState } from '../../../electron/contract/frame.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import { useFrame } from '../../state/use-miner.tsx';
import { hubBudget, portsOf } from '../../text/hub-budget.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import cards from './Cards.module.css';
import css from './HubCards.module.css';
import { HubDialog } from './HubDialog.tsx';

export function HubCards() {
  const hubs = useFrame((frame) => frame.hubs) ?? [];
  const sticks = useFrame((frame) => frame.sticks) ?? [];
  return hubs.map((hub) => <HubCard key={hub.id} hub={hub} sticks={sticks} />);
}

interface HubProps {
  readonly hub: HubState;
  readonly sticks: readonly StickState[];
}

function HubCard({ hub, sticks }: HubProps) {
  const t = useText();
  const [isEditing, setEditing] = useState(false);
  const name = hub.name ?? t('hub.unnamed', { id: hub.id });
  return (
    <section className={`${card.card} ${cards.card}`}>
      <div className={cards.head}>
        <h2>{t('hub.title', { name, ports: hub.portCount ?? 0 })}</h2>
        {hub.ratedW !== null && (
          <span className={css.rated}>
            <Badge origin="typed" isBrief /> {t('hub.rated')}
          </span>
        )}
        <Button size="small" onClick={() => setEditing(true)}>
          {t('hub.edit')}
        </Button>
      </div>
      <Budget hub={hub} sticks={sticks} />
      <ul className={css.ports} aria-label={t('hub.ports', { name })}>
        {portsOf(hub).map(({ port, stickId }) => (
          <Port key={stickId ?? `free ${port}`} port={port} stick={sticks.find(({ id }) => id === stickId)} />
        ))}
      </ul>
      {isEditing && <HubDialog hub={hub} onClose={() => setEditing(false)} />}
    </section>
  );
}

function Budget({ hub, sticks }: HubProps) {
  const t = useText();
  const format = useFormat();
  const { usedW, ratedW, leftW, wanting } = hubBudget(hub, sticks);
  const fullW = Math.max(ratedW ?? 0, (usedW ?? 0) + (wanting?.watts ?? 0)) || 1;
  const width = (watts: number) => ({ width: `${(watts / fullW) * 100}%` });
  return (
    <>
      <p className={css.figures}>
        <span>
          {usedW === null ? t('hub.unknownUse') : t('hub.inUse', { watts: format.coarse(usedW) })}{' '}
          <Badge origin={hub.powerW.origin} />
        </span>
        {ratedW !== null && <span>{t('hub.supply', { watts: format.coarse(ratedW) })}</span>}
      </p>
      {usedW !== null && ratedW !== null && (
        <div className={css.bar} aria-hidden="true">
          <div className={css.used} style={width(usedW)} />
          {wanting !== null && <div className={css.wanted} style={width(wanting.watts)} />}
          <div className={css.mark} style={{ left: `${(ratedW / fullW) * 100}%` }} />
        </div>
      )}
      <p>
        {ratedW === null
          ? t('hub.noRating')
          : leftW === null
            ? t('reason.partUnknown')
            : leftW < 0
              ? t('hub.over', { watts: format.coarse(-leftW) })
              : t('hub.left', { watts: format.coarse(leftW) })}{' '}
        {wanting !== null &&
          t('hub.wants', {
            name: wanting.name,
            watts: format.coarse(wanting.watts),
            frequency: format.whole(wanting.frequencyMhz),
          })}
      </p>
    </>
  );
}

function Port({ port, stick }: { readonly port: number | null; readonly stick: StickState | undefined }) {
  const t = useText();
  const format = useFormat();
  if (stick === undefined)
    return <li className={css.free}>{t('hub.free', { port: port ?? t('unknown') })}</li>;
  const isOut = stick.health === 'needsHelp' || stick.health === 'lost';
  return (
    <li className={stick.health === 'needsHelp' ? css.helpless : css.port}>
      <b>{stick.name}</b>
      {isOut
        ? t('hub.stopped')
        : stick.powerW.value === null
          ? `${t('unknown')} W`
          : `${format.coarse(stick.powerW.value)} W`}
    </li>
  );
}
