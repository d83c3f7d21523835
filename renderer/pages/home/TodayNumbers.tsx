import type { ReactNode } from 'react';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import type { Money } from '../../../electron/contract/units.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Formulas } from '../../parts/Formulas.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import type { Sentence } from '../../text/verdict.ts';
import { DetailLine } from './Detail.tsx';
import css from './NumberCards.module.css';

interface TodayNumbersProps {
  readonly frame: MinerFrame;
  readonly lines: Readonly<Record<'cost' | 'sats' | 'net' | 'price', readonly Sentence[]>>;
}

export function TodayNumbers({ frame: { today, outlook }, lines }: TodayNumbersProps) {
  const t = useText();
  const format = useFormat();
  const value = today.expectedValue.value;
  /** Longer while the sums are under the smallest coin, and then set smaller. */
  const isLong = [today.cost, today.net].some(
    ({ value: sum }) => sum !== null && format.growingMoney(sum).unit !== '',
  );
  const showMoney = (sum: Money) => {
    const { value: text, unit } = format.growingMoney(sum);
    return (
      <>
        {text} {unit !== '' && <span className={css.unit}>{unit}</span>}
      </>
    );
  };
  const unpricedWh = today.unpricedWh.value ?? 0;
  const unpriced = unpricedWh > 0 && (
    <p>{t('figure.unpriced', { energy: `${format.threeDigits(unpricedWh)} Wh` })}</p>
  );
  const breakEven = outlook.breakEvenPricePerKwh.value;
  return (
    <div className={`${css.columns} ${isLong ? css.long : ''}`}>
      <Column
        word={
          <>
            <span className={`${css.mark} ${css.out}`} />
            {t('card.today.cost')}
          </>
        }
      >
        <Figure
          reading={today.cost}
          details={
            <>
              {unpriced}
              <Formulas lines={[...lines.cost, ...lines.price]} />
            </>
          }
          label={t('card.today.cost')}
          show={showMoney}
          exact={format.exactMoney}
        />
      </Column>
      <Column
        word={
          <>
            <span className={`${css.mark} ${css.in}`} />
            {t('card.today.sats')}
          </>
        }
        after={value === null ? null : format.money(value)}
      >
        <Figure
          reading={today.expectedSats}
          label={t('card.today.sats')}
          show={(sats) => (
            <>
              {format.sats(sats)} <span className={css.unit}>sats</span>
            </>
          )}
          exact={(sats) => t('figure.sats', { value: sats })}
          details={<Formulas lines={lines.sats} />}
        />
      </Column>
      <Column word={t('card.today.net')}>
        <Figure
          reading={today.net}
          label={t('card.today.net')}
          show={showMoney}
          exact={format.exactMoney}
          details={
            <>
              {unpriced}
              <Formulas lines={lines.net} />
              {breakEven !== null && <p>{t('figure.breakEven', { price: format.price(breakEven) })}</p>}
            </>
          }
        />
      </Column>
    </div>
  );
}

interface ColumnProps {
  readonly word: ReactNode;
  readonly after?: string | null;
  readonly children: ReactNode;
}

function Column({ word, after = null, children }: ColumnProps) {
  return (
    <div>
      <p className={css.number}>{children}</p>
      <DetailLine after={after}>{word}</DetailLine>
    </div>
  );
}
