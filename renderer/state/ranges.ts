/** The time ranges of the chart: how long each is and how many points it asks for (about one in two pixels). */

export const RANGES = ['1h', '6h', '24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

const RANGE_KEY = 'hashwatt.range';

/** What the user picked last on this computer, or null. */
export function savedRange(storage: Pick<Storage, 'getItem'>): Range | null {
  const saved = storage.getItem(RANGE_KEY);
  return RANGES.find((range) => range === saved) ?? null;
}

export function saveRange(storage: Pick<Storage, 'setItem'>, range: Range): void {
  storage.setItem(RANGE_KEY, range);
}

const HOUR_MS = 3_600_000;

/** Buckets become 1, 2, 5, 30 and 120 minutes. */
export const RANGE_SIZE: Readonly<Record<Range, { readonly lengthMs: number; readonly maxPoints: number }>> =
  {
    '1h': { lengthMs: HOUR_MS, maxPoints: 61 },
    '6h': { lengthMs: 6 * HOUR_MS, maxPoints: 181 },
    '24h': { lengthMs: 24 * HOUR_MS, maxPoints: 289 },
    '7d': { lengthMs: 168 * HOUR_MS, maxPoints: 337 },
    '30d': { lengthMs: 720 * HOUR_MS, maxPoints: 361 },
  };

/** The day, unless there is so little history that its curve would be a dot at the edge. */
export function rangeThatFits(firstPointMs: number | null, nowMs: number): Range {
  const ageMs = firstPointMs === null ? 0 : nowMs - firstPointMs;
  return ageMs < HOUR_MS ? '1h' : ageMs < 6 * HOUR_MS ? '6h' : '24h';
}
