/** The measured best: start it, watch it, and take over what came of it. */
import { useState } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import { TuneGoal, type TuneRun } from '../../../../electron/contract/tuning.ts';
import { Button } from '../../../parts/Button.tsx';
import { useFrame } from '../../../state/use-miner.tsx';
import { useSend } from '../../../state/use-send.ts';
import { stickHashUnit } from '../../../text/format.ts';
import { bestOf, newestRun, pointText } from '../../../text/tune-text.ts';
import { useFormat } from '../../../text/use-format.ts';
import { codeId, useText } from '../../../text/use-text.tsx';
import { SendNote } from '../SendNote.tsx';
import { CurveChart } from './CurveChart.tsx';
import css from './Part.module.css';
import { Part } from './Part.tsx';
import { PointsTable } from './PointsTable.tsx';
import sweep from './SweepPart.module.css';

interface SweepPartProps {
  readonly stick: StickState;
  readonly runs: readonly TuneRun[];
  readonly onChanged: () => void;
}

export function SweepPart({ stick, runs, onChanged }: SweepPartProps) {
  const t = useText();
  const { state, send } = useSend();
  const run = newestRun(runs);
  const isRunning = run !== null && (run.state === 'running' || run.state === 'waiting');
  const stickId = stick.id;
  return (
    <Part title={t('sweep.title')}>
      <p className={css.fine}>{t('sweep.line')}</p>
      {isRunning ? (
        <Progress
          stick={stick}
          isWaiting={run.state === 'waiting'}
          isDryRun={run.isDryRun}
          onGoOn={
            run.reason === 'programCrashed'
              ? () =>
                  void send((calls) => calls.startTuning({ stickId, goal: run.goal, dryRun: false })).then(
                    onChanged,
                  )
              : null
          }
          onStop={() => void send((calls) => calls.stopTuning({ stickId })).then(onChanged)}
        />
      ) : (
        <Start
          onStart={(goal, dryRun) =>
            void send((calls) => calls.startTuning({ stickId, goal, dryRun })).then(onChanged)
          }
        />
      )}
      <SendNote state={state} />
      {run === null ? (
        <p className={css.fine}>{t('sweep.none')}</p>
      ) : (
        <Outcome
          stick={stick}
          run={run}
          onApply={() => void send((calls) => calls.applyTuning({ stickId, runId: run.id })).then(onChanged)}
        />
      )}
    </Part>
  );
}

function Start({ onStart }: { readonly onStart: (goal: TuneGoal, dryRun: boolean) => void }) {
  const t = useText();
  const [goal, setGoal] = useState<TuneGoal>('lowestJth');
  const [isDry, setDry] = useState(false);
  return (
    <>
      <fieldset className={sweep.goals}>
        <legend>{t('sweep.goal')}</legend>
        {TuneGoal.options.map((option) => (
          <label key={option} className={css.check}>
            <input type="radio" name="goal" checked={goal === option} onChange={() => setGoal(option)} />
            {t(`sweep.goal.${option}`)}
          </label>
        ))}
      </fieldset>
      <label className={css.check}>
        <input type="checkbox" checked={isDry} onChange={(event) => setDry(event.target.checked)} />
        {t('sweep.dry')}
      </label>
      <div>
        <Button onClick={() => onStart(goal, isDry)}>{t(isDry ? 'sweep.startDry' : 'sweep.start')}</Button>
      </div>
    </>
  );
}

interface ProgressProps {
  readonly stick: StickState;
  readonly isWaiting: boolean;
  readonly isDryRun: boolean;
  /** Null unless it waits for the user's word. */
  readonly onGoOn: (() => void) | null;
  readonly onStop: () => void;
}

function Progress({ stick: { tuning }, isWaiting, isDryRun, onGoOn, onStop }: ProgressProps) {
  const t = useText();
  const format = useFormat();
  const nowMs = useFrame((frame) => frame.nowMs) ?? 0;
  return (
    <>
      {tuning !== null && (
        <>
          <progress
            className={sweep.progress}
            max={tuning.planned}
            value={tuning.done}
            aria-label={t('sweep.title')}
          />
          <p>
            {t('sweep.running', {
              point: pointText(tuning.point, t, format),
              done: Math.min(tuning.planned, tuning.done + 1),
              planned: tuning.planned,
              left: tuning.endsAtMs === null ? 'none' : format.roughDuration(tuning.endsAtMs - nowMs),
            })}
          </p>
        </>
      )}
      {isDryRun && <p>{t('sweep.isDry')}</p>}
      {isWaiting && <p>{t('sweep.waiting')}</p>}
      <div className={sweep.buttons}>
        {onGoOn !== null && <Button onClick={onGoOn}>{t('sweep.goOn')}</Button>}
        <Button onClick={onStop}>{t('sweep.stop')}</Button>
      </div>
    </>
  );
}

interface OutcomeProps {
  readonly stick: StickState;
  readonly run: TuneRun;
  readonly onApply: () => void;
}

function Outcome({ stick, run, onApply }: OutcomeProps) {
  const t = useText();
  const format = useFormat();
  const best = bestOf(run);
  const isModelled = run.measured.some(({ isPowerMeasured, powerW }) => powerW !== null && !isPowerMeasured);
  return (
    <>
      <p>
        <b>
          {t('sweep.last', { goal: t(`sweep.goal.${run.goal}`), time: format.dayAndTime(run.startedAtMs) })}
        </b>
        {`, ${t(`sweep.state.${run.state}`)}`}
      </p>
      {run.isDryRun && <p>{t('sweep.isDry')}</p>}
      {run.reason !== null && <p>{t('sweep.why', { why: t(codeId('reason', run.reason)) })}</p>}
      {run.measured.length > 0 && <CurveChart stick={stick} run={run} />}
      {best !== null ? (
        <p>
          {t.rich('sweep.best', {
            point: pointText(best, t, format),
            hashrate: format.hashrateText(best.hashrateHs, stickHashUnit(best.hashrateHs)),
            efficiency: best.efficiencyJth === null ? 'none' : format.threeDigits(best.efficiencyJth),
          })}
        </p>
      ) : (
        run.state === 'done' && <p>{t('sweep.noBest')}</p>
      )}
      {isModelled && <p className={css.fine}>{t('sweep.modelled')}</p>}
      {run.isApplied && <p>{t('sweep.isApplied')}</p>}
      {best !== null && run.state === 'done' && !run.isApplied && !run.isDryRun && (
        <div>
          <Button kind="primary" onClick={onApply}>
            {t('sweep.apply', { point: pointText(best, t, format) })}
          </Button>
        </div>
      )}
      {run.measured.length > 0 && <PointsTable measured={run.measured} />}
    </>
  );
}
