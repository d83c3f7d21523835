import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Share } from '../../../electron/core/share.ts';
import {
  type SessionEffect,
  type SessionOptions,
  StratumSession,
} from '../../../electron/pool/stratum-session.ts';
import { VersionForm } from '../../../electron/pool/version-form.ts';
import {
  AUTHORIZED,
  answerLine,
  CONFIGURED,
  difficultyLine,
  HANDSHAKE,
  methodLine,
  NOW,
  notifyLine,
  OTHER_PREV_HASH,
  SUBSCRIBED,
} from './lines.ts';
import { shareOf } from './shares.ts';

const OPTIONS: SessionOptions = {
  chain: { kind: 'mainnet' },
  user: 'bc1q.w1',
  password: 'x',
  userAgent: 'hashwatt/0.1.0',
  asksVersionRolling: true,
  suggestDifficulty: () => null,
  subscribesExtranonce: false,
  versionForm: new VersionForm(),
  sessionsBefore: 0,
};

function converse(lines: readonly string[], options: Partial<SessionOptions> = {}) {
  const session = new StratumSession({ ...OPTIONS, ...options, versionForm: new VersionForm() });
  const opening = session.open();
  const effects: SessionEffect[] = [];
  const hear = (...more: readonly string[]): readonly SessionEffect[] => {
    const fresh = more.flatMap((text) => session.receive(text, NOW));
    effects.push(...fresh);
    return fresh;
  };
  hear(...lines);
  return { session, opening, effects, hear };
}

const jobsOf = (effects: readonly SessionEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'job' ? [{ job: effect.job, change: effect.change }] : []));

const summary = (effects: readonly SessionEffect[]) =>
  jobsOf(effects).map(({ job, change }) => `${job.jobId} ${change} ${job.difficulty}`);

const sentBy = (effects: readonly SessionEffect[]): unknown[] =>
  effects.flatMap((effect) =>
    effect.kind === 'send'
      ? effect.line
          .trimEnd()
          .split('\n')
          .map((text) => JSON.parse(text) as unknown)
      : [],
  );

function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`expected one, got ${list.length}`);
  return first;
}

const submitParamsOf = (session: StratumSession, share: Share): unknown => {
  const sent = session.submit(share);
  return sent === null ? null : (JSON.parse(sent.line) as { params: unknown }).params;
};

