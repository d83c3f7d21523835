/** The frame of every screen: rail, screen, status bar, and the states in which there is no screen to show. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect, useMemo } from 'react';
import { IntlProvider } from 'react-intl';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import css from './App.module.css';
import { HomePage } from './pages/home/HomePage.tsx';
import { SettingsPage } from './pages/settings/SettingsPage.tsx';
import { SticksPage } from './pages/sticks/SticksPage.tsx';
import { Announcer } from './parts/Announcer.tsx';
import { ErrorFence } from './parts/ErrorFence.tsx';
import { Gate } from './parts/Gate.tsx';
import { KeysDialog } from './parts/KeysDialog.tsx';
import { Rail } from './parts/Rail.tsx';
import { StatusBar } from './parts/StatusBar.tsx';
import type { Miner } from './state/miner.ts';
import type { ThemeBook } from './state/theme.ts';
import { AppContext, useSnapshot, useTheme } from './state/use-miner.tsx';
import { en } from './text/en.ts';
import { createUserFormat, FormatContext } from './text/use-format.ts';
import { useText } from './text/use-text.tsx';

export function App({ miner, theme }: { readonly miner: Miner; readonly theme: ThemeBook }) {
  const parts = useMemo(() => ({ miner, theme }), [miner, theme]);
  const format = useMemo(() => createUserFormat(navigator.languages), []);
  return (
    <CSPProvider disableStyleElements>
      <IntlProvider locale="en" messages={en}>
        <FormatContext value={format}>
          <AppContext value={parts}>
            <Tooltip.Provider delay={300}>
              <Router hook={useHashLocation}>
                <ErrorFence>
                  <Frame />
                </ErrorFence>
              </Router>
            </Tooltip.Provider>
          </AppContext>
        </FormatContext>
      </IntlProvider>
    </CSPProvider>
  );
}

function Frame() {
  const t = useText();
  const link = useSnapshot((snapshot) => snapshot.link);
  useSavedTheme();
  if (link === 'refused' || link === 'full' || link === 'otherVersion') return <Gate kind={link} />;
  return (
    <div className={css.frame}>
      <button type="button" className={css.skip} onClick={focusContent}>
        {t('app.skip')}
      </button>
      <Rail />
      <main className={css.main} id="content" tabIndex={-1}>
        <div className={css.page}>
          <Switch>
            <Route path="/settings" component={SettingsPage} />
            <Route path="/sticks/*?" component={SticksPage} />
            <Route component={HomePage} />
          </Switch>
        </div>
      </main>
      <StatusBar />
      <Announcer />
      <KeysDialog />
    </div>
  );
}

/** Not a link: the fragment is the router's. */
function focusContent(): void {
  document.getElementById('content')?.focus();
}

/** The theme of the settings, once they are known and whenever they change. */
function useSavedTheme(): void {
  const { book } = useTheme();
  const theme = useSnapshot(({ settings }) => settings?.settings.theme);
  useEffect(() => {
    if (theme !== undefined) book.set(theme);
  }, [book, theme]);
}
