/** Light or dark: taken at once, saved at once. */
import { Banner } from '../../parts/Banner.tsx';
import card from '../../parts/Card.module.css';
import { Segmented } from '../../parts/Segmented.tsx';
import type { SettingsCopy } from '../../state/miner-store.ts';
import type { Theme } from '../../state/theme.ts';
import { useTheme } from '../../state/use-miner.tsx';
import { useText } from '../../text/use-text.tsx';
import css from './SettingsPage.module.css';
import { useSave } from './use-save.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function LookCard({ copy: { settings, revision } }: { readonly copy: SettingsCopy }) {
  const t = useText();
  const { book } = useTheme();
  const { state, save } = useSave();
  const choose = async (theme: Theme): Promise<void> => {
    book.set(theme);
    const isSaved = await save({ baseRevision: revision, patch: { theme } });
    if (!isSaved) book.set(settings.theme);
  };
  return (
    <section className={`${card.card} ${css.card}`}>
      <div className={css.spread}>
        <h2>{t('settings.look')}</h2>
        <Segmented
          label={t('settings.look.theme')}
          value={settings.theme}
          options={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
          onChange={(theme) => void choose(theme)}
        />
      </div>
      {state.kind === 'failed' && (
        <Banner tone="fault" title="" body={t('settings.failed', { why: t(state.why) })} isAlert />
      )}
    </section>
  );
}
