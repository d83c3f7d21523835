/** Vectors of kind `sequence` and `malformed`: lines to a session, and what becomes of them. */
import { z } from 'zod';
import { bytesToHex, u32ToHex } from '../../../electron/core/bytes.ts';
import type { Job } from '../../../electron/core/job.ts';
import { WANTED_VERSION_MASK } from '../../../electron/core/version-rolling.ts';
import { LineSplitter } from '../../../electron/pool/line-splitter.ts';
import { type SessionEffect, StratumSession } from '../../../electron/pool/stratum-session.ts';
import { VersionForm } from '../../../electron/pool/version-form.ts';
import { PASS, type Verdict } from '../adapter.ts';
import { compare } from '../compare.ts';

type Fields = Readonly<Record<string, unknown>>;

const AT = { wallMs: 0, monoMs: 0 };

/** Every job by session, id and content, in the order of their coming; a job made anew takes its old place. */
export function runSequence(input: Fields, expect: Fields): Verdict {
  const { sent_before: sent, lines } = z
    .object({ sent_before: z.array(z.string()), lines: z.array(z.string()) })
    .parse(input);
  const session = openSession(sent.some((request) => request.startsWith('mining.configure')));
  const effects = [
    ...lines.flatMap((line) => session.receive(line, AT)),
    // Longer than the session waits for an answer to configure.
    ...session.stopWaitingForConfigure(),
  ];
  const announced = effects.flatMap((effect) => (effect.kind === 'job' ? [effect.job] : []));
  const jobs = new Map(announced.map((job) => [identityOf(job), job]));
  const got = {
    jobs: [...jobs.values()].map((job) => describe(job, session)),
    pending_difficulty: session.statedDifficulty,
    extranonce2_counter_reset: new Set([...jobs.values()].map((job) => job.jobId)).size !== jobs.size,
    requested_mask: u32ToHex(WANTED_VERSION_MASK),
    state: stateOf(session, effects),
  };
  return compare(got, expect);
}

function openSession(asksVersionRolling: boolean): StratumSession {
  const session = new StratumSession({
    chain: { kind: 'mainnet' },
    user: 'user',
    password: 'x',
    userAgent: 'app/1.0',
    asksVersionRolling,
    suggestDifficulty: () => null,
    subscribesExtranonce: false,
    versionForm: new VersionForm(),
    sessionsBefore: 0,
  });
  session.open();
  return session;
}

/** The engine goes on counting extranonce2 while this stays the same. */
const identityOf = (job: Job): string =>
  [job.session, job.jobId, bytesToHex(job.prevHash), bytesToHex(job.coinbase2), job.ntime].join('/');

function describe(job: Job, session: StratumSession): Fields {
  const isOpen = session.isOpen(job);
  // The mask counts at once, also for work in flight on jobs that stay open.
  const mask = isOpen ? session.versionMask : job.versionRolling ? job.versionMask : null;
  return {
    job: job.jobId,
    difficulty: job.difficulty,
    extranonce1: bytesToHex(job.extranonce1),
    extranonce2_size: job.extranonce2Size,
    version_mask: mask === null ? null : u32ToHex(mask),
    still_valid: isOpen,
    target_be: job.shareTarget.toString(16).padStart(64, '0'),
  };
}

function stateOf(session: StratumSession, effects: readonly SessionEffect[]): string {
  const failure = effects.find((effect) => effect.kind === 'failed');
  return failure?.needsUser === true ? 'auth_failed' : session.state;
}

/** The line as bytes to a session that mines; passes when the effect named is among what was seen. */
export function runMalformed(input: Fields, expect: Fields): Verdict {
  const { line } = z.object({ line: z.string() }).parse(input);
  const session = openSession(true);
  for (const greeting of GREETING) session.receive(greeting, AT);
  const lines = new LineSplitter().push(Buffer.from(`${line}\n`));
  const effects = lines.flatMap((text) => session.receive(text, AT));
  const seen = effectNames(effects);
  const isAlive = session.state === 'ready';
  return isAlive && seen.includes(String(expect.effect)) ? PASS : { kind: 'fail', got: seen, want: expect };
}

const GREETING = [
  '{"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null}',
  '{"id":2,"result":[[["mining.notify","s1"]],"aaaaaaaa",4],"error":null}',
  '{"id":3,"result":true,"error":null}',
];

/** Every word of the vectors that is true of these effects. */
function effectNames(effects: readonly SessionEffect[]): readonly string[] {
  if (effects.length === 0) return ['ignore'];
  return effects.flatMap((effect): readonly string[] => {
    switch (effect.kind) {
      case 'job':
        return ['job_accepted'];
      case 'fault':
        return effect.code === 'badNotify' ? ['job_rejected'] : ['warn', 'ignore'];
      case 'answer':
        return ['warn', 'ignore'];
      case 'ignored':
        return ['ignore'];
      case 'message':
        return isPlain(effect.text) ? ['show_as_text'] : [];
      case 'reconnect':
        return ['warn_or_last_wins'];
      case 'send':
        return [/"error":null/.test(effect.line) ? 'reply' : 'reply_error'];
      default:
        return [];
    }
  });
}

const isPlain = (text: string): boolean => !/[\p{Cc}\p{Cf}]/u.test(text);
