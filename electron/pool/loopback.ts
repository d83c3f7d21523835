/**
 * Keeps the practice chain at home. Its shares are 2^k times easier than real ones, so a real pool would
 * get nothing but rubbish: practice is refused for every address that is not this machine's own.
 */
import { BlockList, isIP } from 'node:net';
import type { Chain } from '../contract/units.ts';
import { PoolError } from './pool-error.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** True for 127.0.0.0/8, ::1 and the IPv4-mapped forms of the former. Not for names. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Throws a `badUrl` PoolError when `chain` is practice and `host` is neither loopback nor `localhost`. */
export function assertChainAllowed(
  chain: Chain,
  url: { readonly host: string; readonly port: number },
): void {
  if (chain.kind === 'mainnet' || url.host === 'localhost' || isLoopbackAddress(url.host)) return;
  throw new PoolError(
    'badUrl',
    `${url.host}:${url.port}`,
    `The practice network stays on this computer, but ${url.host} is another one: use 127.0.0.1 or choose --chain mainnet.`,
  );
}
