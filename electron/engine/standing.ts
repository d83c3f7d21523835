/** Since when things are so, by name: a fault keeps the time it began for as long as it stands. */
export class Standing {
  readonly #sinceMs = new Map<string, number>();

  /** Notes whether it is so now; gives the time it began, or null when it is not so. */
  since(what: string, isSo: boolean, nowMs: number): number | null {
    if (!isSo) this.#sinceMs.delete(what);
    else if (!this.#sinceMs.has(what)) this.#sinceMs.set(what, nowMs);
    return this.#sinceMs.get(what) ?? null;
  }
}