describe('start', () => {
  it('pipelines configure, subscribe and authorize with integer ids from 1', () => {
    const { opening } = converse([]);
    expect(sentBy(opening)).toEqual([
      {
        id: 1,
        method: 'mining.configure',
        params: [
          ['version-rolling'],
          { 'version-rolling.mask': '1fffe000', 'version-rolling.min-bit-count': 2 },
        ],
      },
      { id: 2, method: 'mining.subscribe', params: ['hashwatt/0.1.0'] },
      { id: 3, method: 'mining.authorize', params: ['bc1q.w1', 'x'] },
    ]);
  });

  it('leaves configure out when told to', () => {
    const { opening } = converse([], { asksVersionRolling: false });
    expect(sentBy(opening)).toMatchObject([{ id: 1, method: 'mining.subscribe' }, { id: 2 }]);
  });

  it('suggests a difficulty and asks for extranonces only after authorize', () => {
    const { effects } = converse(HANDSHAKE, { suggestDifficulty: () => 512, subscribesExtranonce: true });
    expect(sentBy(effects)).toEqual([
      { id: 4, method: 'mining.suggest_difficulty', params: [512] },
      { id: 5, method: 'mining.extranonce.subscribe', params: [] },
    ]);
  });

  it('holds work that comes before the answers, with the difficulty of its arrival', () => {
    const { effects, hear } = converse([difficultyLine(512), notifyLine(), difficultyLine(1024)]);
    expect(jobsOf(effects)).toEqual([]);
    hear(CONFIGURED, AUTHORIZED);
    expect(jobsOf(effects)).toEqual([]);
    expect(summary(hear(SUBSCRIBED))).toEqual(['j1 replace 512']);
  });

  it('waits for configure only until told to go on, and takes a late grant', () => {
    const { session, effects, hear } = converse([SUBSCRIBED, AUTHORIZED, notifyLine()]);
    expect(jobsOf(effects)).toEqual([]);
    const { job } = only(jobsOf(session.stopWaitingForConfigure()));
    expect(job.versionRolling).toBe(false);
    const renewed = only(jobsOf(hear(CONFIGURED)));
    expect(renewed).toMatchObject({
      change: 'update',
      job: { versionRolling: true, versionMask: 0x1fffe000 },
    });
    expect(session.isOpen(job)).toBe(true);
    expect(submitParamsOf(session, shareOf(job))).toHaveLength(6);
  });

  it('takes an unreadable line for the configure answer', () => {
    const { effects } = converse([
      '{"error":null,"id":1,"result":{,"minimum-difficulty":false}}',
      SUBSCRIBED,
      AUTHORIZED,
      notifyLine(),
    ]);
    expect(only(jobsOf(effects)).job.versionRolling).toBe(false);
  });

  it.each([
    [{ 'version-rolling': false }],
    [{ 'version-rolling': 'bits too few' }],
    [{ 'version-rolling': true, 'version-rolling.mask': '1fffe00g' }],
    [{ 'version-rolling': true }],
    [{}],
    [null],
    [true],
  ])('does not roll after %j', (result) => {
    const { session, effects } = converse([answerLine(1, result), SUBSCRIBED, AUTHORIZED, notifyLine()]);
    const { job } = only(jobsOf(effects));
    expect(job).toMatchObject({ versionRolling: false, versionMask: 0 });
    const share = shareOf(job);
    expect(submitParamsOf(session, share)).toEqual([
      'bc1q.w1',
      'j1',
      share.nonce.work.extranonce2,
      '6b054be0',
      '0000007c',
    ]);
  });

  it('rolls only what it asked for', () => {
    const grant = answerLine(1, { 'version-rolling': true, 'version-rolling.mask': 'FFFFFFFF' });
    const { effects } = converse([grant, SUBSCRIBED, AUTHORIZED, notifyLine()]);
    expect(only(jobsOf(effects)).job.versionMask).toBe(0x1fffe000);
  });

  it.each([
    [[null, 'aaaaaaaa', 0]],
    [[null, 'aaaaaaaa', -1]],
    [[null, 'aaaaaaaa', 17]],
    [[null, 'aaaaaaaa', '4']],
    [[null, 'aaaaaaaa', 4.5]],
    [[null, 'aaaaaaa', 4]],
    [[null, 'zz', 4]],
    [[null, 12, 4]],
    [null],
    ['yes'],
  ])('cannot mine with the subscription %j', (result) => {
    const { session, effects } = converse([CONFIGURED, answerLine(2, result), AUTHORIZED, notifyLine()]);
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'failed', needsUser: false }));
    expect(jobsOf(effects)).toEqual([]);
    expect(session.state).toBe('failed');
  });

  it.each([
    [answerLine(3, false, [24, 'unauthorized worker', null]), true, 'unauthorized worker'],
    [answerLine(3, false), true, 'it gives no reason'],
    [answerLine('3', null, 'Failed subscription'), false, 'Failed subscription'],
  ])('tells a refused worker from a muddled start: %s', (refusal, needsUser, text) => {
    const { effects } = converse([
      CONFIGURED,
      SUBSCRIBED,
      notifyLine(),
      refusal,
      notifyLine({ jobId: 'j2' }),
    ]);
    expect(effects).toContainEqual({ kind: 'failed', needsUser, text });
    expect(jobsOf(effects)).toEqual([]);
  });
});

