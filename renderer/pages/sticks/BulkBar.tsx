/** One change to several sticks: shows what will change before it does, and takes it back afterwards. */
import { useState } from 'react';
import type { SettingsPatch, StickProfile } from '../../../electron/contract/settings.ts';
import type { StickId } from '../../../electron/contract/units.ts';
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import { TextField } from '../../parts/TextField.tsx';
import { useChangeSettings } from '../../state/use-change-settings.ts';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import css from './BulkBar.module.css';
import { type BulkChange, bulkPatch, clockRange, undoPatch } from './bulk-change.ts';
import cards from './Cards.module.css';
import { numberOf } from './number-of.ts';
import { SendNote } from './SendNote.tsx';

const PROFILES: readonly StickProfile[] = ['quiet', 'eco', 'normal', 'max'];

interface BulkBarProps {
  readonly selected: ReadonlySet<StickId>;
  readonly onSelected: (selected: ReadonlySet<StickId>) => void;
}

export function BulkBar({ selected, onSelected }: BulkBarProps) {
  const t = useText();
  const format = useFormat();
  const all = useFrame((frame) => frame.sticks) ?? [];
  const settings = useSnapshot((snapshot) => snapshot.settings?.settings);
  const { state, change } = useChangeSettings();
  const [asked, setAsked] = useState<BulkChange | null>(null);
  const [clock, setClock] = useState('');
  const [undo, setUndo] = useState<{ readonly patch: SettingsPatch; readonly count: number } | null>(null);
  const sticks = all.filter(({ id }) => selected.has(id));
  const range = clockRange(sticks);
  const mhz = numberOf(clock);
  const isClockGood = mhz !== null && range !== null && mhz >= range.min && mhz <= range.max;
  const isNone = sticks.length === 0;
  const apply = async (): Promise<void> => {
    if (asked === null || settings === undefined) return;
    const back = undoPatch(sticks, settings.sticks);
    if (await change(bulkPatch(sticks, asked))) setUndo({ patch: back, count: sticks.length });
    setAsked(null);
  };
  return (
    <section className={`${card.card} ${cards.card}`} aria-live="polite">
      <div className={cards.head}>
        <h2>{t('bulk.count', { count: sticks.length })}</h2>
        <Button size="small" onClick={() => onSelected(new Set(all.map(({ id }) => id)))}>
          {t('bulk.all')}
        </Button>
      </div>
      <div className={css.choices}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend */}
        <div className={cards.buttons} role="group" aria-label={t('bulk.profile')}>
          {PROFILES.map((profile) => (
            <Button
              key={profile}
              size="small"
              disabled={isNone}
              onClick={() => setAsked({ kind: 'profile', profile })}
            >
              {t(`profile.${profile}`)}
            </Button>
          ))}
        </div>
        <form
          className={css.clock}
          onSubmit={(event) => {
            event.preventDefault();
            if (isClockGood) setAsked({ kind: 'clock', frequencyMhz: mhz });
          }}
        >
          <TextField
            label={t('bulk.clock')}
            isLabelHidden
            placeholder={t('bulk.clock')}
            inputMode="decimal"
            end="MHz"
            disabled={isNone || range === null}
            error={
              clock === '' || isClockGood || range === null
                ? undefined
                : t('bulk.clockWrong', { min: format.exact(range.min), max: format.exact(range.max) })
            }
            value={clock}
            onChange={(event) => setClock(event.target.value)}
          />
          <Button type="submit" disabled={!isClockGood}>
            {t('bulk.setClock')}
          </Button>
        </form>
      </div>
      {!isNone && range === null && <p>{t('bulk.clockNone')}</p>}
      {asked !== null && !isNone && (
        <div className={css.confirm}>
          <p>
            <b>{t('bulk.confirm', { count: sticks.length })}</b>
          </p>
          <ul>
            {sticks.map(({ id, name, targetFrequencyMhz }) => {
              const from = format.exact(targetFrequencyMhz);
              return (
                <li key={id}>
                  <b>{name}</b>{' '}
                  {asked.kind === 'profile'
                    ? t('bulk.row.profile', { from, profile: t(`profile.${asked.profile}`) })
                    : t('bulk.row.clock', { from, to: format.exact(asked.frequencyMhz) })}
                </li>
              );
            })}
          </ul>
          <div className={cards.buttons}>
            <Button kind="primary" disabled={state.kind === 'sending'} onClick={() => void apply()}>
              {t('bulk.do')}
            </Button>
            <Button onClick={() => setAsked(null)}>{t('bulk.cancel')}</Button>
          </div>
        </div>
      )}
      {undo !== null && asked === null && (
        <p className={cards.buttons}>
          {t('bulk.done', { count: undo.count })}
          <Button
            size="small"
            onClick={() => void change(undo.patch).then((isDone) => isDone && setUndo(null))}
          >
            {t('bulk.undo')}
          </Button>
        </p>
      )}
      <SendNote state={state} />
    </section>
  );
}
