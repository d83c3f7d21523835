/** What Hashwatt does for a stick that fell silent, step by step, and where it is. */
import { RecoveryStep, type StickState } from '../../../../electron/contract/frame.ts';
import { useFrame } from '../../../state/use-miner.tsx';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import css from './LadderPart.module.css';
import { Part } from './Part.tsx';

export function LadderPart({ stick: { recovery } }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const nowMs = useFrame((frame) => frame.nowMs) ?? 0;
  const at = recovery === null ? -1 : RecoveryStep.options.indexOf(recovery.step);
  return (
    <Part title={t('overview.ladder')}>
      <ol className={css.ladder}>
        {RecoveryStep.options.map((step, index) => (
          <li
            key={step}
            className={index === at ? css.now : index < at ? css.done : undefined}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className={css.place} aria-hidden="true">
              {index + 1}
            </span>
            {t(`overview.ladder.${step}`)}
            {recovery !== null && index === at && (
              <span className={css.age}>
                {t('overview.ladder.now', { age: format.duration(nowMs - recovery.atMs) })}
              </span>
            )}
          </li>
        ))}
      </ol>
      {recovery === null && <p className={css.age}>{t('overview.ladder.fine')}</p>}
    </Part>
  );
}
