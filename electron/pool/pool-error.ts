/** What can go wrong with a pool, as a closed set of codes the user's sentences hang on. */

export type PoolErrorCode =
  | 'badUrl'
  | 'dnsFailed'
  | 'connectionRefused'
  | 'connectTimeout'
  | 'connectionLost'
  | 'silent'
  | 'tlsFailed'
  | 'wantsTls'
  | 'lineTooLong'
  | 'badHandshake'
  | 'handshakeTimeout'
  | 'authorizeRefused'
  | 'onlyRejects'
  | 'badJobs'
  | 'reconnectRefused';

/** `subject` is `host:port`. Decide on `code` and `needsUser`, never on the message. */
export class PoolError extends Error {
  readonly code: PoolErrorCode;
  readonly subject: string;

  constructor(code: PoolErrorCode, subject: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'PoolError';
    this.code = code;
    this.subject = subject;
  }

  /** True when only the user can mend it: retried slowly (60 s or more). */
  needsUser(): boolean {
    return this.code === 'badUrl' || this.code === 'authorizeRefused';
  }
}
