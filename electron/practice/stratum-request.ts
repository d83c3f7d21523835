/** What miners send to the practice pool, checked at the door: `unknown` in, small types out. */
import type { Chain } from '../contract/units.ts';
import { hexToBytes, leBytesToBigInt, reverseBytes } from '../core/bytes.ts';
import { difficultyOfTarget } from '../core/target.ts';
import type { SubmittedShare } from './share-judge.ts';

export interface StratumRequest {
  readonly id: string | number | null;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** `notARequest`: an answer to something the pool sent, to be passed over. */
export function parseRequest(line: string): StratumRequest | 'notARequest' | 'invalid' {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return 'invalid';
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return 'invalid';
  const { id, method, params } = message as Record<string, unknown>;
  if (method === undefined && ('result' in message || 'error' in message)) return 'notARequest';
  if (typeof method !== 'string' || !Array.isArray(params ?? [])) return 'invalid';
  const echoed = typeof id === 'number' || typeof id === 'string' ? id : null;
  return { id: echoed, method, params: (params ?? []) as unknown[] };
}

/** `[worker, job id, extranonce2, ntime, nonce]` and perhaps version bits; null when it is anything else. */
export function shareOf(
  params: readonly unknown[],
): (SubmittedShare & { readonly worker: string; readonly jobId: string }) | null {
  if (params.length < 5 || params.length > 6 || !params.every((value) => typeof value === 'string'))
    return null;
  const [worker = '', jobId = '', extranonce2 = '', ntime = '', nonce = '', versionBits = null] = params;
  return { worker, jobId, extranonce2, ntime, nonce, versionBits };
}

/** What this pool grants of the mask that was asked for (BIP 310, BIP 320); 0 when nothing. */
export function versionRollingMask(options: unknown): number {
  const asked =
    typeof options === 'object' && options !== null
      ? (options as Record<string, unknown>)['version-rolling.mask']
      : undefined;
  if (asked === undefined) return GRANTED_MASK;
  if (typeof asked !== 'string' || !/^[0-9a-fA-F]{1,8}$/.test(asked)) return 0;
  return Number.parseInt(asked, 16) & GRANTED_MASK;
}

/** Difficulty asked for by number or by target, or null when it is neither. */
export function suggestedDifficulty(request: StratumRequest, chain: Chain): number | null {
  const [value] = request.params;
  if (request.method === 'mining.suggest_difficulty') {
    return typeof value === 'number' && value > 0 && value < MAX_DIFFICULTY ? value : null;
  }
  if (typeof value !== 'string' || !/^[0-9a-fA-F]{64}$/.test(value)) return null;
  const target = leBytesToBigInt(reverseBytes(hexToBytes(value)));
  return target === 0n ? null : Math.min(difficultyOfTarget(target, chain), MAX_DIFFICULTY);
}

/** Bits 13 to 28 (BIP 320). */
const GRANTED_MASK = 0x1fff_e000;
const MAX_DIFFICULTY = 1e15;
