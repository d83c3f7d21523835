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
  | 'needsResetControl'
  | 'needsSecondPort'
  | 'tooHot'
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

/** Any error as one; what is none is the port's. */
export function deviceErrorOf(error: unknown, path: string): DeviceError {
  if (error instanceof DeviceError) return error;
  const message = `The stick at ${path} failed: ${error instanceof Error ? error.message : String(error)}`;
  return new DeviceError('portFailed', path, message, { cause: error });
}

const FATAL: ReadonlySet<DeviceErrorCode> = new Set([
  'portForbidden',
  'notAPort',
  'needsSecondPort',
  'unknownModel',
  'wrongModel',
  'modelNotDriven',
]);
