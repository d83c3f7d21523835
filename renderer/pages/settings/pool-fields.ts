/**
 * What the user types about the pool. Issues carry message ids; the host checks the address once more with
 * everything it knows. Pure.
 */
import { z } from 'zod';
import type { PoolSetting, Settings, SettingsPatch } from '../../../electron/contract/settings.ts';
import type { MessageId } from '../../text/use-text.tsx';

const say = (id: MessageId): MessageId => id;

/** How the contract limits both (contract/settings.ts). */
const URL_LIMIT = 300;
const USER_LIMIT = 190;

export const PoolFields = z.object({
  url: z
    .string()
    .trim()
    .max(URL_LIMIT, say('check.url'))
    .superRefine((url, context) => {
      const problem = poolUrlProblem(url);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    }),
  user: z
    .string()
    .trim()
    .min(1, say('check.user'))
    .max(USER_LIMIT, say('check.user'))
    .regex(/^\S*$/, say('check.userSpaces')),
  password: z.string().max(200),
  removePassword: z.boolean(),
});
export type PoolFields = z.infer<typeof PoolFields>;

/** The first pool is the one shown; those behind it are kept as they are. */
export function poolFieldsOf({ pools }: Settings): PoolFields {
  const first = pools[0];
  return { url: first?.url ?? '', user: first?.user ?? '', password: '', removePassword: false };
}

export interface PoolChange {
  /** Null when neither address nor user changed. */
  readonly patch: SettingsPatch | null;
  readonly poolId: string;
  /** Undefined leaves the password as it is; null removes it. */
  readonly password: string | null | undefined;
  /** What work and rewards would move away from, or null when there was nothing or nothing changes. */
  readonly movesFrom: Pick<PoolSetting, 'url' | 'user'> | null;
}

/** `fields` as the schema above gave them. */
export function poolChangeOf({ pools }: Settings, fields: PoolFields): PoolChange {
  const [first, ...others] = pools;
  const id = first?.id ?? 'main';
  const changed = first?.url !== fields.url || first.user !== fields.user;
  const password = fields.password !== '' ? fields.password : fields.removePassword ? null : undefined;
  const withoutFlag = ({ hasPassword: _, ...pool }: PoolSetting) => pool;
  return {
    patch: changed
      ? { pools: [{ id, url: fields.url, user: fields.user }, ...others.map(withoutFlag)] }
      : null,
    poolId: id,
    password,
    movesFrom: changed && first !== undefined ? { url: first.url, user: first.user } : null,
  };
}

/** True when the address asks for TLS; null while it is no address. */
export function isEncrypted(url: string): boolean | null {
  if (poolUrlProblem(url.trim()) !== null) return null;
  return /^(?:stratum\+(?:ssl|tls|tcps)|stratum1\+(?:ssl|tls)|stratums|ssl|tls):\/\//i.test(url.trim());
}

const SCHEME = /^(?:stratum(?:1?\+(?:tcp|ssl|tls))?|stratum\+tcps|stratums|tcp|ssl|tls):\/\//i;

/** What is wrong with an address, or null. */
function poolUrlProblem(url: string): MessageId | null {
  if (url === '') return 'check.url';
  const hasScheme = url.includes('://');
  if (hasScheme && !SCHEME.test(url)) return 'check.urlScheme';
  const place = hasScheme ? url.slice(url.indexOf('://') + 3) : url;
  if (place.includes('@')) return 'check.urlUser';
  const parts = /^(\[[0-9a-f:.]+\]|[^\s:/?#[\]]+)(?::(\d*))?\/?(?:#xnsub)?$/i.exec(place);
  if (parts === null) return 'check.url';
  const port = parts[2] ?? '';
  if (port === '') return 'check.urlPort';
  return Number(port) >= 1 && Number(port) <= 65_535 ? null : 'check.urlPortRange';
}
