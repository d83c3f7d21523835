/** What can go wrong with a stick, as a closed set of codes the user's sentences hang on. */

export type DeviceErrorCode =
  | 'portMissing'
  | 'portBusy'
  | 'portForbidden'
  | 'notAPort'
  | 'portFailed'
  | 'portTimeout'
  | 'unplugged'
  | 'noChips'
  | 'wrongChipCount'
  | 'needsResetLine'
  | 'silent'
  /** The chips do not get the voltage they should have. */
  | 'noPower'
  | 'tooHot'
  | 'unknownModel'
  | 'wrongModel'
  | 'modelNotDriven';

/** `subject` is the serial path or the stick id. Decide on `code` and `isFatal`, never on the message. */
export class DeviceError extends Error {
  readonly code: DeviceErrorCode;
  readonly subject: string;

  constructor(code: DeviceErrorCode, subject: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'DeviceError';
    this.code = code;
    this.subject = subject;
  }

  /** True when trying again without the user changing something cannot help. */
  isFatal(): boolean {
    return FATAL.has(this.code);
  }
}

const FATAL: ReadonlySet<DeviceErrorCode> = new Set([
  'portForbidden',
  'notAPort',
  'unknownModel',
  'wrongModel',
  'modelNotDriven',
]);
