/** Name and supply of a hub, as the user knows them. */
import { useState } from 'react';
import type { HubState } from '../../../electron/contract/frame.ts';
import { HubSetting } from '../../../electron/contract/settings.ts';
import { TextField } from '../../parts/TextField.tsx';
import { useChangeSettings } from '../../state/use-change-settings.ts';
import { useSnapshot } from '../../state/use-miner.tsx';
import { useText } from '../../text/use-text.tsx';
import { FormDialog } from './FormDialog.tsx';
import { numberOf } from './number-of.ts';

export function HubDialog({ hub, onClose }: { readonly hub: HubState; readonly onClose: () => void }) {
  const t = useText();
  const hubs = useSnapshot(({ settings }) => settings?.settings.hubs) ?? {};
  const { state, change } = useChangeSettings();
  const [name, setName] = useState(hub.name ?? '');
  const [rating, setRating] = useState(hub.ratedW === null ? '' : String(hub.ratedW));
  const ratedW = rating.trim() === '' ? undefined : (numberOf(rating) ?? Number.NaN);
  const entered = HubSetting.safeParse({
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(ratedW === undefined ? {} : { ratedW }),
  });
  const wrong = (field: 'name' | 'ratedW') =>
    entered.error?.issues.some(({ path }) => path[0] === field) === true;
  const submit = async (): Promise<void> => {
    if (!entered.success) return;
    if (await change({ hubs: { ...hubs, [hub.id]: entered.data } })) onClose();
  };
  return (
    <FormDialog
      title={t('hub.editTitle', { id: hub.id })}
      state={state}
      submitLabel={t('rename.save')}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <TextField
        label={t('hub.name')}
        value={name}
        error={wrong('name') ? t('check.name') : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={t('hub.rating')}
        inputMode="decimal"
        end="W"
        hint={t('hub.ratingHint')}
        value={rating}
        error={wrong('ratedW') ? t('hub.ratingHint') : undefined}
        onChange={(event) => setRating(event.target.value)}
      />
    </FormDialog>
  );
}
