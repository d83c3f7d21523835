/** Saving a part of the settings: from the revision the form was filled with, and what comes of it. */
import { useState } from 'react';
import { CallError } from '../../../electron/contract/call-error.ts';
import type { SettingsPatch } from '../../../electron/contract/settings.ts';
import type { Miner } from '../../state/miner.ts';
import { useMiner } from '../../state/use-miner.tsx';
import { hasMessage, type MessageId } from '../../text/use-text.tsx';

export type SaveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' }
  /** Someone else changed the settings; the newer ones are loaded. */
  | { readonly kind: 'oldRevision' }
  | { readonly kind: 'failed'; readonly why: MessageId };

export interface SaveRequest {
  readonly baseRevision: number;
  readonly patch: SettingsPatch | null;
  readonly password?: { readonly poolId: string; readonly password: string | null } | undefined;
  readonly plugSecret?: { readonly plugId: string; readonly secret: string | null } | undefined;
}

export function useSave() {
  const miner = useMiner();
  const [state, setState] = useState<SaveState>({ kind: 'idle' });
  const save = async (request: SaveRequest): Promise<boolean> => {
    setState({ kind: 'saving' });
    const outcome = await send(miner, request);
    await miner.reloadSettings();
    setState(outcome);
    return outcome.kind === 'saved';
  };
  return { state, save, reset: () => setState({ kind: 'idle' }) };
}

async function send(
  miner: Miner,
  { baseRevision, patch, password, plugSecret }: SaveRequest,
): Promise<SaveState> {
  try {
    if (patch !== null) await miner.calls.patchSettings({ baseRevision, patch });
    if (password !== undefined) await miner.calls.setPoolPassword(password);
    if (plugSecret !== undefined) await miner.calls.setPlugSecret(plugSecret);
    return { kind: 'saved' };
  } catch (error) {
    if (!(error instanceof CallError)) return { kind: 'failed', why: 'settings.failed.other' };
    if (error.code === 'oldRevision') return { kind: 'oldRevision' };
    return { kind: 'failed', why: whyOf(error) };
  }
}

function whyOf({ code, reason }: CallError): MessageId {
  const known = `settings.failed.${reason}`;
  if (hasMessage(known)) return known;
  switch (code) {
    case 'closed':
    case 'timeout':
    case 'badInput':
      return `settings.failed.${code}`;
    case 'refused':
      return 'settings.failed.badInput';
    default:
      return 'settings.failed.other';
  }
}
