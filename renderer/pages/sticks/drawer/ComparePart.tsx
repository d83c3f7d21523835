/** Two clocks by turns on the same stick, until the difference is sure or there is none. */
import { useState } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import type { Comparison } from '../../../../electron/contract/tuning.ts';
import { Button } from '../../../parts/Button.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { TextField } from '../../../parts/TextField.tsx';
import { useSend } from '../../../state/use-send.ts';
import { newestRun, pointText } from '../../../text/tune-text.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import { numberOf } from '../number-of.ts';
import { SendNote } from '../SendNote.tsx';
import { checkClock } from './clock-fields.ts';
import css from './Part.module.css';
import { Part } from './Part.tsx';

const SLOTS = ['900000', '3600000', '14400000'] as const;
type Slot = (typeof SLOTS)[number];

interface ComparePartProps {
  readonly stick: StickState;
  readonly comparisons: readonly Comparison[];
  readonly onChanged: () => void;
}

export function ComparePart({ stick, comparisons, onChanged }: ComparePartProps) {
  const t = useText();
  const { state, send } = useSend();
  const newest = newestRun(comparisons);
  const isRunning = newest !== null && newest.endedAtMs === null;
  const stickId = stick.id;
  return (
    <Part title={t('compare.title')}>
      <p className={css.fine}>{t('compare.line')}</p>
      {newest !== null && <Verdict comparison={newest} />}
      {isRunning ? (
        <div>
          <Button onClick={() => void send((calls) => calls.stopTuning({ stickId })).then(onChanged)}>
            {t('compare.stop')}
          </Button>
        </div>
      ) : (
        <Start
          stick={stick}
          onStart={(aMhz, bMhz, slotMs) => {
            const point = (frequencyMhz: number) => ({ frequencyMhz, coreMv: stick.targetCoreMv });
            void send((calls) =>
              calls.startComparison({ stickId, a: point(aMhz), b: point(bMhz), slotMs }),
            ).then(onChanged);
          }}
        />
      )}
      <SendNote state={state} />
    </Part>
  );
}

function Verdict({ comparison }: { readonly comparison: Comparison }) {
  const t = useText();
  const format = useFormat();
  const points = { a: pointText(comparison.a, t, format), b: pointText(comparison.b, t, format) };
  const turns = (side: 'a' | 'b') => comparison.slots.filter((slot) => slot.side === side).length;
  return (
    <div>
      {comparison.endedAtMs === null && <p>{t('compare.running', points)}</p>}
      <p>
        <b>{t(`compare.verdict.${comparison.verdict}`, points)}</b>{' '}
        {comparison.verdict !== 'notEnoughData' && t(`compare.by.${comparison.by}`)}
      </p>
      <p className={css.fine}>
        {t('compare.turns', {
          a: turns('a'),
          b: turns('b'),
          time: format.dayAndTime(comparison.startedAtMs),
        })}
      </p>
    </div>
  );
}

interface StartProps {
  readonly stick: StickState;
  readonly onStart: (aMhz: number, bMhz: number, slotMs: number) => void;
}

function Start({ stick, onStart }: StartProps) {
  const t = useText();
  const format = useFormat();
  const [a, setA] = useState(String(stick.targetFrequencyMhz));
  const [b, setB] = useState('');
  const [slot, setSlot] = useState<Slot>('3600000');
  const range = stick.abilities.frequencyMhz;
  if (range === null) return null;
  const [aMhz, bMhz] = [numberOf(a), numberOf(b)];
  const isGood = (clock: number | null) =>
    checkClock(stick, { clock, core: stick.targetCoreMv, again: null }).isClockGood;
  const limits = { min: format.exact(range.min), max: format.exact(range.max) };
  const wrong = (text: string, mhz: number | null) =>
    text === '' || isGood(mhz) ? undefined : t('tuning.clockWrong', limits);
  const isSame = aMhz !== null && aMhz === bMhz;
  const canStart = aMhz !== null && bMhz !== null && isGood(aMhz) && isGood(bMhz) && !isSame;
  return (
    <form
      className={`${css.row} ${css.top}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (canStart) onStart(aMhz, bMhz, Number(slot));
      }}
    >
      <TextField
        label={t('compare.a')}
        inputMode="decimal"
        value={a}
        error={wrong(a, aMhz)}
        onChange={(event) => setA(event.target.value)}
      />
      <TextField
        label={t('compare.b')}
        inputMode="decimal"
        value={b}
        error={isSame ? t('compare.same') : wrong(b, bMhz)}
        onChange={(event) => setB(event.target.value)}
      />
      <div className={css.whole}>
        <Segmented<Slot>
          label={t('compare.slot')}
          value={slot}
          options={SLOTS.map((value) => ({ value, label: t(`compare.slot.${value}`) }))}
          onChange={setSlot}
        />
      </div>
      <Button type="submit" disabled={!canStart}>
        {t('compare.start')}
      </Button>
    </form>
  );
}
