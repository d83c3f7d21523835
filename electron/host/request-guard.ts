/**
 * What every request to the local page must pass before it is looked at: the exact Host (DNS rebinding), a
 * method that changes nothing, a small body. Every answer carries the security headers.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { CONTENT_SECURITY_POLICY } from '../contract/page-policy.ts';

/** No Access-Control header anywhere: no other page may read an answer. */
export const SECURITY_HEADERS: OutgoingHttpHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** Nothing here takes a body; what comes is read and dropped up to the request's time limit. */
const MAX_BODY_BYTES = 65_536;

export interface Refused {
  readonly status: number;
  readonly error: string;
  readonly message: string;
}

/** Sets the security headers and answers what must be refused. True when the request may go on. */
export function guardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  hosts: ReadonlySet<string>,
): boolean {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value ?? '');
  const refused = refusedHost(request, hosts) ?? refusedRequest(request);
  if (refused === null) return true;
  const body = bodyOf(refused);
  response.writeHead(refused.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(refused.status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(body);
  return false;
}

/** The JSON body of a refusal. */
export function bodyOf({ error, message }: Refused): string {
  return JSON.stringify({ error, message });
}

/** A refusal unless there is exactly one Host header, it is exactly one of ours, and the target is a path. */
export function refusedHost(request: IncomingMessage, hosts: ReadonlySet<string>): Refused | null {
  const given = headersNamed(request, 'host');
  const [host] = given;
  const isOurs = given.length === 1 && host !== undefined && hosts.has(host);
  if (isOurs && request.url?.startsWith('/')) return null;
  const message = `This is the page of a miner on this computer. Open it as ${[...hosts].map((name) => `http://${name}/`).join(' or ')}.`;
  return { status: 421, error: 'wrongHost', message };
}

/** All values of a header as they were sent: Node keeps only the first of some. */
export function headersNamed(request: IncomingMessage, name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    if (request.rawHeaders[index]?.toLowerCase() === name) values.push(request.rawHeaders[index + 1] ?? '');
  }
  return values;
}

function refusedRequest(request: IncomingMessage): Refused | null {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    return {
      status: 413,
      error: 'tooLarge',
      message: 'This server takes no uploads: send nothing but GET requests.',
    };
  }
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  return {
    status: 405,
    error: 'wrongMethod',
    message: 'This server answers GET and HEAD only; the page talks over /wire.',
  };
}
