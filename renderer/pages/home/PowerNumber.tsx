import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Formulas } from '../../parts/Formulas.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import type { Sentence } from '../../text/verdict.ts';
import { Detail } from './Detail.tsx';
import css from './NumberCards.module.css';

interface PowerNumberProps {
  readonly frame: MinerFrame;
  readonly lines: readonly Sentence[];
}

export function PowerNumber({ frame: { fleet, sticks }, lines }: PowerNumberProps) {
  const t = useText();
  const format = useFormat();
  return (
    <>
      <p className={css.number}>
        <Figure
          reading={fleet.powerW}
          label={t('card.power')}
          exact={(watts) => `${format.exact(watts)} W`}
          show={(watts) => (
            <>
              {format.coarse(watts)} <span className={css.unit}>W</span>
            </>
          )}
          details={
            <>
              <Parts sticks={sticks} lines={fleet.powerLines} />
              <Formulas lines={lines} />
            </>
          }
        />
      </p>
      <PowerDetail fleet={fleet} />
    </>
  );
}

function PowerDetail({ fleet }: Pick<MinerFrame, 'fleet'>) {
  const t = useText();
  const format = useFormat();
  const cost = fleet.costPerHour.value;
  const joules = fleet.efficiencyJth.value;
  const efficiency =
    joules === null ? null : t('card.power.efficiency', { efficiency: format.coarse(joules) });
  if (cost === null) return <Detail>{efficiency}</Detail>;
  return <Detail before={efficiency}>{t('card.power.cost', { cost: format.money(cost) })}</Detail>;
}

/** Listed up to here; more sticks are in their tiles. */
const MOST_PARTS = 8;

interface PartsProps {
  readonly sticks: MinerFrame['sticks'];
  readonly lines: MinerFrame['fleet']['powerLines'];
}

function Parts({ sticks, lines }: PartsProps) {
  const t = useText();
  const format = useFormat();
  const watts = (value: number | null): string =>
    value === null ? t('unknown') : `${format.exact(round(value))} W`;
  return (
    <ul className={css.parts}>
      {sticks.slice(0, MOST_PARTS).map(({ id, name, powerW, powerSource }) => (
        <li key={id}>
          <span>
            {name}, {t(`power.source.${powerSource}`)}
          </span>
          <Badge origin={powerW.origin} />
          <b>{watts(powerW.value)}</b>
        </li>
      ))}
      {lines.map(({ code, powerW }) => (
        <li key={code}>
          <span>{t(`power.line.${code}`)}</span>
          <Badge origin={powerW.origin} />
          <b>{watts(powerW.value)}</b>
        </li>
      ))}
    </ul>
  );
}

/** A tenth of a watt: no source knows a stick better than that. */
function round(watts: number): number {
  return Math.round(watts * 10) / 10;
}
