/** One bounded HTTP question to a plug: no redirects, no large bodies, ended by the caller's signal. */
import type { z } from 'zod';
import type { PlugWorld } from './plug.ts';
import { atAddress, localAddress } from './plug-address.ts';
import { PlugError } from './plug-error.ts';

/** The longest sensible answer, a whole Home Assistant state or Shelly status, is under 8 KiB. */
const MOST_BYTES = 64 * 1024;

export interface HttpQuestion {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with POST. */
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Asks a plug in the local network. Rejects with a PlugError; any status but a redirect is an answer. */
export async function askPlug(
  question: HttpQuestion,
  { resolve }: Pick<PlugWorld, 'resolve'>,
): Promise<HttpAnswer> {
  const address = await endedBy(question.signal, localAddress(question.url, resolve));
  return askAnywhere({ ...question, url: atAddress(question.url, address) });
}

/** The same wherever the URL leads. */
export async function askAnywhere({ url, headers, body, signal }: HttpQuestion): Promise<HttpAnswer> {
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal,
    });
    if (response.status >= 300 && response.status < 400) {
      void response.body?.cancel();
      throw new PlugError('badAnswer', 'The plug sends elsewhere, which is not followed.');
    }
    return { status: response.status, headers: response.headers, body: await boundedBody(response) };
  } catch (error) {
    if (error instanceof PlugError) throw error;
    // The cause may hold the URL, and a URL may hold a password.
    if (signal.aborted) throw silent();
    throw new PlugError('unreachable', 'No connection to the plug, or it broke.');
  }
}

/** The answer as `schema` wants it. Throws a PlugError: `refused`, or `badAnswer` with the status alone. */
export function jsonOf<T>(answer: HttpAnswer, schema: z.ZodType<T>): T {
  assertOk(answer);
  return parsedJson(answer.body, schema);
}

/** Throws a PlugError for every status that is not a success. */
export function assertOk({ status }: HttpAnswer): void {
  if (status === 401 || status === 403) throw new PlugError('refused', `The plug refuses (HTTP ${status}).`);
  if (status !== 200) throw new PlugError('badAnswer', `The plug answers with HTTP ${status}.`);
}

/** Throws a PlugError `badAnswer` for what is not JSON or not of the shape. */
export function parsedJson<T>(body: Buffer, schema: z.ZodType<T>): T {
  let raw: unknown;
  try {
    raw = JSON.parse(body.toString('utf8'));
  } catch {
    throw new PlugError('badAnswer', 'The plug does not answer in JSON.');
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new PlugError('badAnswer', `The plug's answer is not of the expected shape (at "${path}").`);
}

/** Settles as `promise`, or rejects with a PlugError `silent` once the signal ends the wait. */
export function endedBy<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  if (signal.aborted) return Promise.reject(silent());
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(silent());
  signal.addEventListener('abort', end, { once: true });
  return Promise.race([promise, ended]).finally(() => signal.removeEventListener('abort', end));
}

export const silent = (): PlugError => new PlugError('silent', 'The plug did not answer in time.');

async function boundedBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop cancels the stream.
    if (length > MOST_BYTES) throw new PlugError('badAnswer', 'The answer of the plug is too long.');
  }
  return Buffer.concat(chunks);
}
