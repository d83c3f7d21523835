/** The chain: what difficulty 1 means. Everything that speaks of difficulty takes one. */
import type { Chain } from '../contract/units.ts';

export type { Chain } from '../contract/units.ts';

/** nBits 1d00ffff: 0xffff x 2^208. */
const MAINNET_DIFFICULTY_1 = 0xffffn << 208n;

/** Target of difficulty 1 on this chain; `practice` is 2^bits easier. */
export function difficulty1Target(chain: Chain): bigint {
  return chain.kind === 'mainnet' ? MAINNET_DIFFICULTY_1 : MAINNET_DIFFICULTY_1 << BigInt(chain.bits);
}
