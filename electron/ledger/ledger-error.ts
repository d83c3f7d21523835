/** What can go wrong with the ledger, as a closed set of codes the user's sentences hang on. */

export type LedgerErrorCode =
  | 'newerSchema'
  | 'oldSqlite'
  | 'cannotOpen'
  | 'notAFile'
  | 'diskFull'
  | 'ioError'
  | 'fileGone'
  | 'rowsLost'
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
    return NEEDS_USER.has(this.code);
  }
}

const NEEDS_USER: ReadonlySet<LedgerErrorCode> = new Set([
  'newerSchema',
  'oldSqlite',
  'cannotOpen',
  'notAFile',
]);
