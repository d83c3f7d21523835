/** Clock and core voltage by hand, inside the stick's limits; more voltage than now is typed twice. */
import { useState } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import { Button } from '../../../parts/Button.tsx';
import { TextField } from '../../../parts/TextField.tsx';
import { useChangeSettings } from '../../../state/use-change-settings.ts';
import { useSnapshot } from '../../../state/use-miner.tsx';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import { numberOf } from '../number-of.ts';
import { SendNote } from '../SendNote.tsx';
import { checkClock } from './clock-fields.ts';
import css from './Part.module.css';
import { Part } from './Part.tsx';

/** Fields begin with what is asked of the stick now: give it a new `key` when that changes. */
export function ClockPart({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const { id, abilities, targetFrequencyMhz, targetCoreMv } = stick;
  const { state, change, reset } = useChangeSettings();
  const [clock, setClock] = useState(String(targetFrequencyMhz));
  const [core, setCore] = useState(targetCoreMv === null ? '' : String(targetCoreMv));
  const [again, setAgain] = useState('');
  const check = checkClock(stick, { clock: numberOf(clock), core: numberOf(core), again: numberOf(again) });
  const range = (limits: { readonly min: number; readonly max: number; readonly step: number }) => ({
    min: format.exact(limits.min),
    max: format.exact(limits.max),
    step: format.exact(limits.step),
  });
  const edit = (set: (text: string) => void) => (event: React.ChangeEvent<HTMLInputElement>) => {
    set(event.target.value);
    reset();
  };
  return (
    <Part title={t('tuning.advanced')}>
      <form
        className={`${css.row} ${css.top}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (check.change !== null) void change({ sticks: { [id]: check.change } });
        }}
      >
        {abilities.frequencyMhz === null ? (
          <p className={css.fine}>{t('tuning.noClock')}</p>
        ) : (
          <TextField
            label={t('tuning.clock')}
            inputMode="decimal"
            end="MHz"
            hint={t('tuning.clockHint', range(abilities.frequencyMhz))}
            error={check.isClockGood ? undefined : t('tuning.clockWrong', range(abilities.frequencyMhz))}
            value={clock}
            onChange={edit(setClock)}
          />
        )}
        {abilities.coreMv !== null && (
          <TextField
            label={t('tuning.core')}
            inputMode="numeric"
            end="mV"
            hint={t('tuning.coreHint', range(abilities.coreMv))}
            error={check.isCoreGood ? undefined : t('tuning.coreWrong', range(abilities.coreMv))}
            value={core}
            onChange={edit(setCore)}
          />
        )}
        {check.rise !== null && (
          <TextField
            label={t('tuning.confirmCore')}
            inputMode="numeric"
            end="mV"
            hint={t('tuning.confirmCoreHint', {
              from: format.exact(check.rise.fromMv),
              to: format.exact(check.rise.toMv),
            })}
            error={again === '' || check.isConfirmed ? undefined : t('tuning.confirmCoreWrong')}
            value={again}
            onChange={edit(setAgain)}
          />
        )}
        <div className={css.beside}>
          <Button type="submit" disabled={check.change === null || state.kind === 'sending'}>
            {t('tuning.apply')}
          </Button>
          {state.kind === 'done' && <span role="status"> {t('tuning.applied')}</span>}
        </div>
      </form>
      {abilities.coreMv === null && <p className={css.fine}>{t('tuning.noCore')}</p>}
      <SendNote state={state} />
      <ExpertMode />
    </Part>
  );
}

/** Beyond the model's limits only for who has read what that means; one switch for all sticks. */
function ExpertMode() {
  const t = useText();
  const isExpert = useSnapshot(({ settings }) => settings?.settings.expertMode === true);
  const { state, change } = useChangeSettings();
  return (
    <details>
      <summary>{t('tuning.expert')}</summary>
      <p className={css.fine}>{t('tuning.expert.body')}</p>
      <label className={css.check}>
        <input
          type="checkbox"
          checked={isExpert}
          disabled={state.kind === 'sending'}
          onChange={(event) => void change({ expertMode: event.target.checked })}
        />
        {t('tuning.expert.on')}
      </label>
      <SendNote state={state} />
    </details>
  );
}
