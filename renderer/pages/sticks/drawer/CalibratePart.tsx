/** Two ways to know a stick's watts better: once against a meter at the wall, or simply typed. */
import { useState } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import { Button } from '../../../parts/Button.tsx';
import { TextField } from '../../../parts/TextField.tsx';
import { useChangeSettings } from '../../../state/use-change-settings.ts';
import { useMiner, useSnapshot } from '../../../state/use-miner.tsx';
import { useSend } from '../../../state/use-send.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import { numberOf } from '../number-of.ts';
import { SendNote } from '../SendNote.tsx';
import css from './Part.module.css';
import { Part } from './Part.tsx';

const HIGHEST_W = 500;

export function CalibratePart({ stick: { id } }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const miner = useMiner();
  const calibration = useSnapshot(({ settings }) => settings?.settings.sticks[id]?.calibration);
  const { state, send } = useSend();
  const { state: removed, change } = useChangeSettings();
  const [text, setText] = useState('');
  const watts = numberOf(text);
  const isGood = watts !== null && watts > 0 && watts <= HIGHEST_W;
  const calibrate = async (): Promise<void> => {
    if (!isGood) return;
    if (await send((calls) => calls.calibrateStick({ stickId: id, wallW: watts }))) setText('');
    await miner.reloadSettings();
  };
  return (
    <Part title={t('power.calibrate')}>
      <p className={css.fine}>{t('power.calibrate.line')}</p>
      {calibration !== undefined && (
        <p className={css.row}>
          {t('power.calibrate.now', {
            time: format.day(calibration.atMs),
            factor: format.threeDigits(calibration.factor),
          })}
          <Button size="small" onClick={() => void change({ sticks: { [id]: { calibration: null } } })}>
            {t('power.calibrate.remove')}
          </Button>
        </p>
      )}
      <form
        className={`${css.row} ${css.top}`}
        onSubmit={(event) => {
          event.preventDefault();
          void calibrate();
        }}
      >
        <TextField
          label={t('power.calibrate.field')}
          isLabelHidden
          placeholder={t('power.calibrate.field')}
          inputMode="decimal"
          end="W"
          error={text === '' || isGood ? undefined : t('power.calibrate.wrong')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={!isGood || state.kind === 'sending'}>
          {t('power.calibrate.do')}
        </Button>
      </form>
      <SendNote state={state} />
      <SendNote state={removed} />
    </Part>
  );
}

export function TypedWattsPart({ stick: { id } }: { readonly stick: StickState }) {
  const t = useText();
  const typed = useSnapshot(({ settings }) => settings?.settings.sticks[id]?.typedPowerW);
  const { state, change } = useChangeSettings();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? (typed === undefined ? '' : String(typed));
  const watts = numberOf(shown);
  const isEmpty = shown.trim() === '';
  const isGood = isEmpty || (watts !== null && watts <= HIGHEST_W);
  return (
    <Part title={t('power.typed')}>
      <p className={css.fine}>{t('power.typed.line')}</p>
      <form
        className={`${css.row} ${css.top}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isGood) return;
          void change({ sticks: { [id]: { typedPowerW: isEmpty ? null : watts } } }).then(
            (isTaken) => isTaken && setText(null),
          );
        }}
      >
        <TextField
          label={t('power.typed.field')}
          isLabelHidden
          placeholder={t('power.typed.field')}
          inputMode="decimal"
          end="W"
          error={isGood ? undefined : t('power.typed.wrong')}
          value={shown}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={!isGood || text === null || state.kind === 'sending'}>
          {t('power.save')}
        </Button>
      </form>
      <SendNote state={state} />
    </Part>
  );
}
