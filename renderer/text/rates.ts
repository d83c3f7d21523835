/** Whether two estimates of one hashrate agree: by their 95 % intervals. Pure. */
import type { HashrateEstimate } from '../../electron/contract/frame.ts';

export type RateVerdict = 'wait' | 'agree' | 'less' | 'more';

export function compareRates(
  chip: Pick<HashrateEstimate, 'lowHs' | 'highHs'>,
  accepted: Pick<HashrateEstimate, 'lowHs' | 'highHs'>,
): RateVerdict {
  if (chip.lowHs === null || chip.highHs === null) return 'wait';
  if (accepted.lowHs === null || accepted.highHs === null) return 'wait';
  if (accepted.highHs < chip.lowHs) return 'less';
  return accepted.lowHs > chip.highHs ? 'more' : 'agree';
}
