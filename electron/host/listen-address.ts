/**
 * Where the local page is served. Only this computer's own addresses: the page is plain http, so on a network
 * anyone could read the token and change where the earnings go.
 */
import { isIPv6 } from 'node:net';
import { isLoopbackAddress } from '../pool/loopback.ts';

export interface ListenAddress {
  /** `localhost` or a loopback address, IPv6 without brackets. */
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
}

export const DEFAULT_LISTEN: ListenAddress = { host: '127.0.0.1', port: 7340 };

export type ListenResult =
  | { readonly ok: true; readonly listen: ListenAddress }
  /** `reason` continues the sentence "--listen ...". */
  | { readonly ok: false; readonly reason: string };

/** Parses `host:port`, with brackets around IPv6. */
export function parseListen(text: string): ListenResult {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (host === undefined || !(port <= 65_535)) {
    return { ok: false, reason: `must be host:port such as 127.0.0.1:7340, not "${text}".` };
  }
  if (!isLoopbackHost(host)) {
    return {
      ok: false,
      reason: `must name this computer, such as 127.0.0.1:${port}, because the page is not encrypted; from another computer use "ssh -L ${port || 7340}:127.0.0.1:${port || 7340}" to reach it.`,
    };
  }
  return { ok: true, listen: { host, port } };
}

/** Whether a host as typed, name or address without a port, is this computer and nothing else. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host);
}

/** `host:port` as it stands in a URL and in the Host header. */
export function authorityOf({ host, port }: ListenAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Every spelling of the Host header that may reach the server bound to `listen`, whose port is the real one. */
export function allowedHosts(listen: ListenAddress): ReadonlySet<string> {
  const hosts = ['localhost', '127.0.0.1', '::1', listen.host];
  const authorities = hosts.map((host) => authorityOf({ host, port: listen.port }));
  // Browsers leave the default port of http away.
  const bare = listen.port === 80 ? authorities.map((authority) => authority.slice(0, -':80'.length)) : [];
  return new Set([...authorities, ...bare]);
}
