/** What can be done to a stick at once: blink, rename, try again, forget. */
import { Lightbulb, PencilLine, RotateCw, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import { Button } from '../../../parts/Button.tsx';
import { Hint } from '../../../parts/Hint.tsx';
import { areLettersOn, isField } from '../../../state/use-keys.ts';
import { useSend } from '../../../state/use-send.ts';
import { useText } from '../../../text/use-text.tsx';
import { SendNote } from '../SendNote.tsx';
import css from './DrawerActions.module.css';
import { ForgetDialog } from './ForgetDialog.tsx';
import { RenameDialog } from './RenameDialog.tsx';

interface DrawerActionsProps {
  readonly stick: StickState;
  readonly onForgotten: () => void;
}

export function DrawerActions({ stick, onForgotten }: DrawerActionsProps) {
  const t = useText();
  const { state, send } = useSend();
  const [open, setOpen] = useState<'rename' | 'forget' | null>(null);
  const stickId = stick.id;
  const canBlink = stick.abilities.blink !== null && stick.health !== 'lost';
  const blink = (): void => void send((calls) => calls.blinkStick({ stickId }));
  useBlinkKey(canBlink ? blink : null);
  const canRetry = stick.health === 'needsHelp' || stick.health === 'stalled';
  return (
    <>
      <div className={css.actions}>
        {canBlink && stick.abilities.blink !== null && (
          <Hint text={t(`drawer.blink.${stick.abilities.blink}`)}>
            <Button size="small" disabled={state.kind === 'sending'} onClick={blink}>
              <Lightbulb size={15} strokeWidth={1.75} aria-hidden="true" />
              {t(state.kind === 'sending' ? 'drawer.blinking' : 'drawer.blink')}
            </Button>
          </Hint>
        )}
        <Button size="small" onClick={() => setOpen('rename')}>
          <PencilLine size={15} strokeWidth={1.75} aria-hidden="true" />
          {t('drawer.rename')}
        </Button>
        {canRetry && (
          <Button size="small" onClick={() => void send((calls) => calls.retryStick({ stickId }))}>
            <RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />
            {t('drawer.retry')}
          </Button>
        )}
        {stick.health === 'lost' && (
          <Button size="small" onClick={() => setOpen('forget')}>
            <Trash2 size={15} strokeWidth={1.75} aria-hidden="true" />
            {t('drawer.forget')}
          </Button>
        )}
      </div>
      <div className={css.note}>
        <SendNote state={state} />
      </div>
      {open === 'rename' && <RenameDialog stick={stick} onClose={() => setOpen(null)} />}
      {open === 'forget' && (
        <ForgetDialog stick={stick} onClose={() => setOpen(null)} onForgotten={onForgotten} />
      )}
    </>
  );
}

/** B blinks, outside of fields and while single letters are keys. */
function useBlinkKey(blink: (() => void) | null): void {
  useEffect(() => {
    if (blink === null) return;
    const onKey = (event: KeyboardEvent): void => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
      if (event.key.toLowerCase() !== 'b' || !isPlain || !areLettersOn() || isField(event.target)) return;
      event.preventDefault();
      blink();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
