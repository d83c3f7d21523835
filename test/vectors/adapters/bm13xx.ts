/** BM13xx vectors of the BM1397, and those that hold for every chip. */

import { z } from 'zod';
import { bytesToHex, hexToBytes, u32ToHex } from '../../../electron/core/bytes.ts';
import { merkleRootOf } from '../../../electron/core/header.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { difficultyOfTarget, nbitsToTarget } from '../../../electron/core/target.ts';
import { addressOfChip, chipOfAddress } from '../../../electron/device/bm13xx/addressing.ts';
import {
  chainInactive,
  readRegister,
  setAddress,
  writeRegister,
} from '../../../electron/device/bm13xx/commands.ts';
import { crc5, crc16 } from '../../../electron/device/bm13xx/crc.ts';
import { nextJobId } from '../../../electron/device/bm13xx/job-ring.ts';
import { espClockSteps } from '../../../electron/device/bm13xx/pll.ts';
import { ratesOf } from '../../../electron/device/bm13xx/rates.ts';
import { ticketMaskOf } from '../../../electron/device/bm13xx/ticket.ts';
import {
  climbPll,
  raiseBaudRate,
  restoreBaudRate,
  writePll,
} from '../../../electron/device/bm1397/bring-up.ts';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { ESP_JOB_IDS } from '../../../electron/device/bm1397/job-ids.ts';
import { espPll } from '../../../electron/device/bm1397/pll.ts';
import { ESP_MINER_RECIPE } from '../../../electron/device/bm1397/recipes.ts';
import {
  baudOfDivider,
  baudRegisterValue,
  hashrateOfRegister,
  REGISTER,
} from '../../../electron/device/bm1397/registers.ts';
import { type Adapter, unknown, type Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import {
  answersIn,
  eventsOf,
  recorded,
  runInitStream,
  runJob,
  runNonce,
  runRoundTrip,
} from './bm13xx-jobs.ts';
import { openRecordedLine } from './recorded-line.ts';

type Fields = Readonly<Record<string, unknown>>;
type Run = (inputs: Fields, outputs: Fields, id: string) => Verdicts | Promise<Verdicts>;

const MAINNET = { kind: 'mainnet' } as const;
const text = z.string();
const hexNumber = z.string().transform((hex) => Number.parseInt(hex, 16));

const ANY_CHIP: Readonly<Record<string, Run>> = {
  'crc5-command': (inputs, outputs) => {
    const { bytes_after_preamble_hex: hex } = z.looseObject({ bytes_after_preamble_hex: text }).parse(inputs);
    const crc = crc5(hexToBytes(hex));
    return compare({ crc5: crc, crc5_hex: crc.toString(16).padStart(2, '0') }, outputs);
  },
  'crc5-response': (inputs, outputs) => {
    const { type, body_hex: hex } = z.looseObject({ type: z.int(), body_hex: text }).parse(inputs);
    const body = hexToBytes(hex);
    const last = (type << 5) | crc5(Uint8Array.of(...body, type << 5), body.length * 8 + 3);
    const lastByte = last.toString(16).padStart(2, '0');
    return compare({ frame_hex: `aa55${hex}${lastByte}`, last_byte: lastByte }, outputs);
  },
  'crc16-job': (inputs, outputs) => {
    const { bytes_after_preamble_hex: hex } = z.looseObject({ bytes_after_preamble_hex: text }).parse(inputs);
    const crc = crc16(hexToBytes(hex));
    return compare({ crc16: crc, wire_big_endian: crc.toString(16).padStart(4, '0') }, outputs);
  },
  'response-invalid': (inputs, outputs) => {
    const { frame_hex: hex } = z.looseObject({ frame_hex: text }).parse(inputs);
    const frame = hexToBytes(hex);
    return compare({ valid: answersIn(frame, frame.length).length > 0 }, { valid: outputs.valid });
  },
  'ticket-mask': (inputs, outputs) => {
    const { difficulty } = z.looseObject({ difficulty: z.number() }).parse(inputs);
    const mask = ticketMaskOf(difficulty);
    const got = {
      register_value_hex: u32ToHex(mask.value),
      frame: bytesToHex(writeRegister(null, REGISTER.ticketMask, mask.value)),
      effective_difficulty: mask.difficulty,
    };
    return compare(got, outputs);
  },
  'baud-divider': (inputs, outputs) => {
    const { divider } = z.looseObject({ divider: z.int() }).parse(inputs);
    // Register 28 is the baud register of later chips.
    const { bm136x_reg28_hex: _later, ...want } = outputs;
    return compare(
      { baud: baudOfDivider(divider), bm1397_misc18_hex: u32ToHex(baudRegisterValue(divider)) },
      want,
    );
  },
  'chip-addresses': (inputs, outputs) => {
    const { chip_count: count } = z.looseObject({ chip_count: z.int() }).parse(inputs);
    const addresses = Array.from({ length: count }, (_, index) => addressOfChip(index, count));
    const frames = addresses.map((address) => bytesToHex(setAddress(address)));
    const { esp_miner, frames_esp_miner } = outputs;
    return compare({ esp_miner: addresses, frames_esp_miner: frames }, { esp_miner, frames_esp_miner });
  },
  'network-difficulty': (inputs, outputs) => {
    const { nbits } = z.looseObject({ nbits: hexNumber }).parse(inputs);
    return compare({ difficulty: difficultyOfTarget(nbitsToTarget(nbits), MAINNET) }, outputs);
  },
  merkle: (inputs, outputs) => {
    const parts = z
      .looseObject({
        coinbase_1: text,
        coinbase_2: text,
        extranonce_1: text,
        extranonce_2: text,
        merkle_branch: z.array(text),
      })
      .parse(inputs);
    const coinbase = hexToBytes(
      parts.coinbase_1 + parts.extranonce_1 + parts.extranonce_2 + parts.coinbase_2,
    );
    const root = merkleRootOf(coinbase, parts.merkle_branch.map(hexToBytes));
    const got = {
      merkle_root_internal: bytesToHex(root),
      coinbase_txid_internal: bytesToHex(sha256d(coinbase)),
    };
    return compare(got, outputs);
  },
};

const ON_BM1397: Readonly<Record<string, Run>> = {
  'command-captured': (inputs, outputs) => {
    const { type_flags, address, register, value_hex } = z
      .looseObject({
        type_flags: z.int(),
        address: z.int(),
        register: z.int().nullable(),
        value_hex: hexNumber.nullable(),
      })
      .parse(inputs);
    const frame = frameOf(type_flags, address, register ?? 0, value_hex ?? 0);
    return compare({ frame_hex: bytesToHex(frame) }, { frame_hex: outputs.frame_hex });
  },
  'response-captured': (inputs, outputs) => {
    const { frame_hex } = z.looseObject({ frame_hex: text }).parse(inputs);
    const frame = hexToBytes(frame_hex);
    const [answer] = answersIn(frame, BM1397.answerLength);
    const got =
      answer === undefined
        ? { valid: false }
        : {
            valid: true,
            length: frame.length,
            kind: answer.kind,
            ...(answer.kind === 'nonce'
              ? {
                  nonce: answer.nonce,
                  nonce_submit_hex: u32ToHex(answer.nonce),
                  job_id_wire: answer.idByte & 0xfc,
                }
              : { value: answer.value, register: answer.register, chip_address: answer.address }),
          };
    return compare(got, only(outputs, Object.keys(got)));
  },
  'response-stream': (inputs, outputs) => {
    const { stream_hex, frame_length } = z
      .looseObject({ stream_hex: text, frame_length: z.int() })
      .parse(inputs);
    const { frames } = z.looseObject({ frames: z.array(text) }).parse(outputs);
    const want = frames.flatMap((frame) => answersIn(hexToBytes(frame), frame_length));
    return compare(answersIn(hexToBytes(stream_hex), frame_length), want);
  },
  'register-response': (inputs, outputs) => {
    const { frame_hex, chip_count } = z.looseObject({ frame_hex: text, chip_count: z.int() }).parse(inputs);
    const [answer] = answersIn(hexToBytes(frame_hex), BM1397.answerLength);
    if (answer?.kind !== 'register') return compare(answer ?? null, outputs);
    const { address, register, value } = answer;
    return compare(
      { chip_address: address, register, value, asic_nr: chipOfAddress(address ?? Number.NaN, chip_count) },
      outputs,
    );
  },
  'hashrate-register-bm1397': (inputs, outputs) => {
    const { value_hex } = z.looseObject({ value_hex: hexNumber }).parse(inputs);
    const hashrateHs = hashrateOfRegister(value_hex);
    return compare(
      { valid: hashrateHs !== null, ghs: hashrateHs === null ? null : hashrateHs / 1e9 },
      outputs,
    );
  },
  'expected-hashrate': (inputs, outputs) => {
    const { chip_count, frequency_mhz, small_core_count } = z
      .looseObject({ chip_count: z.int(), frequency_mhz: z.number(), small_core_count: z.int() })
      .parse(inputs);
    const { expectedHs } = ratesOf({
      chip: { ...BM1397, coreCount: small_core_count },
      chipCount: chip_count,
      frequencyMhz: frequency_mhz,
      hashScale: 1,
      midstateCount: 1,
      ticketDifficulty: 1,
      waitFactor: 1,
    });
    return compare({ ghs: expectedHs / 1e9 }, outputs);
  },
  pll: async (inputs, outputs) => {
    const { target_mhz, fb_min, fb_max } = z
      .looseObject({ target_mhz: z.number(), fb_min: z.int(), fb_max: z.int() })
      .parse(inputs);
    const setting = espPll(target_mhz, fb_min, fb_max);
    if (setting === null) return compare(null, outputs);
    const events = await recorded(({ line }) => writePll(line, ESP_MINER_RECIPE, setting));
    const { fb, refdiv, postdiv1, postdiv2 } = setting.dividers;
    const got = {
      fb_divider: fb,
      refdiv,
      postdiv1,
      postdiv2,
      actual_mhz: setting.frequencyMhz,
      register_value_hex: u32ToHex(setting.value),
      frames: events.flatMap((event) => ('tx' in event ? [event.tx] : [])),
      events,
    };
    return compare(got, { ...outputs, events: eventsOf(outputs.events) });
  },
  'frequency-ramp': async (inputs, outputs) => {
    const { from_mhz, to_mhz } = z.looseObject({ from_mhz: z.number(), to_mhz: z.number() }).parse(inputs);
    const settings = espClockSteps(from_mhz, to_mhz).map(({ frequencyMhz }) =>
      ESP_MINER_RECIPE.pll.choose(frequencyMhz, BM1397),
    );
    const events = await recorded(({ line }) => climbPll(line, ESP_MINER_RECIPE, BM1397, from_mhz, to_mhz));
    return compare(
      {
        events,
        // Written twice each.
        pll_writes: settings.flatMap(({ value }) => [u32ToHex(value), u32ToHex(value)]),
        actual_mhz: settings.at(-1)?.frequencyMhz ?? to_mhz,
      },
      { ...outputs, events: eventsOf(outputs.events) },
    );
  },
  baud: async (_inputs, outputs, id) => {
    const recordedLine = await openRecordedLine({ answer: () => [], answerAfterMs: 1 });
    const { line } = recordedLine;
    const isMax = id.endsWith('max');
    await recordedLine.run(
      isMax ? raiseBaudRate(line, ESP_MINER_RECIPE) : restoreBaudRate(line, ESP_MINER_RECIPE),
    );
    const frames = recordedLine.events.flatMap((event) => ('tx' in event ? [event.tx] : []));
    const got = isMax ? { frames, host_baud: line.baudRate } : { frames };
    return compare(got, only(outputs, Object.keys(got)));
  },
  'init-stream': runInitStream,
  'job-id-sequence': (inputs, outputs) => {
    const { count } = z.looseObject({ count: z.int() }).parse(inputs);
    let jobId = 0;
    const sent = Array.from({ length: count }, () => {
      jobId = nextJobId(ESP_JOB_IDS, jobId);
      return jobId;
    });
    return compare({ sent }, { sent: outputs.sent });
  },
  job: runJob,
  nonce: runNonce,
  'stratum-roundtrip': runRoundTrip,
};

export const bm13xxAdapter: Adapter = {
  format: 'bm13xx',
  run(vectorCase) {
    const [category = '', chip] = vectorCase.key.split(' ');
    const runs = chip === undefined ? ANY_CHIP : chip === BM1397.name ? ON_BM1397 : {};
    const run = Object.hasOwn(runs, category) ? runs[category] : undefined;
    if (run === undefined) return unknown(vectorCase);
    const { inputs, outputs } = z
      .looseObject({ inputs: z.record(z.string(), z.unknown()), outputs: z.record(z.string(), z.unknown()) })
      .parse(vectorCase.value);
    return run(inputs, outputs, vectorCase.id);
  },
};

function frameOf(type: number, address: number, register: number, value: number): Uint8Array {
  switch (type) {
    case 0x40:
      return setAddress(address);
    case 0x41:
      return writeRegister(address, register, value);
    case 0x42:
      return readRegister(address, register);
    case 0x51:
      return writeRegister(null, register, value);
    case 0x52:
      return readRegister(null, register);
    case 0x53:
      return chainInactive();
    default:
      throw new RangeError(`no command of type ${type}`);
  }
}

/** The fields that the product speaks of. */
function only(outputs: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => names.includes(name)));
}
