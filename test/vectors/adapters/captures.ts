/**
 * Transcripts of real pool software: every line of the server must decode to a message we know or a fault we
 * name, and every answer to a submit to accepted or a refusal with a name.
 */
import { z } from 'zod';
import { readAnswer, rejectKindOf } from '../../../electron/pool/reject-taxonomy.ts';
import { type AnswerMessage, decodeLine, type WireId } from '../../../electron/pool/stratum-messages.ts';
import { type Adapter, PASS, type Verdict } from '../adapter.ts';

export const captureAdapter: Adapter = {
  format: 'capture',
  run(vectorCase) {
    const { lines } = z.object({ lines: z.array(Line) }).parse(vectorCase.value);
    const connections = new Map<number, Connection>();
    const verdicts = lines.flatMap((entry): readonly Verdict[] => {
      const connection = connections.get(entry.conn) ?? newConnection();
      connections.set(entry.conn, connection);
      if (entry.event === 'connect') connections.set(entry.conn, newConnection());
      if (entry.line === undefined) return [];
      if (entry.dir === 'c2s') noteRequests(entry.line, connection);
      return entry.dir === 's2c' ? [verdictOn(entry.line, entry.t_ms, connection)] : [];
    });
    // A silent server says nothing wrong.
    return verdicts.length === 0 ? PASS : verdicts;
  },
};

const Line = z.looseObject({
  t_ms: z.number(),
  conn: z.number().default(1),
  dir: z.enum(['c2s', 's2c']).optional(),
  line: z.string().optional(),
  event: z.string().optional(),
});

interface Connection {
  /** Job ids of the submits that wait for an answer, by request id. */
  readonly submits: Map<string, unknown>;
  readonly openJobs: Set<unknown>;
}

const newConnection = (): Connection => ({ submits: new Map(), openJobs: new Set() });

const Submit = z.object({
  id: z.unknown(),
  method: z.literal('mining.submit'),
  params: z.array(z.unknown()),
});

/** One write may hold several lines, and some are broken on purpose. */
function noteRequests(text: string, { submits }: Connection): void {
  for (const line of text.split('\n')) {
    const submit = Submit.safeParse(jsonOrNull(line));
    if (submit.success) submits.set(String(submit.data.id), submit.data.params[1]);
  }
}

function verdictOn(line: string, atMs: number, connection: Connection): Verdict {
  const message = decodeLine(line);
  const at = `at ${atMs} ms`;
  switch (message.kind) {
    case 'unknownMethod':
      return { kind: 'fail', at, got: `unknown method ${message.method}`, want: 'a known message' };
    case 'notify':
      if (message.clean) connection.openJobs.clear();
      connection.openJobs.add(message.fields.jobId);
      return PASS;
    case 'answer':
      return verdictOnAnswer(message, at, connection);
    default:
      return PASS;
  }
}

function verdictOnAnswer(message: AnswerMessage, at: string, connection: Connection): Verdict {
  const key = keyOf(message.id);
  if (!connection.submits.has(key)) return PASS;
  const jobId = connection.submits.get(key);
  connection.submits.delete(key);
  const answer = readAnswer(message);
  if (answer.kind === 'accepted') return PASS;
  const kind = rejectKindOf(answer, connection.openJobs.has(jobId));
  return kind === 'other' ? { kind: 'fail', at, got: answer.text, want: 'a named refusal' } : PASS;
}

const keyOf = (id: WireId): string => String(id);

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
