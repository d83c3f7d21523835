/** BM13xx vectors of what is on a bitaxe-raw board beside the chips. */
import { z } from 'zod';
import { bytesToHex, hexToBytes } from '../../../electron/core/bytes.ts';
import { diodeReading, rpmOfTach } from '../../../electron/device/bitaxe-raw/emc2101.ts';
import { requestPacket } from '../../../electron/device/bitaxe-raw/packets.ts';
import {
  boardWatts,
  pmbusWord,
  railVolts,
  slinear11,
  ulinear16,
  valueOfSlinear11,
  voltsOfUlinear16,
} from '../../../electron/device/bitaxe-raw/pmbus.ts';
import {
  DS4432U_ADDRESS,
  DS4432U_OUTPUT_0,
  ds4432uCode,
} from '../../../electron/device/bitaxe-raw/power-parts.ts';
import { type Response, responseOf, v0ErrorOf } from '../../../electron/device/bitaxe-raw/responses.ts';
import { type Adapter, unknown, type Verdict } from '../adapter.ts';
import { compare } from '../compare.ts';

type Fields = Readonly<Record<string, unknown>>;

const hexNumber = z.string().transform((hex) => Number.parseInt(hex, 16));
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const RUNS: Readonly<Record<string, (inputs: Fields, outputs: Fields) => Verdict>> = {
  'bitaxe-raw-request': (inputs, outputs) => {
    const { data, ...rest } = z
      .looseObject({ id: z.int(), page: z.int(), command: z.int(), data: z.string() })
      .parse(inputs);
    return compare({ packet_hex: bytesToHex(requestPacket({ ...rest, data: hexToBytes(data) })) }, outputs);
  },
  'bitaxe-raw-response': (inputs, outputs) => {
    const { format, packet_hex } = z
      .looseObject({ format: z.enum(['v0', 'v1', 'bonanza', 'v0-error']), packet_hex: z.string() })
      .parse(inputs);
    const bytes = hexToBytes(packet_hex);
    const response = format === 'v0-error' ? v0ErrorOf(bytes) : responseOf(bytes, format);
    return compare(response === null ? null : shown(response, format), outputs);
  },
  'pmbus-ulinear16': (inputs, outputs) => {
    const { vout_mode, volts } = z.looseObject({ vout_mode: hexNumber, volts: z.number() }).parse(inputs);
    const raw = ulinear16(volts, vout_mode);
    const decoded = voltsOfUlinear16(raw, vout_mode);
    return compare({ raw, wire_little_endian: bytesToHex(pmbusWord(raw)), decoded }, outputs);
  },
  'pmbus-slinear11': (inputs, outputs) => {
    const { raw, value } = z
      .looseObject({ raw: hexNumber.optional(), value: z.number().optional() })
      .parse(inputs);
    if (raw !== undefined) return compare({ value: valueOfSlinear11(raw) }, outputs);
    const encoded = slinear11(value ?? Number.NaN);
    return compare({ raw: hex(encoded, 4), decoded: valueOfSlinear11(encoded) }, outputs);
  },
  'emc2101-external-temp': (inputs, outputs) => {
    const { reg01, reg10 } = z.looseObject({ reg01: hexNumber, reg10: hexNumber }).parse(inputs);
    const reading = diodeReading(reg01, reg10);
    if (reading.kind === 'temperature') return compare({ celsius: reading.temperatureC }, outputs);
    return compare({ fault: reading.kind === 'open' ? 'open circuit' : 'short' }, outputs);
  },
  'emc2101-tach': (inputs, outputs) => {
    const { count } = z.looseObject({ count: z.int() }).parse(inputs);
    return compare({ rpm: rpmOfTach(count) }, outputs);
  },
  'ds4432u-code': (inputs, outputs) => {
    const { core_volts } = z.looseObject({ core_volts: z.number() }).parse(inputs);
    const got = {
      i2c_address: hex(DS4432U_ADDRESS, 2),
      register: hex(DS4432U_OUTPUT_0, 2),
      code: hex(ds4432uCode(core_volts), 2),
    };
    return compare(got, outputs);
  },
  'power-estimate-tps546': (inputs, outputs) => {
    const { vout, iout_a, board_offset_w } = z
      .looseObject({ vout: z.number(), iout_a: z.number(), board_offset_w: z.number() })
      .parse(inputs);
    return compare({ watts: boardWatts({ outputV: vout, outputA: iout_a }, board_offset_w) }, outputs);
  },
  'rail-voltage': (inputs, outputs) => {
    const { core_volts, voltage_domains } = z
      .looseObject({ core_volts: z.number(), voltage_domains: z.int() })
      .parse(inputs);
    return compare({ regulator_volts: railVolts(core_volts, voltage_domains) }, outputs);
  },
};

export const boardPartAdapter: Adapter = {
  format: 'bm13xx',
  run(vectorCase) {
    const run = Object.hasOwn(RUNS, vectorCase.key) ? RUNS[vectorCase.key] : undefined;
    if (run === undefined) return unknown(vectorCase);
    const { inputs, outputs } = z
      .looseObject({ inputs: z.record(z.string(), z.unknown()), outputs: z.record(z.string(), z.unknown()) })
      .parse(vectorCase.value);
    return run(inputs, outputs);
  },
};

/** Faults in the vectors' words. */
const FAULTS = {
  timeout: 'timeout',
  overflow: 'buffer overflow',
  message: 'custom',
  unknown: 'unknown',
} as const;

function shown(response: Response, format: string): object {
  if (response.kind === 'data') return { id: response.id, data: bytesToHex(response.data), error: null };
  const invalid = format === 'v1' ? 'invalid command' : 'invalid';
  const fault = response.fault === 'invalid' ? invalid : FAULTS[response.fault];
  return { id: response.id, data: '', error: `${fault} 0x${hex(response.code, 2)}` };
}
