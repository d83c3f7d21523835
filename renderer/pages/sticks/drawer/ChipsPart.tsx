/** Chip by chip: who finds how much, who errs, and who has gone silent. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import { useFrame } from '../../../state/use-miner.tsx';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import css from './ChipsPart.module.css';
import { Part } from './Part.tsx';

export function ChipsPart({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const nowMs = useFrame((frame) => frame.nowMs) ?? 0;
  const { chips, chipCount, expectedChipCount } = stick;
  const most = Math.max(1, ...chips.map(({ nonces }) => nonces));
  const title =
    chipCount !== null && expectedChipCount !== null && chipCount !== expectedChipCount
      ? t('overview.chips.some', { count: chipCount, expected: expectedChipCount })
      : t('overview.chips', { count: chipCount ?? chips.length });
  return (
    <Part title={title}>
      {chips.length === 0 && <p className={css.note}>{t('overview.chips.none')}</p>}
      <ul className={css.chips}>
        {chips.map(({ nonces, hardwareErrors, frequencyMhz, lastNonceAtMs }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a chip is known by its place
          <li key={index} className={css.chip}>
            <p>
              <b>{t('overview.chip', { place: index + 1 })}</b>
              {frequencyMhz !== null && t('stick.frequency', { frequency: format.exact(frequencyMhz) })}
              <span className={css.note}>
                {lastNonceAtMs === null
                  ? t('overview.chip.never')
                  : t('overview.chip.value', {
                      nonces,
                      errors: hardwareErrors,
                      age: format.duration(nowMs - lastNonceAtMs),
                    })}
              </span>
            </p>
            <div className={css.track} aria-hidden="true">
              <div style={{ width: `${(nonces / most) * 100}%` }} />
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}
