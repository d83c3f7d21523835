/** Number formats of the user's own locale; the sentences around them are in the catalogue's language. */
import { createContext, useContext } from 'react';
import { createFormat, type Format } from './format.ts';

export const FormatContext = createContext<Format>(createFormat('en'));

export function useFormat(): Format {
  return useContext(FormatContext);
}

/** The browser's locale, or English where it has none that Intl knows. */
export function createUserFormat(languages: readonly string[]): Format {
  for (const language of languages) {
    try {
      return createFormat(language);
    } catch {
      // A tag such as `en-US@posix` is no language tag.
    }
  }
  return createFormat('en');
}
