import { expect, test } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../electron/core/bytes.ts';
import { blockHeightOf } from '../../../electron/core/header.ts';
import { FIELDS, jobWith } from './jobs.ts';

test('builds a job', () => {
  const job = jobWith();
  expect(bytesToHex(job.prevHash)).toBe('fd55646bc162b96dfcd4f201a3f4670d1d3996bc965201000000000000000000');
  expect(job).toMatchObject({
    version: 0x20000000,
    nbits: 0x17023a04,
    ntime: 0x685468d7,
    extranonce2Size: 4,
    blockHeight: 925_000,
    difficulty: 512,
    receivedAtMs: 5,
    receivedMonoMs: 6,
  });
  expect(job.shareTarget).toBe((0xffffn << 208n) / 512n);
  expect(job.networkTarget).toBe(0x023a04n << 160n);
  expect(job.networkDifficulty).toBeCloseTo(126_411_437_451_912.23, 1);
});

test('takes words without leading zeros', () => {
  expect(jobWith({ versionHex: '2' }).version).toBe(2);
  expect(jobWith({ ntimeHex: 'f' }).ntime).toBe(15);
});

test.each([
  [{ prevHashStratum: 'ff' }, 'previous hash has 1 bytes'],
  [{ prevHashStratum: 'zz'.repeat(32) }, 'previous hash is not hex'],
  [{ coinbase1Hex: '0' }, 'coinbase 1 is not hex'],
  [{ coinbase2Hex: 'xy' }, 'coinbase 2 is not hex'],
  [{ extranonce1Hex: 'x' }, 'extranonce1 is not hex'],
  [{ merkleBranchHex: ['00'] }, 'merkle branch has 1 bytes'],
  [{ versionHex: '123456789' }, 'version is not 1 to 8 hex digits'],
  [{ versionHex: '' }, 'version is not 1 to 8 hex digits'],
  [{ ntimeHex: '-1' }, 'ntime is not 1 to 8 hex digits'],
  [{ nbitsHex: '04923456' }, 'nBits 04923456 is not a target'],
  [{ nbitsHex: '00000000' }, 'nBits 00000000 is not a target'],
  [{ difficulty: 0 }, 'Not a difficulty: 0'],
  [{ extranonce2Size: 0 }, 'extranonce2 size 0'],
  [{ extranonce2Size: -1 }, 'extranonce2 size -1'],
  [{ extranonce2Size: 17 }, 'extranonce2 size 17'],
  [{ extranonce2Size: 1.5 }, 'extranonce2 size 1.5'],
])('refuses %o', (fields, sentence) => {
  expect(() => jobWith(fields)).toThrow(sentence);
  expect(() => jobWith(fields)).toThrow(RangeError);
});

const coinbaseWith = (script: string): Uint8Array => {
  const length = (script.length / 2).toString(16).padStart(2, '0');
  return hexToBytes(`0100000001${'00'.repeat(32)}ffffffff${length}${script}`);
};

// Script numbers: minimal little-endian with a sign bit; 1 to 16 have opcodes of their own.
test.each([
  ['51', 1],
  ['60', 16],
  ['0111', 17],
  ['017f', 127],
  ['028000', 128],
  ['02ff7f', 32_767],
  ['03008000', 32_768],
  ['03481d0eff', 925_000],
  ['03ffff7f', 8_388_607],
  ['0400008000', 8_388_608],
])('script %s tells height %i', (script, height) => {
  expect(blockHeightOf(coinbaseWith(script))).toBe(height);
});

test.each([
  ['', 'nothing'],
  ['00', 'an empty push'],
  ['0180', 'a negative number'],
  ['03481d8e', 'a negative number'],
  ['021100', 'a number that is not minimal'],
  ['0500000001ff', 'five bytes'],
  ['03481d', 'a push that is cut'],
  ['61', 'another opcode'],
  ['0400ca9a3b', 'a number above every height'],
])('script %s tells none: %s', (script) => {
  expect(blockHeightOf(coinbaseWith(script))).toBeNull();
});

test('bytes that are no coinbase tell no height', () => {
  expect(blockHeightOf(new Uint8Array(0))).toBeNull();
  expect(blockHeightOf(new Uint8Array(41))).toBeNull();
});

test('a block of version 1 may push anything first', () => {
  expect(jobWith({ versionHex: '1' }).blockHeight).toBeNull();
});

test('the height is found where the coinbase is cut before it', () => {
  const whole = `${FIELDS.coinbase1Hex}${FIELDS.coinbase2Hex}`;
  expect(jobWith({ coinbase1Hex: whole.slice(0, 10), coinbase2Hex: whole.slice(10 + 16) }).blockHeight).toBe(
    925_000,
  );
});
