/** Changes to the settings of sticks, on top of the newest revision the page knows. */
import type { SettingsPatch } from '../../electron/contract/settings.ts';
import { useMiner } from './use-miner.tsx';
import { useSend } from './use-send.ts';

export function useChangeSettings() {
  const miner = useMiner();
  const { state, send, reset } = useSend();
  const change = async (patch: SettingsPatch): Promise<boolean> => {
    const isTaken = await send(async (calls) => {
      const baseRevision = miner.store.api.getState().settings?.revision;
      if (baseRevision === undefined) throw new Error('The settings are not known yet.');
      await calls.patchSettings({ baseRevision, patch });
    });
    await miner.reloadSettings();
    return isTaken;
  };
  return { state, change, reset };
}
