/** How hard the stick runs: a profile, a clock of one's own, a measured best, or two clocks compared. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import { StickProfile } from '../../../../electron/contract/settings.ts';
import type { ProfilePoint } from '../../../../electron/contract/tuning.ts';
import { Segmented } from '../../../parts/Segmented.tsx';
import { useAsked } from '../../../state/use-asked.ts';
import { useChangeSettings } from '../../../state/use-change-settings.ts';
import { useSnapshot } from '../../../state/use-miner.tsx';
import { pointText } from '../../../text/tune-text.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import { SendNote } from '../SendNote.tsx';
import { ClockPart } from './ClockPart.tsx';
import { ComparePart } from './ComparePart.tsx';
import css from './Part.module.css';
import { Fact, Facts, Part } from './Part.tsx';
import { SweepPart } from './SweepPart.tsx';

const REFRESH_MS = 5_000;

export function TuningTab({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const { answer, hasFailed, again } = useAsked({
    key: stick.id,
    everyMs: REFRESH_MS,
    ask: (calls) => calls.tuneHistory({ stickId: stick.id }),
  });
  return (
    <>
      <ProfilePart stick={stick} points={answer?.profiles ?? []} />
      <ClockPart key={`${stick.targetFrequencyMhz} ${stick.targetCoreMv}`} stick={stick} />
      {hasFailed && <p>{t('sweep.failed')}</p>}
      {answer !== null && (
        <>
          <SweepPart stick={stick} runs={answer.runs} onChanged={again} />
          <ComparePart stick={stick} comparisons={answer.comparisons} onChanged={again} />
        </>
      )}
    </>
  );
}

interface ProfilePartProps {
  readonly stick: StickState;
  /** Empty until the host has said. */
  readonly points: readonly ProfilePoint[];
}

function ProfilePart({ stick: { id, profile, abilities }, points }: ProfilePartProps) {
  const t = useText();
  const format = useFormat();
  const { state, change } = useChangeSettings();
  const hasTyped = useSnapshot(
    ({ settings }) => settings?.settings.sticks[id]?.targetFrequencyMhz !== undefined,
  );
  if (abilities.frequencyMhz === null) return null;
  return (
    <Part title={t('tuning.profile')}>
      <div>
        <Segmented<StickProfile | 'own'>
          label={t('tuning.profile')}
          value={profile ?? 'own'}
          options={StickProfile.options.map((value) => ({ value, label: t(`profile.${value}`) }))}
          onChange={(picked) => picked !== 'own' && void change({ sticks: { [id]: { profile: picked } } })}
        />
      </div>
      <p className={css.fine}>
        {t('tuning.profile.line')}{' '}
        {profile === null && t(hasTyped ? 'tuning.profile.own' : 'tuning.profile.none')}
      </p>
      <Facts>
        {points.map((point) => (
          <Fact key={point.profile} word={t(`profile.${point.profile}`)}>
            {pointText(point, t, format)} <span className={css.fine}>{t(`profileFound.${point.found}`)}</span>
          </Fact>
        ))}
      </Facts>
      <SendNote state={state} />
    </Part>
  );
}
