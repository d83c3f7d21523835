import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type PracticePool,
  type PracticePoolOptions,
  startPracticePool,
} from '../../../electron/practice/practice-pool.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { practiceTarget, seededRandom } from './chip-host.ts';
import { type Notify, RawMiner, solve } from './raw-miner.ts';

const BITS = 26;
const WORKER = 'demo.one';

let clock: ManualClock;
let pool: PracticePool;
let miner: RawMiner;

async function start(options: Partial<PracticePoolOptions> = {}): Promise<void> {
  clock = new ManualClock();
  pool = await startPracticePool({
    chain: { kind: 'practice', bits: BITS },
    clock,
    random: seededRandom(3),
    log: silentLogger(),
    startDifficulty: 2,
    ...options,
  });
  miner = new RawMiner(pool.port);
}

/** A share at the pool's start difficulty. */
function good(job: Notify, versionBits: string | null = '0000e000'): string[] {
  return solve(miner, job, WORKER, (hash) => hash <= practiceTarget(BITS, 2), versionBits);
}

const submit = async (share: readonly string[]) => {
  const { result, error } = await miner.call('mining.submit', ...share);
  return error ? error[0] : result;
};

beforeEach(() => start());

afterEach(async () => {
  await miner.close();
  await pool.stop();
  expect(clock.armed).toBe(0);
});

describe('handshake', () => {
  it('grants the BIP 320 bits that were asked for, and nothing it does not know', async () => {
    const { result } = await miner.call('mining.configure', ['version-rolling', 'minimum-difficulty'], {
      'version-rolling.mask': 'ffffffff',
      'version-rolling.min-bit-count': 2,
    });
    expect(result).toEqual({
      'version-rolling': true,
      'version-rolling.mask': '1fffe000',
      'minimum-difficulty': false,
    });
    const none = await miner.call('mining.configure', ['version-rolling'], {
      'version-rolling.mask': '00000fff',
    });
    expect(none.result).toEqual({ 'version-rolling': false });
  });

  it('sends difficulty, then a clean job, only when subscribed and authorised', async () => {
    await miner.call('mining.authorize', WORKER, 'x');
    expect(miner.messages).toEqual([]);
    const { result } = await miner.call('mining.subscribe', 'raw/1');
    expect(result).toEqual([expect.any(Array), expect.stringMatching(/^[0-9a-f]{8}$/), 4]);
    expect(await miner.difficulty()).toBe(2);
    const job = await miner.job();
    expect(job.clean).toBe(true);
    expect(job.branch).toHaveLength(11);
    expect(Number.parseInt(job.ntime, 16)).toBe(Math.floor(clock.nowMs() / 1000));
  });

  it('announces a block near the tip at the difficulty of the real network', async () => {
    const job = await miner.begin(WORKER);
    // BIP 34: the script starts with the height, little-endian, behind its length.
    expect(job.coinbase1.slice(82, 94)).toMatch(/^..03481d0e..$/);
    const exponent = Number.parseInt(job.nbits.slice(0, 2), 16);
    const target = BigInt(`0x${job.nbits.slice(2)}`) << BigInt(8 * (exponent - 3));
    const difficulty = Number(practiceTarget(BITS, 1) / target);
    expect(difficulty / 140e12).toBeCloseTo(1, 4);
    const shown = Buffer.from(job.prevHash, 'hex').swap32().reverse().toString('hex');
    expect(BigInt(`0x${shown}`) <= target).toBe(true);
  });

  it('greets, gives every connection its own extranonce1 and cuts off who never authorises', async () => {
    const other = new RawMiner(pool.port);
    await Promise.all([miner.begin(WORKER), other.begin('demo.two')]);
    expect(other.extranonce1).not.toBe(miner.extranonce1);
    expect(miner.messages.some((message) => message.method === 'client.show_message')).toBe(true);
    const silent = new RawMiner(pool.port);
    await silent.call('mining.subscribe', 'raw/1');
    const { closed } = silent;
    await clock.advance(60_000);
    await closed;
    expect(miner.socket.destroyed).toBe(false);
    await other.close();
  });
});

