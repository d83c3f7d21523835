/** Makes a stick of a port by the user's word. */
import { useState } from 'react';
import type { Device, DeviceList } from '../../../electron/contract/devices.ts';
import { AttachedStick } from '../../../electron/contract/settings.ts';
import { ChoiceField } from '../../parts/ChoiceField.tsx';
import { TextField } from '../../parts/TextField.tsx';
import { useChangeSettings } from '../../state/use-change-settings.ts';
import { useSnapshot } from '../../state/use-miner.tsx';
import { useText } from '../../text/use-text.tsx';
import { FormDialog } from './FormDialog.tsx';

interface AttachDialogProps {
  readonly device: Device;
  readonly models: DeviceList['models'];
  readonly onClose: () => void;
}

export function AttachDialog({ device, models, onClose }: AttachDialogProps) {
  const t = useText();
  const attached = useSnapshot(({ settings }) => settings?.settings.attachedSticks) ?? [];
  const { state, change } = useChangeSettings();
  const [model, setModel] = useState(device.model ?? '');
  const [path, setPath] = useState(device.path ?? '');
  const [isTried, setTried] = useState(false);
  const entered = AttachedStick.safeParse({ model, path: path.trim() });
  const isWrong = (field: string) =>
    isTried && entered.error?.issues.some((issue) => issue.path[0] === field) === true;
  const submit = async (): Promise<void> => {
    setTried(true);
    if (!entered.success) return;
    const others = attached.filter((one) => one.path !== entered.data.path);
    if (await change({ attachedSticks: [...others, entered.data] })) onClose();
  };
  return (
    <FormDialog
      title={t('attach.title', { name: device.name })}
      state={state}
      submitLabel={t('attach.do')}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>{t('attach.body')}</p>
      <ChoiceField
        label={t('attach.model')}
        hint={t('attach.modelHint')}
        error={isWrong('model') ? t('attach.modelWrong') : undefined}
        choices={models.map((one) => ({ value: one.model, label: one.name }))}
        openLabel={t('attach.modelOpen')}
        noneText={t('attach.modelNone')}
        value={model}
        onChange={setModel}
      />
      <TextField
        label={t('attach.path')}
        isMono
        error={isWrong('path') ? t('fault.notAPort.body') : undefined}
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
    </FormDialog>
  );
}
