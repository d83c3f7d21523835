import { useState } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import { StickSetting } from '../../../../electron/contract/settings.ts';
import { TextField } from '../../../parts/TextField.tsx';
import { useChangeSettings } from '../../../state/use-change-settings.ts';
import { useText } from '../../../text/use-text.tsx';
import { FormDialog } from '../FormDialog.tsx';

/** An empty field takes the name or the note away. */
export function RenameDialog({
  stick,
  onClose,
}: {
  readonly stick: StickState;
  readonly onClose: () => void;
}) {
  const t = useText();
  const { state, change } = useChangeSettings();
  const [name, setName] = useState(stick.name);
  const [note, setNote] = useState(stick.note ?? '');
  const isNameGood = name.trim() === '' || StickSetting.shape.name.safeParse(name.trim()).success;
  const isNoteGood = note.trim() === '' || StickSetting.shape.note.safeParse(note.trim()).success;
  const submit = async (): Promise<void> => {
    if (!isNameGood || !isNoteGood) return;
    const sticks = { [stick.id]: { name: name.trim() || null, note: note.trim() || null } };
    if (await change({ sticks })) onClose();
  };
  return (
    <FormDialog
      title={t('rename.title')}
      state={state}
      submitLabel={t('rename.save')}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <TextField
        label={t('rename.name')}
        hint={t('rename.nameHint')}
        error={isNameGood ? undefined : t('check.name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={t('rename.note')}
        hint={t('rename.noteHint')}
        error={isNoteGood ? undefined : t('rename.noteLong')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  );
}
