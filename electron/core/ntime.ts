/** How far a header's ntime may move from the one the pool gave. Seconds. */

/** ckpool refuses more than 7,000 s (node-stratum-pool and the consensus limit allow 7,200). */
const MAX_AHEAD_S = 7_000;

/**
 * `ok`: no further than the time that passed since the job came. `avoid`: ahead of it, which most pools allow
 * and Stratum V2 forbids. `limit`: the last second that every pool takes. `never`: refused.
 */
export type NtimeVerdict = 'ok' | 'avoid' | 'limit' | 'never';

/**
 * `ntime` for a job that came with `jobNtime` (both Unix time in seconds) `secondsSinceJob` ago. Before the job's
 * own time and past the limit is `never`; as far ahead as time has really passed is `ok`.
 */
export function ntimeVerdict(jobNtime: number, ntime: number, secondsSinceJob: number): NtimeVerdict {
  const ahead = ntime - jobNtime;
  if (ahead < 0 || ahead > MAX_AHEAD_S || ntime > 0xffff_ffff) return 'never';
  if (ahead <= secondsSinceJob) return 'ok';
  return ahead === MAX_AHEAD_S ? 'limit' : 'avoid';
}
