/** The host's watts as one source tells them; `reason` is a code of the message catalogue. */
export interface PowerFinding {
  readonly powerW: number | null;
  /** Why it is null, or what the number leaves out. Null = nothing to add. */
  readonly reason: string | null;
}

/** No watts, and why not. */
export const unknownPower = (reason: string): PowerFinding => ({ powerW: null, reason });
