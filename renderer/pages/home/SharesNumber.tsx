import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { Detail } from './Detail.tsx';
import css from './NumberCards.module.css';

export function SharesNumber({ frame: { today, pool, run, nowMs } }: { readonly frame: MinerFrame }) {
  const t = useText();
  const format = useFormat();
  const { shares } = today;
  return (
    <>
      <p className={css.number}>
        <Figure
          reading={{ value: shares.accepted, origin: 'reported', atMs: nowMs }}
          label={t('card.shares')}
          show={format.whole}
          exact={() => t('figure.shares', shares)}
        />
      </p>
      <Detail narrow={narrow()}>{detail()}</Detail>
    </>
  );

  function narrow(): string | undefined {
    const lastAtMs = pool?.lastShareAtMs ?? null;
    if (run.state === 'paused' || lastAtMs === null) return undefined;
    return t('card.shares.last', { age: format.roughDuration(nowMs - lastAtMs) });
  }

  function detail(): string {
    if (run.state === 'paused') return t('card.shares.paused');
    const lastAtMs = pool?.lastShareAtMs ?? null;
    const gapMs = pool?.normalShareGapMs.value ?? null;
    if (lastAtMs === null) {
      return gapMs === null
        ? t('card.shares.noneYet')
        : t('card.shares.none', { gap: format.roughDuration(gapMs) });
    }
    const age = format.roughDuration(nowMs - lastAtMs);
    if (shares.rejected > 0) return t('card.shares.rejected', { rejected: shares.rejected, age });
    return gapMs === null
      ? t('card.shares.last', { age })
      : t('card.shares.detail', { age, gap: format.roughDuration(gapMs) });
  }
}
