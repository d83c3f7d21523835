/**
 * The span that old minutes are added up to. It spans no local midnight, since every time zone's offset is a
 * multiple of it.
 */

export const QUARTER_MS = 15 * 60_000;

/** Where the quarter hour of a time began, UTC ms. */
export const quarterOf = (atMs: number): number => Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
