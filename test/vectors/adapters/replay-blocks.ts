/** Real blocks: the header and the submit must come out of the notify alone, at mainnet difficulty. */
import { z } from 'zod';
import { bytesToHex, reverseBytes } from '../../../electron/core/bytes.ts';
import { coinbaseOf, headerOf, merkleRootOf } from '../../../electron/core/header.ts';
import { checkNonce } from '../../../electron/core/share-check.ts';
import { submitVersionBits } from '../../../electron/core/version-rolling.ts';
import { WorkRoot } from '../../../electron/core/work-root.ts';
import { submitParams } from '../../../electron/pool/stratum-requests.ts';
import type { Adapter, Verdict } from '../adapter.ts';
import { compare } from '../compare.ts';
import { jobOf, MAINNET, notifyFieldsOf, TWELVE_DIGITS, word, wordsToHex, workWith } from './stratum-job.ts';

const Block = z.object({
  hash: z.string(),
  header_hex: z.string(),
  height: z.int(),
  version: z.string(),
  nonce: z.string(),
  prevhash_display: z.string(),
  merkle_root_internal: z.string(),
  coinbase_hex: z.string(),
  network_target: z.string(),
  network_difficulty_text: z.string(),
  share_difficulty_text: z.string(),
  midstate_be_words: z.string(),
  header_tail16: z.string(),
  stratum: z.object({
    notify_params: z.array(z.unknown()),
    extranonce1: z.string(),
    extranonce2_size: z.int(),
    extranonce2: z.string(),
    configure_mask: z.string(),
    version_rolled: z.boolean(),
    expect_submit_5: z.array(z.string()).nullable(),
    expect_submit_6: z.array(z.string()).nullable(),
  }),
});
type Block = z.infer<typeof Block>;

/** Stands for the authorised user in the files. */
const USER = 'WORKER';

export const replayBlocksAdapter: Adapter = {
  format: 'replay-blocks',
  run(vectorCase) {
    const block = Block.parse(vectorCase.value);
    const masks = [
      ...(block.stratum.expect_submit_6 === null ? [] : [word(block.stratum.configure_mask)]),
      ...(block.stratum.expect_submit_5 === null ? [] : [null]),
    ];
    return masks.map((mask) => replay(block, mask));
  },
};

/** With the mask the pool granted, or null where it granted no version rolling. */
function replay(block: Block, mask: number | null): Verdict {
  const { stratum, version, nonce: nonceHex, ...claims } = block;
  const line = JSON.stringify({ id: null, method: 'mining.notify', params: stratum.notify_params });
  const job = jobOf(notifyFieldsOf(line), {
    extranonce1: stratum.extranonce1,
    extranonce2Size: stratum.extranonce2_size,
    versionMask: mask,
    difficulty: Number(block.share_difficulty_text) * (1 - 1e-9),
  });
  const root = new WorkRoot({ job, extranonce2: 0n, ntime: job.ntime });
  // What needs no rolling is the very first thing searched.
  const { work, versionIndex } = stratum.version_rolled
    ? workWith(root, word(version))
    : { work: root.workAt(0, 4), versionIndex: 0 };
  const nonce = word(nonceHex);
  const header = headerOf(work, versionIndex, nonce);
  const coinbase = coinbaseOf(job, new Uint8Array(stratum.extranonce2_size));
  const verdict = checkNonce({ work, versionIndex, nonce, ticketDifficulty: 1 }, MAINNET);
  const withoutNetwork = checkNonce(
    { work: { ...work, job: { ...job, networkTarget: 0n } }, versionIndex, nonce, ticketDifficulty: 1 },
    MAINNET,
  );
  const versionBits = mask === null ? null : submitVersionBits(work.versions[versionIndex] ?? 0, mask);
  return compare(
    {
      header_hex: bytesToHex(header),
      hash: bytesToHex(reverseBytes(verdict.hash)),
      kind: verdict.kind,
      shareKind: withoutNetwork.kind,
      // Blocks of version 1 do not tell their height.
      height: job.version >= 2 ? job.blockHeight : block.height,
      prevhash_display: bytesToHex(reverseBytes(job.prevHash)),
      merkle_root_internal: bytesToHex(merkleRootOf(coinbase, job.merkleBranch)),
      coinbase_hex: bytesToHex(coinbase),
      network_target: job.networkTarget.toString(16).padStart(64, '0'),
      network_difficulty_text: job.networkDifficulty,
      share_difficulty_text: verdict.shareDifficulty,
      midstate_be_words: wordsToHex(work.midstates[versionIndex]),
      header_tail16: bytesToHex(header.subarray(64)),
      submit: submitParams({
        user: USER,
        jobId: job.jobId,
        extranonce2: work.extranonce2,
        ntime: work.ntime,
        nonce,
        versionBits,
      }),
    },
    {
      ...claims,
      kind: 'block',
      shareKind: 'share',
      submit: mask === null ? stratum.expect_submit_5 : stratum.expect_submit_6,
    },
    TWELVE_DIGITS,
  );
}
