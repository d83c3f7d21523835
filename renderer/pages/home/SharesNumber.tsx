import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { Detail } from './Detail.tsx';
import css from './NumberCards.module.css';

export function SharesNumber({ frame }: { readonly frame: MinerFrame }) {
  const t = useText();
  const format = useFormat();
  const { shares } = frame.today;
  return (
    <>
      <p className={css.number}>
        <Figure
          reading={{ value: shares.accepted, origin: 'reported', atMs: frame.nowMs }}
          label={t('card.shares')}
          show={format.whole}
          exact={() => t('figure.shares', shares)}
        />
      </p>
      <SharesDetail frame={frame} />
    </>
  );
}

function SharesDetail({ frame: { today, pool, run, nowMs } }: { readonly frame: MinerFrame }) {
  const t = useText();
  const format = useFormat();
  if (run.state === 'paused') return <Detail>{t('card.shares.paused')}</Detail>;
  const lastAtMs = pool?.lastShareAtMs ?? null;
  const gapMs = pool?.normalShareGapMs.value ?? null;
  const normal = gapMs === null ? null : t('card.shares.normal', { gap: format.roughDuration(gapMs) });
  if (lastAtMs === null) return <Detail after={normal}>{t('card.shares.noneYet')}</Detail>;
  const last = t('card.shares.last', { age: format.roughDuration(nowMs - lastAtMs) });
  const { rejected } = today.shares;
  return rejected > 0 ? (
    <Detail after={last}>{t('card.shares.rejected', { rejected })}</Detail>
  ) : (
    <Detail after={normal}>{last}</Detail>
  );
}
