/**
 * Must run before any chart is made: uPlot gives the browser's language to Intl as it is loaded, and some systems name
 * none that Intl takes, such as `en-US@posix`. The page's own words and numbers choose for themselves.
 */
if (!isLanguageTag(navigator.language)) Object.defineProperty(navigator, 'language', { value: 'en' });

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

export {};
