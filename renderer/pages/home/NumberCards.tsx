/** Four related figures in one card split by hairlines: hashrate, power, today, shares. */
import type { ReactNode } from 'react';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import type { Origin, Reading } from '../../../electron/contract/units.ts';
import { AskBadge } from '../../parts/AskBadge.tsx';
import card from '../../parts/Card.module.css';
import { Formulas } from '../../parts/Formulas.tsx';
import { LoadingBars } from '../../parts/LoadingBars.tsx';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import {
  costFormula,
  hashrateFormula,
  netFormula,
  powerFormula,
  priceSource,
  satsFormula,
  sharesSource,
} from '../../text/formula.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import type { Sentence } from '../../text/verdict.ts';
import { HashrateNumber } from './HashrateNumber.tsx';
import css from './NumberCards.module.css';
import { PowerNumber } from './PowerNumber.tsx';
import { SharesNumber } from './SharesNumber.tsx';
import { TodayNumbers } from './TodayNumbers.tsx';

export function NumberCards() {
  const t = useText();
  const frame = useFrame((newest) => newest);
  const formulas = useFormulas(frame);
  const origins = frame === null ? NO_ORIGINS : originsOf(frame);
  return (
    <section className={`${card.card} ${css.cards}`}>
      <NumberCard label={t('card.hashrate')} origin={origins.hashrate} lines={formulas.hashrate}>
        {frame === null ? <LoadingBars /> : <HashrateNumber frame={frame} lines={formulas.hashrate} />}
      </NumberCard>
      <NumberCard label={t('card.power')} origin={origins.power} lines={formulas.power}>
        {frame === null ? <LoadingBars /> : <PowerNumber frame={frame} lines={formulas.power} />}
      </NumberCard>
      <NumberCard
        label={t('card.today')}
        origin={origins.today}
        lines={[...formulas.cost, ...formulas.sats, ...formulas.net, ...formulas.price]}
      >
        {frame === null ? <LoadingBars /> : <TodayNumbers frame={frame} lines={formulas} />}
      </NumberCard>
      <NumberCard label={t('card.shares')} origin={origins.shares} lines={formulas.shares}>
        {frame === null ? <LoadingBars /> : <SharesNumber frame={frame} />}
      </NumberCard>
    </section>
  );
}

type Origins = Readonly<Record<'hashrate' | 'power' | 'today' | 'shares', Origin | null>>;

const NO_ORIGINS: Origins = { hashrate: null, power: null, today: null, shares: null };

type Lines = Readonly<
  Record<'hashrate' | 'power' | 'cost' | 'sats' | 'net' | 'price' | 'shares', readonly Sentence[]>
>;

const NO_LINES: Lines = { hashrate: [], power: [], cost: [], sats: [], net: [], price: [], shares: [] };

function useFormulas(frame: MinerFrame | null): Lines {
  const format = useFormat();
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  if (frame === null) return NO_LINES;
  const price = priceSource(frame, isDemo, format);
  return {
    hashrate: hashrateFormula(frame, format),
    power: [...powerFormula(frame, format), ...price],
    cost: costFormula(frame, format),
    sats: satsFormula(frame, format),
    net: netFormula(frame, format),
    price,
    shares: sharesSource(frame),
  };
}

interface NumberCardProps {
  readonly label: string;
  readonly origin: Origin | null;
  /** How the card's numbers came about. */
  readonly lines: readonly Sentence[];
  readonly children: ReactNode;
}

function NumberCard({ label, origin, lines, children }: NumberCardProps) {
  const t = useText();
  const format = useFormat();
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  return (
    <div className={css.card}>
      <div className={css.label}>
        {label}
        {freshness.kind === 'stale' && (
          <span className={css.age}>{t('figure.stale', { age: format.duration(freshness.ageMs) })}</span>
        )}
        {origin !== null && freshness.kind !== 'gone' && (
          <AskBadge origin={origin} label={label} isBrief={freshness.kind === 'stale'}>
            <Formulas lines={lines} />
          </AskBadge>
        )}
      </div>
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
