/** What feeds the stick and how its watts are known: volts while ramping, their source, and the ways to know them better. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import { Badge } from '../../../parts/Badge.tsx';
import { Button } from '../../../parts/Button.tsx';
import { useChangeSettings } from '../../../state/use-change-settings.ts';
import { useSend } from '../../../state/use-send.ts';
import { heldPoint, isStarved } from '../../../text/ramp.ts';
import { useFormat } from '../../../text/use-format.ts';
import { codeId, useText } from '../../../text/use-text.tsx';
import { SendNote } from '../SendNote.tsx';
import { CalibratePart, TypedWattsPart } from './CalibratePart.tsx';
import part from './Part.module.css';
import { Fact, Facts, Part } from './Part.tsx';
import css from './PowerTab.module.css';
import { RampChart } from './RampChart.tsx';
import { ReadingFact } from './ReadingFact.tsx';
import { StickBanners } from './StickBanners.tsx';

export function PowerTab({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  return (
    <>
      <StickBanners stick={stick} />
      <Part
        title={t('power.ramp')}
        end={stick.rampPoints.length > 0 ? <Badge origin={stick.inputV.origin} /> : undefined}
      >
        {stick.rampPoints.length === 0 ? (
          <p className={part.fine}>{t('power.ramp.none')}</p>
        ) : (
          <RampChart stick={stick} />
        )}
      </Part>
      {isStarved(stick) && <WhatToDo stick={stick} />}
      <Part title={t('power.now')}>
        <Facts>
          <ReadingFact word={t('power.input')} reading={stick.inputV} unit="V" show={format.volts} />
          <ReadingFact word={t('power.current')} reading={stick.inputA} unit="A" show={format.volts} />
          <Fact word={t('power.watts')}>
            {stick.powerW.value === null
              ? `${t('unknown')} ${t(codeId('reason', stick.powerW.reason))}`
              : `${format.threeDigits(stick.powerW.value)} W`}
            <Badge origin={stick.powerW.origin} />
          </Fact>
          <Fact word={t('power.source')}>{t(`power.source.${stick.powerSource}`)}</Fact>
        </Facts>
      </Part>
      <CalibratePart stick={stick} />
      <TypedWattsPart stick={stick} />
    </>
  );
}

/** Another port, or a clock that this one held. */
function WhatToDo({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const held = heldPoint(stick);
  const { state, change } = useChangeSettings();
  const { state: retried, send } = useSend();
  const stickId = stick.id;
  const runSlower = async (frequencyMhz: number): Promise<void> => {
    const isTaken = await change({ sticks: { [stickId]: { targetFrequencyMhz: frequencyMhz } } });
    if (isTaken && stick.health === 'needsHelp') await send((calls) => calls.retryStick({ stickId }));
  };
  const slower =
    held === null ? null : { frequency: format.exact(held.frequencyMhz), volts: format.volts(held.inputV) };
  return (
    <Part title={t('power.todo')}>
      <ol className={css.steps}>
        <li>{t('power.todo.hub')}</li>
        {slower !== null && <li>{t('power.todo.slower', slower)}</li>}
      </ol>
      <div className={part.row}>
        {held !== null && slower !== null && (
          <Button kind="primary" onClick={() => void runSlower(held.frequencyMhz)}>
            {t('power.run', { frequency: slower.frequency })}
          </Button>
        )}
        {stick.health === 'needsHelp' && (
          <Button onClick={() => void send((calls) => calls.retryStick({ stickId }))}>
            {t('power.moved')}
          </Button>
        )}
      </div>
      <SendNote state={state} />
      <SendNote state={retried} />
    </Part>
  );
}