describe('work', () => {
  it('takes difficulty and the first flag as they are meant', () => {
    const { effects, session } = converse([
      ...HANDSHAKE,
      notifyLine(),
      difficultyLine(512),
      notifyLine({ jobId: 'j2', ntime: '6b054be1' }),
      difficultyLine(0.001),
      difficultyLine(16383.75),
      notifyLine({ jobId: 'j3', clean: true }),
    ]);
    expect(summary(effects)).toEqual(['j1 replace 1', 'j2 update 512', 'j3 replace 16383.75']);
    const jobs = jobsOf(effects).map(({ job }) => session.isOpen(job));
    expect(jobs).toEqual([false, false, true]);
  });

  it.each([0, -1, '512', null, true, [512], Number.MAX_VALUE * 2])(
    'keeps the old difficulty on %j',
    (bad) => {
      const { session, effects } = converse([...HANDSHAKE, difficultyLine(64), difficultyLine(bad)]);
      expect(session.statedDifficulty).toBe(64);
      expect(effects.at(-1)).toMatchObject({ kind: 'fault', code: 'badDifficulty' });
    },
  );

  it('calls a changed previous hash a new block whatever the flag says', () => {
    const { effects } = converse([
      ...HANDSHAKE,
      notifyLine(),
      notifyLine({ jobId: 'j2', prevHash: OTHER_PREV_HASH }),
    ]);
    expect(summary(effects)).toEqual(['j1 replace 1', 'j2 replace 1']);
  });

  it('ignores the same notify again, but for a clean flag that closes others', () => {
    const { effects, hear, session } = converse([...HANDSHAKE, notifyLine(), notifyLine()]);
    const first = only(jobsOf(effects));
    const second = only(jobsOf(hear(notifyLine({ jobId: 'j2' }))));
    const again = only(jobsOf(hear(notifyLine({ jobId: 'j2', clean: true }))));
    expect(again.change).toBe('replace');
    expect(again.job).toBe(second.job);
    expect([session.isOpen(first.job), session.isOpen(second.job)]).toEqual([false, true]);
    expect(hear(notifyLine({ jobId: 'j2', clean: true }))).toEqual([]);
  });

  it('closes a job whose id comes back with other content', () => {
    const { effects, hear, session } = converse([...HANDSHAKE, notifyLine()]);
    const { job } = only(jobsOf(effects));
    hear(notifyLine({ jobId: 'j2' }), notifyLine({ ntime: '6b054be9' }));
    expect(session.isOpen(job)).toBe(false);
  });

  it('applies an extranonce from the next notify, as a new session', () => {
    const { effects, hear, session } = converse([...HANDSHAKE, notifyLine()]);
    const old = only(jobsOf(effects)).job;
    hear(methodLine('mining.set_extranonce', ['02187bbb75009a23a3', 3]));
    expect(session.isOpen(old)).toBe(true);
    const { job, change } = only(jobsOf(hear(notifyLine())));
    expect([change, job.extranonce2Size, job.session, session.isOpen(old)]).toEqual(['replace', 3, 2, false]);
    expect(Buffer.from(job.extranonce1).toString('hex')).toBe('02187bbb75009a23a3');
  });

  it.each([[['zz', 4]], [['aaa', 4]], [['bb', -1]], [['bb', '4']], [[5, 4]]])(
    'keeps the old pair on %j',
    (params) => {
      const { effects, hear } = converse([...HANDSHAKE, notifyLine()]);
      hear(methodLine('mining.set_extranonce', params), notifyLine({ jobId: 'j2' }));
      expect(jobsOf(effects).map(({ job }) => [job.session, job.extranonce2Size])).toEqual([
        [1, 4],
        [1, 4],
      ]);
      expect(effects).toContainEqual(expect.objectContaining({ kind: 'fault', code: 'badExtranonce' }));
    },
  );

  it('takes null and nothing in set_extranonce as unchanged', () => {
    const { effects, hear } = converse([...HANDSHAKE, notifyLine()]);
    hear(methodLine('mining.set_extranonce', []), notifyLine({ jobId: 'j2' }));
    hear(methodLine('mining.set_extranonce', [null, 6]), notifyLine({ jobId: 'j3' }));
    expect(jobsOf(effects).map(({ job }) => [job.session, job.extranonce2Size])).toEqual([
      [1, 4],
      [1, 4],
      [2, 6],
    ]);
  });

  it('applies a version mask at once', () => {
    const { effects, hear, session } = converse([...HANDSHAKE, notifyLine()]);
    const old = only(jobsOf(effects)).job;
    const narrowed = only(jobsOf(hear(methodLine('mining.set_version_mask', ['00000000']))));
    expect(narrowed).toMatchObject({ change: 'replace', job: { versionRolling: true, versionMask: 0 } });
    expect(submitParamsOf(session, shareOf(old, { versionIndex: 1 }))).toBeNull();
    expect(submitParamsOf(session, shareOf(old))).toMatchObject({ 5: '00000000' });
    const widened = only(jobsOf(hear(methodLine('mining.set_version_mask', ['ffffffff']))));
    expect(widened).toMatchObject({ change: 'update', job: { versionMask: 0x1fffe000 } });
    expect(hear(methodLine('mining.set_version_mask', ['1fffe000']))).toEqual([]);
  });

  it('judges at public-pool by the lower of the two difficulties', () => {
    const publicPool = answerLine(2, [[['mining.notify', '047b2498']], '047b2498', 4]);
    const { effects, hear } = converse([CONFIGURED, publicPool, AUTHORIZED, notifyLine()]);
    hear(difficultyLine(16_384), difficultyLine(2), difficultyLine(64));
    expect(summary(effects)).toEqual(['j1 replace 1', 'j1 update 16384', 'j1 update 2']);
    hear(notifyLine({ jobId: 'j2', clean: true }));
    expect(summary(effects).at(-1)).toBe('j2 replace 64');
  });

  it.each([
    [{ jobId: 7 }],
    [{ jobId: null }],
    [{ prevHash: '5a' }],
    [{ prevHash: 5 }],
    [{ coinbase1: '010' }],
    [{ branch: 'none' }],
    [{ branch: [null] }],
    [{ version: 536_870_912 }],
    [{ nbits: '00000000' }],
    [{ nbits: '1d80ffff' }],
    [{ nbits: 'ff7fffff' }],
    [{ ntime: '123456789' }],
  ])('refuses the job %j and goes on', (patch) => {
    const { effects, hear } = converse([...HANDSHAKE, notifyLine(patch)]);
    expect(jobsOf(effects)).toEqual([]);
    expect(effects.at(-1)).toMatchObject({ kind: 'fault', code: 'badNotify' });
    expect(summary(hear(notifyLine()))).toEqual(['j1 replace 1']);
  });

  it('takes unpadded versions and upper-case digits', () => {
    const { effects } = converse([...HANDSHAKE, notifyLine({ version: '4', nbits: '1702068F' })]);
    expect(only(jobsOf(effects)).job).toMatchObject({ version: 4, nbits: 0x1702068f });
  });

  it('keeps no more than 64 jobs open', () => {
    const { effects, hear, session } = converse(HANDSHAKE);
    for (let index = 0; index < 70; index += 1) hear(notifyLine({ jobId: `j${index}` }));
    expect(jobsOf(effects).filter(({ job }) => session.isOpen(job))).toHaveLength(64);
  });
});

