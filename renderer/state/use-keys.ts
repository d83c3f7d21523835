/** The keyboard: screens by Ctrl or Cmd, single letters outside fields. */
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { usePause } from './use-pause.ts';

const LETTERS_KEY = 'hashwatt.letterKeys';

export function useKeys() {
  const [, go] = useLocation();
  const { toggle } = usePause();
  const [isListed, setListed] = useState(false);
  const [hasLetters, setLetters] = useState(areLettersOn);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const action = actionOf(event, hasLetters);
      if (action === null) return;
      event.preventDefault();
      if (action === 'home') go('/');
      else if (action === 'sticks') go('/sticks');
      else if (action === 'settings') go('/settings');
      else if (action === 'pause') toggle();
      else setListed(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return {
    isListed,
    setListed,
    hasLetters,
    setLetters: (isOn: boolean) => {
      window.localStorage.setItem(LETTERS_KEY, isOn ? 'on' : 'off');
      setLetters(isOn);
    },
  };
}

type KeyAction = 'home' | 'sticks' | 'settings' | 'pause' | 'list';

const COMMANDS: Readonly<Record<string, KeyAction>> = { '1': 'home', '2': 'sticks', ',': 'settings' };

export function actionOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'target'>,
  hasLetters: boolean,
): KeyAction | null {
  if (event.repeat || event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    return COMMANDS[event.key] ?? null;
  }
  if (!hasLetters || isField(event.target)) return null;
  return event.key === '?' ? 'list' : event.key.toLowerCase() === 'p' ? 'pause' : null;
}

/** Whether single letters are keys at all. */
export function areLettersOn(): boolean {
  return window.localStorage.getItem(LETTERS_KEY) !== 'off';
}

/** Fields, where letters are text, and dialogs, behind which nothing should happen. */
const NO_LETTERS =
  'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]';

export function isField(target: EventTarget | null): boolean {
  return target !== null && 'closest' in target && (target as Element).closest(NO_LETTERS) !== null;
}