describe('shares', () => {
  it('accepts a real one once, with and without rolled bits', async () => {
    const job = await miner.begin(WORKER);
    const share = good(job);
    expect(await submit(share)).toBe(true);
    expect(await submit(share)).toBe(22);
    expect(await submit(share.map((value, index) => (index > 1 ? value.toUpperCase() : value)))).toBe(22);
    expect(await submit(good(job, '00000000'))).toBe(true);
    expect(pool.stats()).toMatchObject({ accepted: 2, refused: new Map([[22, 2]]) });
  });

  it('takes five members when version rolling was not negotiated, and only then', async () => {
    const job = await miner.begin(WORKER, null);
    expect(await submit(good(job, null))).toBe(true);
    expect(await submit(good(job))).toBe(20);
    const rolling = new RawMiner(pool.port);
    const jobThere = await rolling.begin(WORKER);
    const share = solve(rolling, jobThere, WORKER, (hash) => hash <= practiceTarget(BITS, 2));
    const { error } = await rolling.call('mining.submit', ...share.slice(0, 5));
    expect(error?.[0]).toBe(20);
    await rolling.close();
  });

  it('refuses what is wrong with the code that says what', async () => {
    const early = await miner.call('mining.submit', WORKER, '1', '00000000', '00000000', '00000000');
    expect(early.error?.[0]).toBe(25);
    const job = await miner.begin(WORKER);
    const share = good(job);
    const changed = (index: number, value: string): string[] => share.with(index, value);
    const low = solve(miner, job, WORKER, (hash) => hash > practiceTarget(BITS, 2));
    const later = (Number.parseInt(job.ntime, 16) + 7300).toString(16);
    const before = (Number.parseInt(job.ntime, 16) - 1).toString(16);
    const codes = [
      [low, 23],
      [changed(0, 'demo.other'), 24],
      [changed(1, 'ffff'), 21],
      [changed(2, '07'), 20],
      [changed(2, 'zzzzzzzz'), 20],
      [changed(3, later), 20],
      [changed(3, before), 20],
      [changed(4, '7'), 20],
      [changed(5, '20000000'), 20],
      [changed(5, '-0000001'), 20],
      [share.slice(0, 4), 20],
    ] as const;
    for (const [wrong, code] of codes) expect([wrong, await submit(wrong)]).toEqual([wrong, code]);
    expect(await submit(share)).toBe(true);
  });

  it('judges a share by the difficulty its job was sent with', async () => {
    const old = await miner.begin(WORKER);
    await miner.difficulty();
    await miner.call('mining.suggest_difficulty', 500);
    expect(await miner.difficulty()).toBe(500);
    const fresh = await miner.job();
    expect(fresh.clean).toBe(false);
    expect(await submit(good(old))).toBe(true);
    const easy = solve(
      miner,
      fresh,
      WORKER,
      (hash) => hash <= practiceTarget(BITS, 2) && hash > practiceTarget(BITS, 500),
    );
    expect(await submit(easy)).toBe(23);
  });
});

