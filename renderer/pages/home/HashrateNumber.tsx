import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Formulas } from '../../parts/Formulas.tsx';
import { hashUnit } from '../../text/format.ts';
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
  const { hashrateHs, lowHs, highHs, windowMs } = fleet.hashrate;
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
      <Detail narrow={narrow()}>{detail()}</Detail>
    </>
  );

  function narrow(): string | undefined {
    const share = shareOfExpected();
    return run.state === 'paused' || share === null ? undefined : t('card.hashrate.share', { share });
  }

  function shareOfExpected(): string | null {
    const expectedHs = fleet.expectedHs.value;
    if (hashrateHs.value === null || expectedHs === null || expectedHs <= 0) return null;
    return format.percent(hashrateHs.value / expectedHs);
  }

  function detail(): string {
    if (run.state === 'paused') return t('card.hashrate.paused');
    const expectedHs = fleet.expectedHs.value;
    if (hashrateHs.value === null || lowHs === null || highHs === null) {
      return expectedHs === null
        ? ''
        : t('card.hashrate.expected', { expected: format.hashrateText(expectedHs, unit) });
    }
    const values = {
      half: format.coarse((highHs - lowHs) / 2 / unit.factor),
      window: format.roughDuration(windowMs),
    };
    const share = shareOfExpected();
    return share === null
      ? t('card.hashrate.detailOnly', values)
      : t('card.hashrate.detail', { ...values, share });
  }
}

function Hashrate({ value, unit }: { readonly value: string; readonly unit: string }) {
  return (
    <>
      {value} <span className={css.unit}>{unit}</span>
    </>
  );
}
