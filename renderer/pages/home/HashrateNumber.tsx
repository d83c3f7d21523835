import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Formulas } from '../../parts/Formulas.tsx';
import { hashUnit, type SiUnit } from '../../text/format.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import type { Sentence } from '../../text/verdict.ts';
import { Detail } from './Detail.tsx';
import css from './NumberCards.module.css';

interface HashrateNumberProps {
  readonly frame: MinerFrame;
  readonly lines: readonly Sentence[];
}

export function HashrateNumber({ frame: { fleet, run }, lines }: HashrateNumberProps) {
  const t = useText();
  const format = useFormat();
  const { hashrateHs, lowHs, highHs } = fleet.hashrate;
  const unit = hashUnit(Math.max(fleet.expectedHs.value ?? 0, hashrateHs.value ?? 0));
  const exact = (hs: number) => `${format.exact(hs / unit.factor)} ${unit.unit}`;
  const between =
    lowHs === null || highHs === null ? null : (
      <p>{t('figure.between', { low: exact(lowHs), high: exact(highHs) })}</p>
    );
  return (
    <>
      <p className={css.number}>
        <Figure
          reading={hashrateHs}
          label={t('card.hashrate')}
          exact={exact}
          show={(hs) => <Hashrate {...format.hashrate(hs, unit)} />}
          details={
            <>
              {between}
              <Formulas lines={lines} />
            </>
          }
        />
      </p>
      <HashrateDetail run={run} fleet={fleet} unit={unit} />
    </>
  );
}

function Hashrate({ value, unit }: { readonly value: string; readonly unit: string }) {
  return (
    <>
      {value} <span className={css.unit}>{unit}</span>
    </>
  );
}

interface HashrateDetailProps extends Pick<MinerFrame, 'fleet' | 'run'> {
  readonly unit: SiUnit;
}

function HashrateDetail({ fleet, run, unit }: HashrateDetailProps) {
  const t = useText();
  const format = useFormat();
  if (run.state === 'paused') return <Detail>{t('card.hashrate.paused')}</Detail>;
  const { hashrateHs, lowHs, highHs, windowMs } = fleet.hashrate;
  const expectedHs = fleet.expectedHs.value;
  const expected =
    expectedHs === null
      ? ''
      : t('card.hashrate.expected', { expected: format.hashrateText(expectedHs, unit) });
  if (hashrateHs.value === null || lowHs === null || highHs === null) return <Detail>{expected}</Detail>;
  const spread = t('card.hashrate.spread', {
    half: format.coarse((highHs - lowHs) / 2 / unit.factor),
    window: format.roughDuration(windowMs),
  });
  if (expectedHs === null || expectedHs <= 0) return <Detail>{spread}</Detail>;
  const share = format.percent(hashrateHs.value / expectedHs);
  return <Detail before={spread}>{t('card.hashrate.share', { share })}</Detail>;
}