describe('everything else', () => {
  it('answers ping, version and unknown requests, the method before the id', () => {
    const { hear, session } = converse(HANDSHAKE);
    expect(sentBy(hear(methodLine('mining.ping', [], 2)))).toEqual([{ id: 2, result: 'pong', error: null }]);
    expect(sentBy(hear(methodLine('client.get_version', [], 'v')))).toEqual([
      { id: 'v', result: 'hashwatt/0.1.0', error: null },
    ]);
    expect(sentBy(hear(methodLine('mining.unknown', [], 12)))).toEqual([
      { id: 12, result: null, error: [-3, 'Method not found', null] },
    ]);
    expect(sentBy(hear(methodLine('mining.unknown', [])))).toEqual([]);
    expect(session.state).toBe('ready');
  });

  it('shows messages as plain text', () => {
    const { hear } = converse(HANDSHAKE);
    expect(hear(methodLine('client.show_message', ['\u001b[2J\u202eevil']))).toEqual([
      { kind: 'message', text: 'evil' },
    ]);
  });

  it('numbers sessions on from the last connection', () => {
    const { effects } = converse([...HANDSHAKE, notifyLine()], { sessionsBefore: 7 });
    expect(only(jobsOf(effects)).job.session).toBe(8);
  });

  it('survives any line and any member', () => {
    const method = fc.constantFrom(
      'mining.notify',
      'mining.set_difficulty',
      'mining.set_extranonce',
      'mining.set_version_mask',
      'client.reconnect',
      'client.show_message',
      'mining.ping',
    );
    const message = fc.record(
      {
        id: fc.oneof(fc.constantFrom(1, 2, 3, '2', null), fc.jsonValue()),
        method,
        params: fc.jsonValue(),
        result: fc.jsonValue(),
        error: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const anyLine = fc.oneof(
      fc.string(),
      fc.json(),
      message.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.array(anyLine), (lines) => {
        const { session } = converse([...HANDSHAKE, notifyLine()]);
        for (const text of lines) session.receive(text, NOW);
        expect(['ready', 'failed']).toContain(session.state);
      }),
      { numRuns: 300 },
    );
  });
});
