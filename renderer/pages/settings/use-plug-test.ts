/** Asks a plug once, as it stands in the form, and puts the answer into words. */
import { useState } from 'react';
import { CallError } from '../../../electron/contract/call-error.ts';
import { useMiner } from '../../state/use-miner.tsx';
import { useFormat } from '../../text/use-format.ts';
import { hasMessage, useText } from '../../text/use-text.tsx';
import type { PlugInput } from './power-fields.ts';

export function usePlugTest() {
  const t = useText();
  const format = useFormat();
  const miner = useMiner();
  const [answer, setAnswer] = useState('');
  const [isAsking, setAsking] = useState(false);
  const wordsFor = async (plug: PlugInput, secret: string | null): Promise<string> => {
    try {
      const { powerW, latencyMs } = await miner.calls.testPlug({ plug, secret });
      if (powerW.value === null) return t('settings.plug.test.failed');
      return t('settings.plug.test.answer', {
        watts: format.coarse(powerW.value),
        ms: format.whole(latencyMs),
      });
    } catch (error) {
      const known = error instanceof CallError ? `settings.plug.test.${error.reason}` : '';
      return t(hasMessage(known) ? known : 'settings.plug.test.failed');
    }
  };
  const ask = async (plug: PlugInput, secret: string | null): Promise<void> => {
    setAnswer('');
    setAsking(true);
    setAnswer(await wordsFor(plug, secret));
    setAsking(false);
  };
  return { answer, isAsking, ask };
}
