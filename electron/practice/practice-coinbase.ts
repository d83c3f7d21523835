/** Coinbase transactions of the practice network, cut around the extranonce as Stratum announces them. */
import type { Random } from '../contract/ports.ts';
import { concatBytes } from '../core/bytes.ts';
import { subsidySats } from '../core/subsidy.ts';

export const EXTRANONCE1_SIZE = 4;
export const EXTRANONCE2_SIZE = 4;

/** Coinbase without witness: part 1 ends before the extranonce, part 2 begins behind it. */
export function coinbaseParts(
  height: number,
  random: Random,
): { readonly coinbase1: Uint8Array; readonly coinbase2: Uint8Array } {
  const extranonceSize = EXTRANONCE1_SIZE + EXTRANONCE2_SIZE;
  const scriptStart = concatBytes(
    pushed(scriptNumber(height)),
    pushed(ascii('/Hashwatt practice/')),
    Uint8Array.of(extranonceSize),
  );
  return {
    coinbase1: concatBytes(
      u32(1),
      Uint8Array.of(1),
      new Uint8Array(32),
      u32(0xffff_ffff),
      Uint8Array.of(scriptStart.length + extranonceSize),
      scriptStart,
    ),
    coinbase2: concatBytes(
      u32(0xffff_ffff),
      Uint8Array.of(2),
      output(subsidySats(height) + inventedFeesSats(random), dataScript(ascii('practice: worth nothing'))),
      output(0n, dataScript(witnessCommitment(random))),
      u32(0),
    ),
  };
}

const OP_RETURN = 0x6a;
/** BIP 141: marks the output that commits to the witnesses. */
const COMMITMENT_HEADER = [0xaa, 0x21, 0xa9, 0xed];

/** Between 0.02 and 0.07 BTC. */
function inventedFeesSats(random: Random): bigint {
  return BigInt(2_000_000 + Math.floor(random() * 5_000_000));
}

/** Minimal script number, as BIP 34 wants the height. */
function scriptNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  if (((bytes.at(-1) ?? 0) & 0x80) !== 0) bytes.push(0);
  return Uint8Array.from(bytes);
}

function dataScript(data: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(OP_RETURN), pushed(data));
}

function witnessCommitment(random: Random): Uint8Array {
  const root = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
  return concatBytes(Uint8Array.from(COMMITMENT_HEADER), root);
}

function output(valueSats: bigint, script: Uint8Array): Uint8Array {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, valueSats, true);
  return concatBytes(value, Uint8Array.of(script.length), script);
}

/** Up to 75 bytes. */
function pushed(data: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(data.length), data);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
