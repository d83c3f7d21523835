/** A word or a sentence that appears when a control is pointed at or has the focus. */
import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import css from './Hint.module.css';

interface HintProps {
  readonly text: ReactNode;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** Added to the popup. */
  readonly className?: string | undefined;
  /** One element that takes a ref and the pointer's events. */
  readonly children: ReactElement;
}

export function Hint({ text, side = 'top', className, children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <HintPopup side={side} className={className}>
        {text}
      </HintPopup>
    </Tooltip.Root>
  );
}

interface HintPopupProps {
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The box of every tooltip; stands inside a `Tooltip.Root`. */
export function HintPopup({ side = 'top', className, children }: HintPopupProps) {
  return (
    <Tooltip.Portal>
      <Tooltip.Positioner className={css.positioner} side={side} sideOffset={8} collisionPadding={8}>
        <Tooltip.Popup className={`${css.popup} ${className ?? ''}`}>{children}</Tooltip.Popup>
      </Tooltip.Positioner>
    </Tooltip.Portal>
  );
}
