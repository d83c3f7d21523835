/** For what cannot be taken back: held for 1.2 s, or Enter (or Space) twice. */
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useMiner } from '../state/use-miner.tsx';
import css from './HoldButton.module.css';

const HOLD_MS = 1_200;
/** A second press after longer than this begins anew. */
const TWICE_WITHIN_MS = 5_000;

interface HoldButtonProps {
  readonly hint: string;
  readonly onHeld: () => void;
  readonly children: ReactNode;
}

export function HoldButton({ hint, onHeld, children }: HoldButtonProps) {
  const { clock } = useMiner();
  const id = useId();
  const [isHeld, setHeld] = useState(false);
  const pressedAtMs = useRef(Number.NEGATIVE_INFINITY);
  const newest = useRef(onHeld);
  newest.current = onHeld;
  useEffect(() => {
    if (!isHeld) return;
    return clock.after(HOLD_MS, () => {
      setHeld(false);
      newest.current();
    });
  }, [clock, isHeld]);
  const onKey = (event: React.KeyboardEvent): void => {
    if ((event.key !== 'Enter' && event.key !== ' ') || event.repeat) return;
    event.preventDefault();
    const nowMs = clock.monotonicMs();
    if (nowMs - pressedAtMs.current <= TWICE_WITHIN_MS) onHeld();
    else pressedAtMs.current = nowMs;
  };
  const release = (): void => setHeld(false);
  return (
    <span className={css.place}>
      <button
        type="button"
        className={`${css.hold} ${isHeld ? css.held : ''}`}
        aria-describedby={id}
        onPointerDown={() => setHeld(true)}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onKeyDown={onKey}
      >
        {children}
      </button>
      <span id={id} className={css.hint}>
        {hint}
      </span>
    </span>
  );
}
