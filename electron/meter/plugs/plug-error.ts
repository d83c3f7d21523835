/** Why a plug told nothing. The text is for the log: it never holds a secret or what the plug sent. */

export type PlugErrorCode =
  /** Not within the time limit. */
  | 'silent'
  | 'unreachable'
  /** It wants a password or token, or another one. */
  | 'refused'
  /** Not what this kind of plug says. */
  | 'badAnswer'
  /** It does not measure, or has no such outlet or entity. */
  | 'noMeter'
  | 'nonsense'
  /** Its address is on the internet. */
  | 'notLocal'
  | 'badAddress';

export class PlugError extends Error {
  readonly code: PlugErrorCode;

  constructor(code: PlugErrorCode, message: string) {
    super(message);
    this.name = 'PlugError';
    this.code = code;
  }
}
