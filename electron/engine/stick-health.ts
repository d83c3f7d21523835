/** What a stick's phase is called on its tile. */
import type { StickHealth } from '../contract/frame.ts';
import { assertNever } from '../core/assert-never.ts';
import type { StickStatus } from '../device/stick.ts';
import type { Cause } from './stick-slot.ts';

/** Pure: the word and, where the user may ask why, the cause. */
export function healthOf(
  status: StickStatus,
  work: { readonly paused: boolean; readonly hasJob: boolean },
): { health: StickHealth; cause: Cause | null } {
  switch (status.phase) {
    case 'idle':
    case 'opening':
    case 'resetting':
    case 'counting':
    case 'configuring':
    case 'stopping':
    case 'stopped':
      return { health: 'ramping', cause: null };
    case 'ramping':
    case 'mining':
      if (work.paused) return { health: 'paused', cause: null };
      if (!work.hasJob) return { health: 'paused', cause: { code: 'noPool', params: {} } };
      return { health: status.phase, cause: null };
    case 'stalled':
      return work.paused || !work.hasJob
        ? { health: 'paused', cause: null }
        : { health: 'stalled', cause: { code: status.error?.code ?? 'silent', params: {} } };
    case 'failed':
      return { health: 'stalled', cause: { code: status.error?.code ?? 'portFailed', params: {} } };
    default:
      return assertNever(status.phase);
  }
}
