/**
 * Where a plug may be. A plug is in the user's own network: a public address is refused, so that a typing error or a
 * name that changed hands sends no password to the internet. Home Assistant may be anywhere, but only encrypted.
 */
import { BlockList, isIP } from 'node:net';
import { PlugError } from './plug-error.ts';

type Resolve = (host: string) => Promise<readonly string[]>;

/** `host` or `host:port` as a URL without a path. Throws a PlugError `badAddress`. */
export function plugUrl(address: string, defaultPort = ''): URL {
  if (!URL.canParse(`http://${address}`)) throw badAddress();
  const url = new URL(`http://${address}`);
  // `http:` drops its own port: only a named one is seen.
  const isBare = url.pathname === '/' && !/[\\/?#@\s]/.test(address);
  if (!isBare || url.hostname === '') throw badAddress();
  if (url.port === '' && !/:\d+$/.test(address)) url.port = defaultPort;
  return url;
}

/** Base URL of Home Assistant, with a slash at its end. Throws a PlugError `badAddress`. */
export function homeAssistantUrl(address: string): URL {
  const text = address.includes('://') ? address : `http://${address}`;
  if (!URL.canParse(text)) throw badAddress();
  const url = new URL(text);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isWeb || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw badAddress();
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * An address in the local network for the host of `url`: the one to connect to, so that a second look-up cannot lead
 * elsewhere. Rejects with a PlugError `notLocal`, or `unreachable` for a name nobody knows.
 */
export async function localAddress(url: URL, resolve: Resolve): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) === 0 ? await lookUp(host, resolve) : [host];
  const [first] = found;
  if (first === undefined) throw new PlugError('unreachable', 'Nobody knows the name of the plug.');
  if (!found.every(isLocal)) throw new PlugError('notLocal', 'The plug is not in the local network.');
  return first;
}

/** `url` with the address instead of the name. */
export function atAddress(url: URL, address: string): URL {
  const there = new URL(url);
  there.hostname = isIP(address) === 6 ? `[${address}]` : address;
  return there;
}

async function lookUp(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch {
    return [];
  }
}

/** Loopback, private, link-local and carrier-shared ranges (RFC 1918, 3927, 4193, 4291, 6598). */
const LOCAL = new BlockList();
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  LOCAL.addSubnet(net, prefix, 'ipv4');
}
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fc00::', 7, 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

function isLocal(address: string): boolean {
  const bare = address.split('%')[0] ?? address;
  return LOCAL.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
}

const badAddress = (): PlugError =>
  new PlugError('badAddress', 'The address of the plug cannot be read: host or host:port is wanted.');
