/** Something asked of the host by a button: on its way, done, or refused with a sentence. */
import { useState } from 'react';
import { CallError } from '../../electron/contract/call-error.ts';
import type { Calls } from '../../electron/contract/connect.ts';
import type { MinerContract } from '../../electron/contract/contract.ts';
import { hasMessage, type MessageId } from '../text/use-text.tsx';
import { useMiner } from './use-miner.tsx';

export type SendState =
  | { readonly kind: 'idle' | 'sending' | 'done' }
  | { readonly kind: 'failed'; readonly why: MessageId };

export function useSend() {
  const miner = useMiner();
  const [state, setState] = useState<SendState>({ kind: 'idle' });
  /** Resolves true when the host took it. */
  const send = async (ask: (calls: Calls<MinerContract>) => Promise<unknown>): Promise<boolean> => {
    setState({ kind: 'sending' });
    try {
      await ask(miner.calls);
      setState({ kind: 'done' });
      return true;
    } catch (error) {
      setState({ kind: 'failed', why: whyOf(error) });
      return false;
    }
  };
  return { state, send, reset: () => setState({ kind: 'idle' }) };
}

/** The sentence for a refused call: its reason's, else that of the settings, else its code's. */
export function whyOf(error: unknown): MessageId {
  if (!(error instanceof CallError)) return 'send.failed.other';
  const candidates = [
    `send.failed.${error.reason}`,
    `settings.failed.${error.reason}`,
    `send.failed.${error.code}`,
  ];
  return candidates.find(hasMessage) ?? 'send.failed.other';
}
