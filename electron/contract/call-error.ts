/** A refused or failed call, the same on both ends: a handler throws it, the client's promise rejects with it. */
import type { CallErrorCode } from './contract.ts';

export class CallError extends Error {
  readonly code: CallErrorCode;
  /** Code of the message catalogue that says more, such as `poolNotLoopback`. */
  readonly reason: string | null;
  /** Path of the input that is at fault, such as `patch.pools.0.url`. */
  readonly field: string | null;

  constructor(
    code: CallErrorCode,
    details: {
      readonly reason?: string | undefined;
      readonly field?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super([code, details.reason, details.field].filter(Boolean).join(': '), { cause: details.cause });
    this.name = 'CallError';
    this.code = code;
    this.reason = details.reason ?? null;
    this.field = details.field ?? null;
  }
}
