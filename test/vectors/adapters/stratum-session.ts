/** Stratum vectors that need the pool room: conversations, answers, bad lines, framing, addresses, requests. */
import { z } from 'zod';
import { LineSplitter } from '../../../electron/pool/line-splitter.ts';
import { PendingSubmits } from '../../../electron/pool/pending-submits.ts';
import { parsePoolUrl } from '../../../electron/pool/pool-url.ts';
import { decideReconnect } from '../../../electron/pool/reconnect-rule.ts';
import { readAnswer } from '../../../electron/pool/reject-taxonomy.ts';
import { decodeLine } from '../../../electron/pool/stratum-messages.ts';
import * as requests from '../../../electron/pool/stratum-requests.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type Adapter, unknown, type VectorCase, type Verdict } from '../adapter.ts';
import { compare } from '../compare.ts';
import { runMalformed, runSequence } from './stratum-conversation.ts';

export const stratumSessionAdapter: Adapter = {
  format: 'stratum',
  run(vectorCase) {
    if (vectorCase.key === 'timing') return { kind: 'prose', key: 'timing' };
    const run = KINDS.get(vectorCase.key);
    if (run === undefined) return unknown(vectorCase);
    const { input, expect } = Case.parse(vectorCase.value);
    return run(input, expect, vectorCase);
  },
};

type Fields = Readonly<Record<string, unknown>>;
type Run = (input: Fields, expect: Fields, vectorCase: VectorCase) => Verdict;

const Record = z.record(z.string(), z.unknown());
const Case = z.object({ input: Record, expect: Record });

const KINDS: ReadonlyMap<string, Run> = new Map([
  ['sequence', runSequence],
  ['malformed', runMalformed],
  ['answer', runAnswer],
  ['framing', runFraming],
  ['reconnect', runReconnect],
  ['url', runUrl],
  ['request', runRequest],
]);

function runAnswer(input: Fields, expect: Fields): Verdict {
  const { line, pending } = z.object({ line: z.string(), pending: z.string() }).parse(input);
  const waiting = new PendingSubmits(new ManualClock(), () => {});
  waiting.add({ id: idOf(pending), sentMonoMs: 0 });
  const message = decodeLine(line);
  if (message.kind !== 'answer' || waiting.take(message.id) === null) {
    return compare({ verdict: 'unmatched', reason: null, code: null }, expect);
  }
  const answer = readAnswer(message);
  if (answer.kind === 'accepted') return compare({ verdict: 'accepted', reason: null, code: null }, expect);
  return compare({ verdict: 'rejected', reason: answer.text, code: answer.code }, expect);
}

/** The number at the end of "mining.submit id 7". */
const idOf = (text: string): number => Number(/\d+$/.exec(text)?.[0]);

function runFraming(input: Fields, expect: Fields): Verdict {
  const splitter = new LineSplitter();
  const lines = chunksOf(input).flatMap((chunk) => splitter.push(chunk));
  // Of a close the vector tells in words; ours is the overflow the socket acts on.
  const { effect, first_line_may_be_dropped: mayDrop, lines: wanted, ...claims } = Framing.parse(expect);
  if (effect !== undefined && !splitter.overflowed) return { kind: 'fail', got: 'no limit', want: effect };
  const isShort = mayDrop && lines.length < wanted.length;
  return compare(
    { lines, pending_bytes: splitter.pendingBytes },
    { ...claims, lines: isShort ? wanted.slice(1) : wanted },
  );
}

const Framing = z.looseObject({
  lines: z.array(z.string()),
  effect: z.string().optional(),
  first_line_may_be_dropped: z.boolean().default(false),
});

function chunksOf(input: Fields): readonly Buffer[] {
  const generated = z.object({ generate: z.string() }).safeParse(input);
  if (!generated.success) {
    return z
      .object({ chunks_hex: z.array(z.string()) })
      .parse(input)
      .chunks_hex.map((hex) => Buffer.from(hex, 'hex'));
  }
  const [, count, character] = /(\d+) bytes of "(.)"/.exec(generated.data.generate) ?? [];
  const bytes = Buffer.alloc(Number(count), character);
  return Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) =>
    bytes.subarray(i * 65_536, (i + 1) * 65_536),
  );
}

function runReconnect(input: Fields, expect: Fields): Verdict {
  const { configured, line } = z.object({ configured: z.string(), line: z.string() }).parse(input);
  const parsed = parsePoolUrl(configured);
  const message = decodeLine(line);
  if (!parsed.ok || message.kind !== 'reconnect') {
    return { kind: 'fail', got: parsed.ok ? message : parsed.reason, want: expect };
  }
  const decision = decideReconnect(parsed.url, message);
  if (decision.kind === 'refuse') {
    return compare({ decision: 'refuse', host: null, port: null, wait_seconds: null }, expect);
  }
  const { host, port, waitSeconds } = decision;
  return compare({ decision: 'reconnect', host, port, wait_seconds: waitSeconds }, expect);
}

function runUrl(input: Fields, expect: Fields): Verdict {
  const parsed = parsePoolUrl(z.object({ url: z.string() }).parse(input).url);
  if (!parsed.ok) return compare({ ok: false }, expect);
  const { authorityKeyHex, ...url } = parsed.url;
  return compare({ ok: true, ...url, authority_key_hex: authorityKeyHex }, expect);
}

const RequestInput = z.discriminatedUnion('method', [
  z.object({ method: z.literal('configure'), id: z.int(), mask: z.string() }),
  z.object({ method: z.literal('subscribe'), id: z.int(), agent: z.string() }),
  z.object({ method: z.literal('authorize'), id: z.int(), user: z.string(), password: z.string() }),
  z.object({ method: z.literal('suggest_difficulty'), id: z.int(), difficulty: z.number() }),
  z.object({ method: z.literal('extranonce_subscribe'), id: z.int() }),
  z.object({
    method: z.literal('submit'),
    id: z.int(),
    user: z.string(),
    job: z.string(),
    extranonce2: z.string(),
    ntime: z.number(),
    nonce: z.number(),
    version_bits: z.number().nullish(),
  }),
]);

function runRequest(input: Fields, expect: Fields, vectorCase: VectorCase): Verdict {
  const parsed = RequestInput.safeParse(input);
  if (!parsed.success) return { kind: 'unknown', key: `${vectorCase.key} ${String(input.method)}` };
  const text = requestOf(parsed.data);
  const isOneLine = text.endsWith('\n') && text.indexOf('\n') === text.length - 1;
  return compare({ json: JSON.parse(text), one_line: isOneLine }, expect);
}

function requestOf(input: z.infer<typeof RequestInput>): string {
  switch (input.method) {
    case 'configure':
      return requests.configureRequest(input.id, Number.parseInt(input.mask, 16));
    case 'subscribe':
      return requests.subscribeRequest(input.id, input.agent);
    case 'authorize':
      return requests.authorizeRequest(input.id, input.user, input.password);
    case 'suggest_difficulty':
      return requests.suggestDifficultyRequest(input.id, input.difficulty);
    case 'extranonce_subscribe':
      return requests.extranonceSubscribeRequest(input.id);
    case 'submit':
      return requests.submitRequest(input.id, {
        user: input.user,
        jobId: input.job,
        extranonce2: input.extranonce2,
        ntime: input.ntime,
        nonce: input.nonce,
        versionBits: input.version_bits ?? null,
      });
  }
}
