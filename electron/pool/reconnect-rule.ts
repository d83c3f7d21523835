/**
 * Where `client.reconnect` may send us. A pool, or whoever sits on the path of a plain connection, must not
 * be able to take the hashrate elsewhere: same host, or a sibling under the same registrable domain.
 */
import { isIP } from 'node:net';
import { getDomain } from 'tldts';
import { normalHost, type PoolUrl } from './pool-url.ts';

/** Longest wait we honour; a longer one would be a way to silence a miner. */
const MAX_WAIT_SECONDS = 300;

/** What the pool wrote, unchecked: `[host, port, wait]`, all of them optional. */
export interface ReconnectRequest {
  readonly host: unknown;
  readonly port: unknown;
  readonly wait: unknown;
}

export type ReconnectDecision =
  | { readonly kind: 'reconnect'; readonly host: string; readonly port: number; readonly waitSeconds: number }
  | { readonly kind: 'refuse'; readonly reason: string };

/** Decides on a request. TLS is not the pool's choice: it stays as configured. */
export function decideReconnect(configured: PoolUrl, request: ReconnectRequest): ReconnectDecision {
  const host = hostOf(request.host, configured.host);
  if (host === null) return { kind: 'refuse', reason: 'the new host is not a host name' };
  if (!isSameOwner(configured.host, host)) {
    return { kind: 'refuse', reason: `${host} does not belong to the domain of ${configured.host}` };
  }
  const port = portOf(request.port, configured.port);
  if (port === null) return { kind: 'refuse', reason: 'the new port is not a port' };
  return { kind: 'reconnect', host, port, waitSeconds: waitOf(request.wait) };
}

function hostOf(value: unknown, configured: string): string | null {
  if (value === undefined || value === null || value === '') return configured;
  return typeof value === 'string' ? normalHost(value) : null;
}

function isSameOwner(configured: string, next: string): boolean {
  if (next === configured) return true;
  if (isIP(configured) !== 0 || isIP(next) !== 0) return false;
  const domain = registrableDomain(configured);
  return domain !== null && domain === registrableDomain(next);
}

/** Private suffixes count, so that two users of one dynamic DNS service are strangers. */
const registrableDomain = (host: string): string | null => getDomain(host, { allowPrivateDomains: true });

function portOf(value: unknown, configured: number): number | null {
  if (value === undefined || value === null || value === '') return configured;
  const port = numberOf(value);
  if (port === 0) return configured;
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : null;
}

function waitOf(value: unknown): number {
  const seconds = numberOf(value);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MAX_WAIT_SECONDS) : 0;
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN;
}
