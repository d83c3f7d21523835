/**
 * The live set of secrets, cut out of every line of log by value. Keys are scrubbed by the log itself; this is
 * the guard that also finds a secret inside a message, an error or a pool's answer.
 */

export const SCRUBBED = '[secret]';

/**
 * Shorter ones are left alone: the usual pool password is `x` or `123`, which protects nothing, and cutting
 * it out would make every line unreadable.
 */
const MIN_LENGTH = 4;

export class SecretScrubber {
  /** Longest first, so that a secret inside another one leaves no rest of the outer. */
  #forms: readonly string[] = [];

  /** Hides `secret` from now on, as it is and as JSON and URLs write it. */
  add(secret: string): void {
    if (secret.length < MIN_LENGTH) return;
    const inJson = jsonEscaped(secret);
    const inUrl = encodeURIComponent(secret.toWellFormed());
    const forms = new Set([...this.#forms, secret, inJson, jsonEscaped(inJson), inUrl]);
    this.#forms = [...forms].toSorted((a, b) => b.length - a.length);
  }

  /** `text` without any secret. */
  scrub(text: string): string {
    return this.#forms.reduce((scrubbed, form) => scrubbed.replaceAll(form, SCRUBBED), text);
  }
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
