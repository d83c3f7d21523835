/** What can go wrong with the ledger, as a closed set of codes the user's sentences hang on. */

export type LedgerErrorCode =
  | 'newerSchema'
  | 'oldSqlite'
  | 'cannotOpen'
  | 'diskFull'
  | 'ioError'
  | 'failed'
  | 'workerLost'
  | 'timeout'
  | 'closed';

/** `subject` is the path of the file. Decide on `code` and `needsUser`, never on the message. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;
  readonly subject: string;

  constructor(code: LedgerErrorCode, subject: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'LedgerError';
    this.code = code;
    this.subject = subject;
  }

  /** True when only the user can mend it: opening again by itself is pointless. */
  needsUser(): boolean {
    return this.code === 'newerSchema' || this.code === 'oldSqlite' || this.code === 'cannotOpen';
  }
}
