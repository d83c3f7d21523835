/**
 * Several sticks that fall at once fell with what feeds them. It keeps who fell when, names the group, and
 * gives each its turn to start again: all at once would pull the supply down anew. Pure but for the time it is told.
 */
export interface Fallen {
  readonly stickId: string;
  /** Of the hub it hung on; null where that is not known. */
  readonly hubId: string | null;
  readonly monoMs: number;
}

export interface BrownOut {
  readonly hubId: string | null;
  readonly stickIds: readonly string[];
  /** When the last of them fell. */
  readonly sinceMs: number;
}

/** Ports of a hub vanish within one look at the list of ports, or two. */
const TOGETHER_MS = 2000;
/** Between two starts on one supply: the first has its regulators up by then. */
const SPACING_MS = 1500;
/** For how long starts of a group are spaced, and its fault stands. */
const STANDS_MS = 10 * 60_000;

interface Group extends BrownOut {
  nextStartMs: number;
}

export class BrownOutWatch {
  #fallen: Fallen[] = [];
  #groups: Group[] = [];

  /** A stick that was up is not any more. Gives the group when this makes it one, or makes it larger. */
  fell(fallen: Fallen): BrownOut | null {
    const recent = this.#fallen.filter(
      ({ monoMs, stickId }) => fallen.monoMs - monoMs <= TOGETHER_MS && stickId !== fallen.stickId,
    );
    this.#fallen = [...recent, fallen];
    const together = this.#fallen.filter(({ hubId }) => hubId === fallen.hubId);
    if (together.length < 2) return null;
    const stickIds = together.map(({ stickId }) => stickId);
    const before = this.#standing(fallen.monoMs).find(({ hubId }) => hubId === fallen.hubId);
    const group: Group = {
      hubId: fallen.hubId,
      stickIds: [...new Set([...(before?.stickIds ?? []), ...stickIds])],
      sinceMs: fallen.monoMs,
      nextStartMs: before?.nextStartMs ?? fallen.monoMs,
    };
    this.#groups = [...this.#groups.filter((other) => other !== before), group];
    return group;
  }

  /** Those of the last minutes. */
  groups(monoMs: number): readonly BrownOut[] {
    return this.#standing(monoMs);
  }

  /** How long a stick has to wait for its turn to start; books the turn. */
  turnInMs(stickId: string, monoMs: number): number {
    const group = this.#standing(monoMs).find(({ stickIds }) => stickIds.includes(stickId));
    if (group === undefined) return 0;
    const startMs = Math.max(monoMs, group.nextStartMs);
    group.nextStartMs = startMs + SPACING_MS;
    return startMs - monoMs;
  }

  /** The user stepped in for this stick: it is of no group any more. */
  forget(stickId: string): void {
    this.#groups = this.#groups.flatMap((group) => {
      const stickIds = group.stickIds.filter((id) => id !== stickId);
      return stickIds.length < 2 ? [] : [{ ...group, stickIds }];
    });
  }

  #standing(monoMs: number): Group[] {
    this.#groups = this.#groups.filter(({ sinceMs }) => monoMs - sinceMs < STANDS_MS);
    return this.#groups;
  }
}
