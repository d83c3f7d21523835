/**
 * Pool addresses as users write them. Recognises Stratum V2 addresses so that they can be named in the
 * refusal; whether one can be used is the client's business. A missing port is asked for, never guessed.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { decodeAuthorityKey } from './authority-key.ts';

export interface PoolUrl {
  readonly protocol: 'sv1' | 'sv2';
  /** Lower case, punycode, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Stratum V2 only: the pool's 32-byte x-only key as hex, or null when the address carries none. */
  readonly authorityKeyHex: string | null;
}

export type PoolUrlResult =
  | { readonly ok: true; readonly url: PoolUrl }
  /** `reason` is a whole sentence that says what to write instead. */
  | { readonly ok: false; readonly reason: string };

interface Scheme {
  readonly protocol: 'sv1' | 'sv2';
  readonly tls: boolean;
}

const PLAIN: Scheme = { protocol: 'sv1', tls: false };
const ENCRYPTED: Scheme = { protocol: 'sv1', tls: true };

/** Spellings seen in cgminer, bfgminer, ESP-Miner, NiceHash and the Stratum V2 specification 4.7. */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['stratum+tcp', PLAIN],
  ['stratum', PLAIN],
  ['stratum1+tcp', PLAIN],
  ['tcp', PLAIN],
  ['stratum+ssl', ENCRYPTED],
  ['stratum+tls', ENCRYPTED],
  ['stratum+tcps', ENCRYPTED],
  ['stratum1+ssl', ENCRYPTED],
  ['stratum1+tls', ENCRYPTED],
  ['stratums', ENCRYPTED],
  ['ssl', ENCRYPTED],
  ['tls', ENCRYPTED],
  ['stratum2+tcp', { protocol: 'sv2', tls: false }],
]);

const EXAMPLE = 'stratum+tcp://pool.example.com:3333';

/** Parses `scheme://host:port` or a bare `host:port`. Never throws. */
export function parsePoolUrl(text: string): PoolUrlResult {
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)([/?#].*)?$/i.exec(text.trim());
  if (parts === null) return refuse(`A pool address looks like ${EXAMPLE}.`);
  const [, schemeText, authority = '', rest = ''] = parts;
  const scheme = schemeText === undefined ? PLAIN : SCHEMES.get(schemeText.toLowerCase());
  if (scheme === undefined) {
    return refuse(`A pool address begins with stratum+tcp:// or stratum+ssl://, not with ${schemeText}://.`);
  }
  const place = placeOf(authority);
  if (!place.ok) return place;
  const { host, port } = place;
  if (scheme.protocol === 'sv2') return withAuthorityKey(host, port, rest);
  if (!/^\/?(?:#xnsub)?$/i.test(rest)) return refuse(`Nothing may follow the port: write ${EXAMPLE}.`);
  return { ok: true, url: { ...scheme, host, port, authorityKeyHex: null } };
}

/** `host:port` for messages, with brackets around IPv6. */
export function endpointOf(url: { readonly host: string; readonly port: number }): string {
  return isIPv6(url.host) ? `[${url.host}]:${url.port}` : `${url.host}:${url.port}`;
}

/** A host name or IP address in canonical form, or null when it is neither. */
export function normalHost(text: string): string | null {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (isIPv6(bare)) return bare.includes('%') ? null : bare.toLowerCase();
  if (/^[\d.]+$/.test(bare)) return isIPv4(bare) ? bare : null;
  const ascii = /^[\x21-\x7e]+$/.test(bare) ? bare.toLowerCase() : domainToASCII(bare);
  const host = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  const isName =
    host.length <= 253 && /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.(?!$)|$))+$/.test(host);
  return isName ? host : null;
}

type Place = { readonly ok: true; readonly host: string; readonly port: number } | Refusal;
type Refusal = { readonly ok: false; readonly reason: string };

const refuse = (reason: string): Refusal => ({ ok: false, reason });

function placeOf(authority: string): Place {
  if (authority.includes('@')) {
    return refuse('Write the user name and password in their own fields, not in the pool address.');
  }
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
  if (parts === null) return refuse('Put an IPv6 address in brackets, such as [2001:db8::1]:3333.');
  const [, hostText = '', portText = ''] = parts;
  const host = normalHost(hostText);
  if (host === null) return refuse(`"${hostText}" is no host name or IP address: write ${EXAMPLE}.`);
  if (portText === '') return refuse(`The port is missing: the pool's page names it, as in ${host}:3333.`);
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65_535) return refuse(`"${portText}" is no port: it is a number from 1 to 65535.`);
  return { ok: true, host, port };
}

function withAuthorityKey(host: string, port: number, rest: string): PoolUrlResult {
  const keyText = rest.replace(/^\//, '').replace(/\/$/, '');
  const authorityKeyHex = keyText === '' ? null : decodeAuthorityKey(keyText);
  if (keyText !== '' && authorityKeyHex === null) {
    return refuse(
      'The key at the end of the Stratum V2 address has a typing error: copy it again from the pool.',
    );
  }
  return { ok: true, url: { protocol: 'sv2', host, port, tls: false, authorityKeyHex } };
}
