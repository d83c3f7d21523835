/** Four related figures in one card split by hairlines: hashrate, power, today, shares. */
import type { ReactNode } from 'react';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import type { Origin, Reading } from '../../../electron/contract/units.ts';
import { Badge } from '../../parts/Badge.tsx';
import card from '../../parts/Card.module.css';
import { LoadingBars } from '../../parts/LoadingBars.tsx';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { HashrateNumber } from './HashrateNumber.tsx';
import css from './NumberCards.module.css';
import { PowerNumber } from './PowerNumber.tsx';
import { SharesNumber } from './SharesNumber.tsx';
import { TodayNumbers } from './TodayNumbers.tsx';

export function NumberCards() {
  const t = useText();
  const frame = useFrame((newest) => newest);
  const origins = frame === null ? NO_ORIGINS : originsOf(frame);
  return (
    <section className={`${card.card} ${css.cards}`}>
      <NumberCard label={t('card.hashrate')} origin={origins.hashrate}>
        {frame === null ? <LoadingBars /> : <HashrateNumber frame={frame} />}
      </NumberCard>
      <NumberCard label={t('card.power')} origin={origins.power}>
        {frame === null ? <LoadingBars /> : <PowerNumber frame={frame} />}
      </NumberCard>
      <NumberCard label={t('card.today')} origin={origins.today}>
        {frame === null ? <LoadingBars /> : <TodayNumbers frame={frame} />}
      </NumberCard>
      <NumberCard label={t('card.shares')} origin={origins.shares}>
        {frame === null ? <LoadingBars /> : <SharesNumber frame={frame} />}
      </NumberCard>
    </section>
  );
}

type Origins = Readonly<Record<'hashrate' | 'power' | 'today' | 'shares', Origin | null>>;

const NO_ORIGINS: Origins = { hashrate: null, power: null, today: null, shares: null };

interface NumberCardProps {
  readonly label: string;
  readonly origin: Origin | null;
  readonly children: ReactNode;
}

function NumberCard({ label, origin, children }: NumberCardProps) {
  const t = useText();
  const format = useFormat();
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  return (
    <div className={css.card}>
      <p className={css.label}>
        {label}
        {freshness.kind === 'stale' && (
          <span className={css.age}>{t('figure.stale', { age: format.duration(freshness.ageMs) })}</span>
        )}
        {origin !== null && freshness.kind !== 'gone' && (
          <Badge origin={origin} isBrief={freshness.kind === 'stale'} />
        )}
      </p>
      {children}
    </div>
  );
}

/** A card's badge is that of its least sure number; null where nothing is known. Shares are the pool's word. */
function originsOf({ fleet, today }: MinerFrame): Origins {
  return {
    hashrate: leastSure([fleet.hashrate.hashrateHs]),
    power: leastSure([fleet.powerW]),
    today: leastSure([today.cost, today.expectedSats, today.net]),
    shares: 'reported',
  };
}

const SURENESS: readonly Origin[] = ['typed', 'measured', 'reported', 'partModelled', 'modelled'];

function leastSure(readings: readonly Reading<unknown>[]): Origin | null {
  const origins = readings.filter(({ value }) => value !== null).map(({ origin }) => origin);
  return SURENESS.findLast((origin) => origins.includes(origin)) ?? null;
}
