/**
 * Sorts what SQLite and the file system throw into the few kinds the ledger acts on. Result codes:
 * https://www.sqlite.org/rescode.html; node:sqlite puts the extended code into `errcode`.
 */

export type SqliteFault = 'corrupt' | 'diskFull' | 'ioError' | 'cannotOpen' | 'badRow' | 'other';

const FAULT_BY_PRIMARY_CODE: Readonly<Record<number, SqliteFault>> = {
  5: 'ioError', // SQLITE_BUSY: another program holds the file longer than busy_timeout
  6: 'ioError', // SQLITE_LOCKED
  8: 'cannotOpen', // SQLITE_READONLY
  10: 'ioError', // SQLITE_IOERR
  11: 'corrupt', // SQLITE_CORRUPT
  13: 'diskFull', // SQLITE_FULL
  14: 'cannotOpen', // SQLITE_CANTOPEN
  19: 'badRow', // SQLITE_CONSTRAINT, also a wrong type in a STRICT table
  20: 'badRow', // SQLITE_MISMATCH
  23: 'cannotOpen', // SQLITE_AUTH
  26: 'corrupt', // SQLITE_NOTADB
};

const FAULT_BY_SYSTEM_CODE: Readonly<Record<string, SqliteFault>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EIO: 'ioError',
  EROFS: 'cannotOpen',
  EACCES: 'cannotOpen',
  EPERM: 'cannotOpen',
  EISDIR: 'cannotOpen',
  ENOENT: 'cannotOpen',
  ENOTDIR: 'cannotOpen',
  ERR_INVALID_ARG_TYPE: 'badRow',
};

/** Thrown by the ledger's own checks of a file (quick_check, a foreign schema): same meaning as SQLITE_CORRUPT. */
export class CorruptFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CorruptFileError';
  }
}

/** The kind of anything that was thrown; `other` where neither SQLite nor the system gave a known code. */
export function faultOf(error: unknown): SqliteFault {
  if (error instanceof CorruptFileError) return 'corrupt';
  if (typeof error !== 'object' || error === null) return 'other';
  if ('errcode' in error && typeof error.errcode === 'number') {
    return FAULT_BY_PRIMARY_CODE[error.errcode & 0xff] ?? 'other';
  }
  if ('code' in error && typeof error.code === 'string') return FAULT_BY_SYSTEM_CODE[error.code] ?? 'other';
  return 'other';
}