describe('jobs and blocks', () => {
  it('sends a job every 30 s beside which older ones stay good', async () => {
    const first = await miner.begin(WORKER);
    await clock.advance(30_000);
    const second = await miner.job();
    expect([second.clean, second.prevHash]).toEqual([false, first.prevHash]);
    expect(second.jobId).not.toBe(first.jobId);
    expect(await submit(good(first))).toBe(true);
    expect(await submit(good(second))).toBe(true);
  });

  it('moves to the next block within five minutes, and what was before is stale', async () => {
    const first = await miner.begin(WORKER);
    const { height } = pool.stats();
    await clock.advance(300_000);
    let job = await miner.job();
    while (!job.clean) job = await miner.job();
    expect(job.prevHash).not.toBe(first.prevHash);
    expect(pool.stats().height).toBeGreaterThan(height);
    expect(await submit(good(first))).toBe(21);
  });

  it('builds on a block that a share solved', async () => {
    await miner.close();
    await pool.stop();
    await start({ networkDifficulty: 4 });
    const job = await miner.begin(WORKER);
    const exponent = Number.parseInt(job.nbits.slice(0, 2), 16);
    const target = BigInt(`0x${job.nbits.slice(2)}`) << BigInt(8 * (exponent - 3));
    let solution = 0n;
    const share = solve(miner, job, WORKER, (hash) => {
      solution = hash;
      return hash <= target;
    });
    expect(await submit(share)).toBe(true);
    const next = await miner.job();
    expect(next.clean).toBe(true);
    const shown = Buffer.from(next.prevHash, 'hex').swap32().reverse().toString('hex');
    expect(BigInt(`0x${shown}`)).toBe(solution);
    expect(pool.stats().blocksFound).toBe(1);
  });

  it('steers a worker and remembers what it learned', async () => {
    const job = await miner.begin(WORKER);
    expect(await miner.difficulty()).toBe(2);
    await clock.advance(1000);
    let nonce = 0n;
    for (let share = 0; share < 20; share += 1) {
      const solution = solve(
        miner,
        job,
        WORKER,
        (hash) => {
          nonce += 1n;
          return hash <= practiceTarget(BITS, 2);
        },
        `000${(share % 16).toString(16)}${share < 16 ? '0' : '2'}000`,
      );
      await submit(solution);
    }
    expect(nonce).toBeGreaterThan(20n);
    await clock.advance(1000);
    const learned = await miner.difficulty();
    expect(learned).toBeGreaterThan(20);
    await miner.close();
    miner = new RawMiner(pool.port);
    await miner.begin(WORKER);
    expect(await miner.difficulty()).toBe(learned);
  });
});

describe('bad input', () => {
  it('refuses broken lines and goes on', async () => {
    for (const line of ['{"id":1,', '[]', '42', 'null', '{"id":3}', '{"id":4,"method":7}', '"x"']) {
      miner.write(`${line}\n`);
      const { error } = await miner.take((message) => message.id === null);
      expect(error?.[0]).toBe(20);
    }
    miner.write('\r\n\n{"id":1,"result":"pong","error":null}\n');
    expect((await miner.call('no.such.method')).error?.[0]).toBe(20);
    expect((await miner.begin(WORKER)).clean).toBe(true);
  });

  it('takes lines split anywhere and several at once', async () => {
    const text = `${JSON.stringify({ id: 90, method: 'mining.subscribe', params: [] })}\r\n${JSON.stringify({
      id: 91,
      method: 'mining.authorize',
      params: ['würker', 'x'],
    })}\n`;
    for (const byte of Buffer.from(text)) miner.socket.write(Uint8Array.of(byte));
    expect((await miner.take((message) => message.id === 91)).result).toBe(true);
  });

  it('cuts off a line without end', async () => {
    miner.write('x'.repeat(2_000_000));
    await miner.closed;
    miner = new RawMiner(pool.port);
    expect((await miner.begin(WORKER)).clean).toBe(true);
  });

  it('survives any JSON in any place', async () => {
    const methods = [
      'mining.configure',
      'mining.subscribe',
      'mining.authorize',
      'mining.submit',
      'mining.suggest_difficulty',
      'mining.suggest_target',
      '__proto__',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...methods),
        fc.jsonValue(),
        fc.jsonValue(),
        async (method, id, params) => {
          miner.write(`${JSON.stringify({ id, method, params })}\n`);
          await miner.call('mining.extranonce.subscribe');
        },
      ),
      { numRuns: 200 },
    );
    const last = new RawMiner(pool.port);
    expect((await last.begin('fresh')).clean).toBe(true);
    await last.close();
  });
});

describe('life', () => {
  it('says when its port is taken, and stops twice', async () => {
    const { port } = pool;
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await pool.stop();
    await pool.stop();
  });
});
