/** One thing to do: its sentence, the command to copy, or the button. */
import { useState } from 'react';
import type { Cure } from '../../../electron/contract/devices.ts';
import { Button } from '../../parts/Button.tsx';
import { copyText } from '../../parts/copy-text.ts';
import { codeId, useText } from '../../text/use-text.tsx';
import css from './Cards.module.css';

interface CureRowProps {
  readonly cure: Cure;
  /** Null where there is nothing to act on. */
  readonly onAct: ((action: NonNullable<Cure['action']>) => void) | null;
}

export function CureRow({ cure: { code, params, command, action }, onAct }: CureRowProps) {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  return (
    <li className={css.cure}>
      <p>{t(codeId('cure', code), params)}</p>
      {command !== null && (
        <>
          <Button size="small" onClick={() => setCopied(copyText(command))}>
            {t(isCopied ? 'devices.copied' : 'devices.copy')}
          </Button>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className={css.command} tabIndex={0}>
            {command}
          </pre>
        </>
      )}
      {action !== null && onAct !== null && (
        <Button size="small" onClick={() => onAct(action)}>
          {t(`devices.${action}`)}
        </Button>
      )}
    </li>
  );
}
