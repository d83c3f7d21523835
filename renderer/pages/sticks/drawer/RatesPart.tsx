/** How much it hashes, counted twice: by the nonces of its chips and by what the pool accepted. */
import type { HashrateEstimate, StickState } from '../../../../electron/contract/frame.ts';
import { stickHashUnit } from '../../../text/format.ts';
import { compareRates } from '../../../text/rates.ts';
import { useFormat } from '../../../text/use-format.ts';
import { type MessageId, useText } from '../../../text/use-text.tsx';
import { Part } from './Part.tsx';
import css from './RatesPart.module.css';

export function RatesPart({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const { hashrate, acceptedHashrate, expectedHs } = stick;
  const all = [hashrate, acceptedHashrate].flatMap(
    ({ hashrateHs, highHs }) => highHs ?? hashrateHs.value ?? 0,
  );
  const topHs = Math.max(expectedHs.value ?? 0, ...all) || 1;
  const unit = stickHashUnit(expectedHs.value ?? topHs);
  const share = (hs: number): string => `${Math.min(100, (hs / topHs) * 100)}%`;
  const row = (word: MessageId, { hashrateHs, lowHs, highHs }: HashrateEstimate) => (
    <li>
      <p className={css.words}>
        <b>{hashrateHs.value === null ? t('unknown') : format.hashrateText(hashrateHs.value, unit)}</b>
        <span>{t(word)}</span>
        {lowHs !== null && highHs !== null && (
          <span className={css.range}>
            {t('overview.rate.range', {
              low: format.hashrate(lowHs, unit).value,
              high: format.hashrate(highHs, unit).value,
            })}
          </span>
        )}
      </p>
      <div className={css.track} aria-hidden="true">
        {hashrateHs.value !== null && <div className={css.bar} style={{ width: share(hashrateHs.value) }} />}
        {lowHs !== null && highHs !== null && (
          <div
            className={css.whisker}
            style={{ left: share(lowHs), width: `${(Math.max(0, highHs - lowHs) / topHs) * 100}%` }}
          />
        )}
        {expectedHs.value !== null && (
          <div className={css.expected} style={{ left: share(expectedHs.value) }} />
        )}
      </div>
    </li>
  );
  return (
    <Part
      title={t('overview.rates')}
      end={
        expectedHs.value !== null && (
          <span className={css.range}>
            {t('overview.rate.expected', { expected: format.hashrateText(expectedHs.value, unit) })}
          </span>
        )
      }
    >
      <ul className={css.rates}>
        {row('overview.rate.chip', hashrate)}
        {row('overview.rate.accepted', acceptedHashrate)}
      </ul>
      <p className={css.range}>{t(`overview.rate.${compareRates(hashrate, acceptedHashrate)}`)}</p>
    </Part>
  );
}
