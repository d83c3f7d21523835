/** HTTP digest access authentication with SHA-256 or MD5 and qop=auth (RFC 7616), as Shelly's second generation wants it. */
import { createHash } from 'node:crypto';

export interface DigestLogin {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  /** Path with its query. */
  readonly uri: string;
  readonly cnonce: string;
}

/** Value of the `Authorization` header for a `WWW-Authenticate` header, or null when it asks for another scheme. */
export function digestAuthorization(challenge: string, login: DigestLogin): string | null {
  const scheme = /^\s*Digest\s+(.*)$/is.exec(challenge)?.[1];
  if (scheme === undefined) return null;
  const fields = fieldsOf(scheme);
  const algorithm = fields.get('algorithm') ?? 'MD5';
  const hashName = HASHES[algorithm.toUpperCase()];
  const realm = fields.get('realm');
  const nonce = fields.get('nonce');
  const qops = (fields.get('qop') ?? '').split(',').map((qop) => qop.trim());
  if (hashName === undefined || realm === undefined || nonce === undefined || !qops.includes('auth'))
    return null;
  const hash = (...parts: readonly string[]): string =>
    createHash(hashName).update(parts.join(':')).digest('hex');
  const { user, password, method, uri, cnonce } = login;
  const secret = hash(user, realm, password);
  const response = hash(secret, nonce, NONCE_COUNT, cnonce, 'auth', hash(method, uri));
  const opaque = fields.get('opaque');
  const parts = [
    `username=${quoted(user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `algorithm=${algorithm}`,
    'qop=auth',
    `nc=${NONCE_COUNT}`,
    `cnonce=${quoted(cnonce)}`,
    `response=${quoted(response)}`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

const HASHES: Readonly<Record<string, string>> = { 'SHA-256': 'sha256', MD5: 'md5' };
/** Each login answers a nonce of its own. */
const NONCE_COUNT = '00000001';

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', inQuotes, bare] of text.matchAll(
    /(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
  )) {
    fields.set(name.toLowerCase(), inQuotes?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return fields;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
