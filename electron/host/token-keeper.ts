/** Looks after the file of the page's token while the host runs, and says what became of it. */
import type { Logger } from '../contract/ports.ts';
import { restoreToken } from './access-token.ts';

export interface TokenKeeperDeps {
  readonly file: string;
  /** The one that opens the page. */
  readonly token: string;
  readonly log: Logger;
}

/** Returns what looks once: never rejects, and one look at a time. */
export function tokenKeeper({ file, token, log }: TokenKeeperDeps): () => Promise<void> {
  let isRefused = false;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    try {
      const isAgain = await restoreToken(file, token);
      if (isAgain)
        log.warn('The token of the local page was deleted or changed; it is written again', { file });
      isRefused = false;
    } catch (error) {
      if (!isRefused) log.error('A second start cannot say how to open the local page', { error });
      isRefused = true;
    }
  };
  return () => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
}
