/**
 * The built page served as `app://bundle/...`: confined to one folder, with the headers that hold the page
 * down. Plain functions over Request and Response, so that they are tested without Electron.
 */
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { CONTENT_SECURITY_POLICY } from '../contract/page-policy.ts';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://bundle';
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/** Answers one request for a file under `folder`; whatever is not a plain path to a known kind of file is 404. */
export async function serveBundle(folder: string, request: Request): Promise<Response> {
  const path = bundlePath(folder, request.url);
  const type = path === null ? undefined : CONTENT_TYPES[extname(path)];
  if (path === null || type === undefined || request.method !== 'GET') return notFound();
  try {
    const body = await readFile(path);
    return new Response(body, { headers: { ...HEADERS, 'Content-Type': type } });
  } catch {
    return notFound();
  }
}

/** The file a URL names, or null when it names none inside `folder`. */
export function bundlePath(folder: string, url: string): string | null {
  if (!url.startsWith(`${APP_ORIGIN}/`)) return null;
  const [encoded = ''] = url.slice(APP_ORIGIN.length + 1).split(/[?#]/);
  const decoded = decodeOnce(encoded);
  if (decoded === null || /[\0\\%:]/.test(decoded)) return null;
  const root = resolve(folder);
  const path = resolve(root, `.${sep}${decoded}`);
  return path.startsWith(root + sep) ? path : null;
}

/** True for the page itself, whatever follows `#`; the only address a window may stand at. */
export function isAppPage(url: string): boolean {
  return url.split('#')[0] === APP_PAGE;
}

function decodeOnce(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function notFound(): Response {
  return new Response('not found', { status: 404, headers: { ...HEADERS, 'Content-Type': 'text/plain' } });
}
