/**
 * Real Bitcoin blocks mined again: a pool hands out the job, a stick finds the block's nonce when its work
 * comes, and the submit on the socket must be the one that made the block.
 */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../electron/host/system-clock.ts';
import { openPtyStick } from '../doubles/pty-stick.ts';
import { ScriptedPool } from '../doubles/scripted-pool.ts';
import { frameWhere, runHost, temporaryFolder } from './demo-host.ts';

const Notify = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.array(z.string()),
  z.string(),
  z.string(),
  z.string(),
  z.boolean(),
]);
const Submit = z.array(z.string());
const Block = z.object({
  height: z.number(),
  header_hex: z.string(),
  stratum: z.object({
    notify_params: Notify,
    extranonce1: z.string(),
    extranonce2_size: z.number(),
    version_rolled: z.boolean(),
    /** None where the version was rolled. */
    expect_submit_5: Submit.nullable(),
    expect_submit_6: Submit,
  }),
});
type Block = z.infer<typeof Block>;

const FILE = new URL('../vectors/data/stratum/replay-blocks.json', import.meta.url);
const BLOCKS = z.object({ blocks: z.array(Block) }).parse(JSON.parse(readFileSync(FILE, 'utf8'))).blocks;
/** The fastest, so that many versions are soon gone through. */
const MODEL = 'r909';
const USER = 'bc1qreplay.stick';

const cleanUps: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Mined {
  readonly submits: readonly (readonly string[])[];
  readonly rows: readonly unknown[];
}

/** Mines until the pool has said yes to the block. `versionMask` 0: the pool knows no version rolling. */
async function mine(block: Block, versionMask: number): Promise<Mined> {
  const { notify_params, extranonce1, extranonce2_size } = block.stratum;
  const [jobId, prevHash, coinbase1, coinbase2, merkleBranch, version, nbits, ntime] = notify_params;
  const pool = await ScriptedPool.start({
    configure: versionMask === 0 ? 'refuse' : 'grant',
    versionMask,
    extranonce1,
    extranonce2Size: extranonce2_size,
    difficulty: 1,
    easierBits: 0,
    jobOnSubscribe: false,
  });
  cleanUps.push(() => pool.stop());
  const stick = openPtyStick({
    model: MODEL,
    chain: { kind: 'mainnet' },
    clock: systemClock,
    random: Math.random,
    knownSolutions: [Buffer.from(block.header_hex, 'hex')],
  });
  cleanUps.push(() => stick.unplug());
  const folder = await temporaryFolder();
  cleanUps.push(folder.remove);
  const running = await runHost(folder.path, {
    demo: false,
    settings: {
      pools: [{ id: 'replay', url: `stratum+tcp://127.0.0.1:${pool.port}`, user: USER }],
      attachedSticks: [{ model: MODEL, path: stick.path }],
    },
  });
  cleanUps.push(() => running.stop());
  const client = running.connect();
  await frameWhere(client, ({ pool: state }) => state?.lamp === 'waitingForJob');
  pool.sendJob({
    clean: true,
    patch: { jobId, prevHash, coinbase1, coinbase2, merkleBranch, version, nbits, ntime },
  });
  await frameWhere(client, ({ pool: state }) => state?.shares.accepted === 1);
  await running.stop();
  const submits = pool.requests.filter(({ method }) => method === 'mining.submit');
  return {
    submits: submits.map(({ params }) => Submit.parse(params)),
    rows: blockRows(running.folder.own.ledgerFile),
  };
}

function blockRows(file: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare('SELECT outcome FROM shares WHERE is_block = 1').all();
  } finally {
    database.close();
  }
}

const asUser = (submit: readonly string[]): string[] => [USER, ...submit.slice(1)];
const rolledBits = ({ stratum }: Block): number => Number.parseInt(stratum.expect_submit_6[5] ?? '', 16);
const sizes = new Set<number>();
/** One of each extranonce2 size. */
const UNROLLED = BLOCKS.filter(({ stratum }) => {
  const isNew = !sizes.has(stratum.extranonce2_size);
  sizes.add(stratum.extranonce2_size);
  return isNew && !stratum.version_rolled;
});
/** Those whose bits are so few that all versions made of them are tried in a second or two. */
const ROLLED = BLOCKS.filter((block) => {
  const ones = rolledBits(block).toString(2).replaceAll('0', '').length;
  return ones > 0 && ones < 10;
});
const FULL_MASK = 0x1fffe000;

describe.skipIf(process.platform === 'win32')('a real block', () => {
  test.for([
    ...UNROLLED.map((block) => [block.height, block, FULL_MASK] as const),
    ...ROLLED.map((block) => [block.height, block, rolledBits(block)] as const),
  ])('%i is found again, submitted as it was, and kept as a block', async ([, block, mask]) => {
    const { submits, rows } = await mine(block, mask);
    expect(submits).toEqual([asUser(block.stratum.expect_submit_6)]);
    expect(rows).toEqual([expect.objectContaining({ outcome: 'accepted' })]);
  });

  test('without version rolling the submit has five fields', async () => {
    const [block] = UNROLLED;
    if (block === undefined) throw new Error('no block without version rolling');
    const { submits } = await mine(block, 0);
    expect(submits).toEqual([asUser(block.stratum.expect_submit_5 ?? [])]);
  });
});
