/** Why the host cannot start. The message is a whole sentence that names the cure; it is printed as it is. */

export type HostErrorCode =
  | 'dataFolder'
  | 'alreadyRunning'
  | 'settingsTooNew'
  | 'settingsUnreadable'
  | 'secretsTooOpen'
  | 'secretsUnreadable'
  | 'secretsTooNew'
  | 'passwordFile'
  | 'tokenFile'
  | 'portTaken'
  | 'portForbidden'
  | 'addressUnusable';

/** The code is for exit codes and tests, the message for the user. */
export class HostError extends Error {
  readonly code: HostErrorCode;
  /** Address of the running host, for `alreadyRunning`; null when it is not known. */
  readonly address: string | null;

  constructor(
    code: HostErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly address?: string | null } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'HostError';
    this.code = code;
    this.address = options.address ?? null;
  }

  /** Process exit code: 3 for a second start on the same data folder, 2 for a flag's bad value, else 1. */
  get exitCode(): number {
    if (this.code === 'alreadyRunning') return 3;
    return this.code === 'passwordFile' ? 2 : 1;
  }
}

/** The errno name of a system error such as `EACCES`, or null. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
}
