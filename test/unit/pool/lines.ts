/** Lines of an imaginary pool, for tests of the session. */
import type { Instant } from '../../../electron/pool/stratum-session.ts';

export interface NotifyPatch {
  readonly jobId?: unknown;
  readonly prevHash?: unknown;
  readonly coinbase1?: unknown;
  readonly branch?: unknown;
  readonly version?: unknown;
  readonly nbits?: unknown;
  readonly ntime?: unknown;
  readonly clean?: unknown;
}

export const PREV_HASH = `${'5a'.repeat(24)}${'00'.repeat(8)}`;
export const OTHER_PREV_HASH = `${'a5'.repeat(24)}${'00'.repeat(8)}`;
export const NOW: Instant = { wallMs: 1_795_500_000_000, monoMs: 1_000 };

export const line = (value: unknown): string => JSON.stringify(value);

export const answerLine = (id: unknown, result: unknown, error: unknown = null): string =>
  line({ id, result, error });

export const methodLine = (method: string, params: unknown, id: unknown = null): string =>
  line({ id, method, params });

export const difficultyLine = (difficulty: unknown): string =>
  methodLine('mining.set_difficulty', [difficulty]);

export function notifyLine(patch: NotifyPatch = {}): string {
  const fields = {
    jobId: 'j1',
    prevHash: PREV_HASH,
    coinbase1: `0100000001${'00'.repeat(32)}ffffffff1f0346d10c`,
    branch: ['11'.repeat(32)],
    version: '20000000',
    nbits: '1702068f',
    ntime: '6b054be0',
    clean: false,
    ...patch,
  };
  return methodLine('mining.notify', [
    fields.jobId,
    fields.prevHash,
    fields.coinbase1,
    'ffffffff0100f2052a010000000000000000',
    fields.branch,
    fields.version,
    fields.nbits,
    fields.ntime,
    fields.clean,
  ]);
}

export const CONFIGURED = answerLine(1, { 'version-rolling': true, 'version-rolling.mask': '1fffe000' });
export const SUBSCRIBED = answerLine(2, [[['mining.notify', 's1']], 'aaaaaaaa', 4]);
export const AUTHORIZED = answerLine(3, true);
export const HANDSHAKE = [CONFIGURED, SUBSCRIBED, AUTHORIZED] as const;
