/** Which simulated sticks the demo shows, and what is wrong with each. */
import { useId, useState } from 'react';
import type { DemoState } from '../../../electron/contract/demo.ts';
import { Banner } from '../../parts/Banner.tsx';
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import { type DemoChanges, useDemo } from '../../state/use-demo.ts';
import { useFrame } from '../../state/use-miner.tsx';
import { useText } from '../../text/use-text.tsx';
import css from './DemoCard.module.css';
import page from './SettingsPage.module.css';

/** As the contract takes. */
const MOST_STICKS = 16;

export function DemoCard() {
  const t = useText();
  const changes = useDemo();
  const { state, hasFailed } = changes;
  if (state === null) return null;
  return (
    <section className={`${card.card} ${page.card}`}>
      <div>
        <h2>{t('demo.title')}</h2>
        <p>{t('demo.line')}</p>
      </div>
      <ul className={css.sticks}>
        {state.sticks.map((stick) => (
          <DemoStick key={stick.stickId} stick={stick} state={state} changes={changes} />
        ))}
      </ul>
      <ModelPicker state={state} changes={changes} />
      {hasFailed && <Banner tone="warn" title="" body={t('demo.failed')} isAlert />}
    </section>
  );
}

interface PartProps {
  readonly state: DemoState;
  readonly changes: DemoChanges;
}

function DemoStick({
  stick,
  state,
  changes: { setFault, setSticks, isBusy },
}: PartProps & { readonly stick: DemoState['sticks'][number] }) {
  const t = useText();
  const { stickId, model, faults, active } = stick;
  const ownName = useFrame((frame) => frame.sticks.find(({ id }) => id === stickId)?.name ?? null);
  const name = ownName ?? nameOf(state, model);
  // The n-th of a model is always the same one: without this one, the last of its model is the one that goes.
  const isLastOfModel = state.sticks.filter((other) => other.model === model).at(-1)?.stickId === stickId;
  const remove = (): void =>
    setSticks(state.sticks.filter((other) => other.stickId !== stickId).map((other) => other.model));
  return (
    <li>
      <div className={page.spread}>
        <p>
          <b>{name}</b> {t('demo.faultCount', { count: active.length })}
        </p>
        {isLastOfModel && state.sticks.length > 1 && (
          <Button size="small" disabled={isBusy} aria-label={t('demo.removeOf', { name })} onClick={remove}>
            {t('demo.remove')}
          </Button>
        )}
      </div>
      <details>
        <summary>{t('demo.faultsOf', { name })}</summary>
        <fieldset className={page.choices}>
          <legend className="readers">{t('demo.faultsOf', { name })}</legend>
          {faults.map((fault) => (
            <label key={fault} className={page.buttons}>
              <input
                type="checkbox"
                checked={active.includes(fault)}
                onChange={(event) => setFault(stickId, fault, event.target.checked)}
              />
              {t(`demo.fault.${fault}`)}
            </label>
          ))}
        </fieldset>
      </details>
    </li>
  );
}

function ModelPicker({ state, changes: { setSticks, isBusy } }: PartProps) {
  const t = useText();
  const id = useId();
  const [picked, setPicked] = useState(state.models[0]?.model ?? '');
  const present = state.sticks.map(({ model }) => model);
  if (present.length >= MOST_STICKS) return <p>{t('demo.full')}</p>;
  return (
    <div className={css.picker}>
      <label htmlFor={id}>{t('demo.model')}</label>
      <select
        id={id}
        className={css.select}
        value={picked}
        onChange={(event) => setPicked(event.target.value)}
      >
        {state.models.map(({ model, name }) => {
          const count = present.filter((other) => other === model).length;
          return (
            <option key={model} value={model}>
              {count === 0 ? name : t('demo.modelCount', { name, count })}
            </option>
          );
        })}
      </select>
      <Button disabled={isBusy} onClick={() => setSticks([...present, picked])}>
        {t('demo.add')}
      </Button>
    </div>
  );
}

function nameOf({ models }: DemoState, model: string): string {
  return models.find((known) => known.model === model)?.name ?? model;
}
