/** BM13xx vectors of the chips that take whole headers: frames, registers, clocks and bring-up. */
import { z } from 'zod';
import { bytesToHex, hexToBytes, u32ToHex } from '../../../electron/core/bytes.ts';
import { chipOfAddress } from '../../../electron/device/bm13xx/addressing.ts';
import {
  chainInactive,
  readRegister,
  setAddress,
  writeRegister,
} from '../../../electron/device/bm13xx/commands.ts';
import { nextJobId } from '../../../electron/device/bm13xx/job-ring.ts';
import { ratesOf } from '../../../electron/device/bm13xx/rates.ts';
import {
  baudActions,
  beforeCountActions,
  climbActions,
  clockActions,
  configureActions,
} from '../../../electron/device/bm1370/bring-up.ts';
import { BM1370, HEADER_CHIPS, type HeaderChip } from '../../../electron/device/bm1370/chips.ts';
import { jobIdOf, subCoreOf } from '../../../electron/device/bm1370/job-ids.ts';
import { addressOfNonce, coreOfNonce } from '../../../electron/device/bm1370/nonce-place.ts';
import { espHeaderPll, factoryPll, frequencyOfHeaderPll } from '../../../electron/device/bm1370/pll.ts';
import type { HeaderRecipe } from '../../../electron/device/bm1370/recipe.ts';
import {
  ESP_BM1366_RECIPE,
  ESP_BM1368_RECIPE,
  ESP_BM1370_RECIPE,
  ESP_BM1373_RECIPE,
  NERDQAXE_BM1366_RECIPE,
  NERDQAXE_BM1370_RECIPE,
  S19J_PRO_BM1362_RECIPE,
} from '../../../electron/device/bm1370/recipes.ts';
import {
  bm1368TemperatureC,
  COUNTER_POLL_REST_MS,
  countsBetween,
  hashCountingNumber,
  hashrateOfCounts,
  jobIntervalMs,
  POLLED_COUNTERS,
  REGISTER,
  scanTimeMs,
  versionEpochMs,
} from '../../../electron/device/bm1370/registers.ts';
import { nextVersion, rolledVersion, versionMaskValue } from '../../../electron/device/bm1370/version.ts';
import { RESET_BAUD_DIVIDER } from '../../../electron/device/bm1397/recipes.ts';
import { baudRegisterValue } from '../../../electron/device/bm1397/registers.ts';
import { type Adapter, unknown, type Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { answersIn, eventsOf } from './bm13xx-jobs.ts';
import { runHeaderJob, runHeaderNonce, runHeaderRoundTrip, runNonceLog } from './header-jobs.ts';
import { framesOf, toldOf } from './line-actions.ts';
import type { LineEvent } from './recorded-line.ts';

type Fields = Readonly<Record<string, unknown>>;
type Run = (inputs: Fields, outputs: Fields, chip: HeaderChip, id: string) => Verdicts | Promise<Verdicts>;

const text = z.string();
const hexNumber = z.string().transform((hex) => Number.parseInt(hex, 16));
const ESP_RECIPES: Readonly<Record<string, HeaderRecipe>> = {
  BM1362: S19J_PRO_BM1362_RECIPE,
  BM1366: ESP_BM1366_RECIPE,
  BM1368: ESP_BM1368_RECIPE,
  BM1370: ESP_BM1370_RECIPE,
  BM1373: ESP_BM1373_RECIPE,
};
const NERDQAXE_RECIPES: Readonly<Record<string, HeaderRecipe>> = {
  BM1366: NERDQAXE_BM1366_RECIPE,
  BM1370: NERDQAXE_BM1370_RECIPE,
};
const FULL_MASK = 0x1fffe000;

const RUNS: Readonly<Record<string, Run>> = {
  'response-captured': (inputs, outputs, chip) => {
    const frame = hexToBytes(z.looseObject({ frame_hex: text }).parse(inputs).frame_hex);
    const [answer] = answersIn(frame, frame.length);
    if (answer === undefined) return compare({ valid: false }, outputs);
    const shared = { valid: true, length: frame.length, kind: answer.kind };
    if (answer.kind === 'register') {
      const { value, address, register } = answer;
      const got = { ...shared, value_hex: u32ToHex(value), chip_address: address, register };
      return compare(got, only(outputs, Object.keys(got)));
    }
    const { nonce, nonceBytes, idByte, versionField = 0 } = answer;
    const got = {
      ...shared,
      nonce,
      nonce_submit_hex: u32ToHex(nonce),
      result_header: idByte,
      core_id: coreOfNonce(nonceBytes),
      job_id_wire: jobIdOf(idByte, chip),
      job_number: jobIdOf(idByte, chip) >> 3,
      subcore_id: subCoreOf(idByte, chip),
      chip_address_field: addressOfNonce(nonceBytes),
      version_field: versionField,
      version_bits: u32ToHex(rolledVersion(0, versionField)),
    };
    return compare(got, only(outputs, Object.keys(got)));
  },
  'response-stream': (inputs, outputs) => {
    const { stream_hex, frame_length } = z
      .looseObject({ stream_hex: text, frame_length: z.int() })
      .parse(inputs);
    const { frames } = z.looseObject({ frames: z.array(text) }).parse(outputs);
    const want = frames.flatMap((frame) => answersIn(hexToBytes(frame), frame_length));
    return [
      compare(answersIn(hexToBytes(stream_hex), frame_length), want),
      compare(want.length, frames.length),
    ];
  },
  'register-response': (inputs, outputs) => {
    const { frame_hex, chip_count } = z.looseObject({ frame_hex: text, chip_count: z.int() }).parse(inputs);
    const frame = hexToBytes(frame_hex);
    const [answer] = answersIn(frame, frame.length);
    if (answer?.kind !== 'register') return compare(answer ?? null, outputs);
    const { address, register, value } = answer;
    const chip = chipOfAddress(address ?? Number.NaN, chip_count);
    return compare({ chip_address: address, register, value, asic_nr: chip }, outputs);
  },
  'command-captured': (inputs, outputs) => {
    const { type_flags, address, register, value_hex } = z
      .looseObject({
        type_flags: z.int(),
        address: z.int(),
        register: z.int().nullable(),
        value_hex: hexNumber.nullable(),
      })
      .parse(inputs);
    const frame = commandOf(type_flags, address, register ?? 0, value_hex ?? 0);
    return compare({ frame_hex: bytesToHex(frame) }, only(outputs, ['frame_hex']));
  },
  pll: (inputs, outputs, chip) => {
    const { target_mhz, fb_min, fb_max } = z
      .looseObject({ target_mhz: z.number(), fb_min: z.int(), fb_max: z.int() })
      .parse(inputs);
    const limited = { ...chip, fbMin: fb_min, fbMax: fb_max };
    const { frequencyMhz, value, dividers } = espHeaderPll(target_mhz, limited);
    const actions = clockActions(recipeOf('', chip), limited, target_mhz);
    const got = {
      fb_divider: dividers.fb,
      refdiv: dividers.refdiv,
      postdiv1: dividers.postdiv1,
      postdiv2: dividers.postdiv2,
      actual_mhz: frequencyMhz,
      register_value_hex: u32ToHex(value),
      frames: framesOf(actions),
      events: toldOf(actions),
    };
    return compare(got, { ...outputs, events: eventsOf(outputs.events) });
  },
  'pll-captured': (inputs, outputs) => {
    const { requested_mhz, register_values_hex } = z
      .looseObject({ requested_mhz: z.array(z.number()), register_values_hex: z.array(text) })
      .parse(inputs);
    const values = requested_mhz.map((mhz) => u32ToHex(factoryPll(mhz).value));
    const frames = register_values_hex.map((hex) =>
      bytesToHex(writeRegister(null, REGISTER.pll, Number.parseInt(hex, 16))),
    );
    const decoded = register_values_hex.map((hex) => frequencyOfHeaderPll(Number.parseInt(hex, 16)));
    return [compare({ decoded_mhz: decoded, frames }, outputs), compare(values, register_values_hex)];
  },
  'frequency-ramp': (inputs, outputs, chip) => {
    const { from_mhz, to_mhz } = z.looseObject({ from_mhz: z.number(), to_mhz: z.number() }).parse(inputs);
    const recipe = recipeOf('', chip);
    const values = recipe.pll
      .climb(from_mhz, to_mhz)
      .map(({ frequencyMhz }) => recipe.pll.choose(frequencyMhz, chip));
    const got = {
      events: toldOf(climbActions(recipe, chip, from_mhz, to_mhz)),
      pll_writes: values.map(({ value }) => u32ToHex(value)),
      actual_mhz: values.at(-1)?.frequencyMhz ?? to_mhz,
    };
    return compare(got, { ...outputs, events: eventsOf(outputs.events) });
  },
  'init-stream': (inputs, outputs, chip, id) => {
    const { chip_count, frequency_mhz, ticket_difficulty } = z
      .looseObject({ chip_count: z.int(), frequency_mhz: z.number(), ticket_difficulty: z.number() })
      .parse(inputs);
    const recipe = recipeOf(id, chip);
    const want = eventsOf(outputs.events);
    const configured = configureActions(recipe, {
      chip,
      chipCount: chip_count,
      frequencyMhz: frequency_mhz,
      ticketDifficulty: ticket_difficulty,
      versionMask: FULL_MASK,
    });
    const told = toldOf([
      ...beforeCountActions(recipe),
      { kind: 'send', frame: readRegister(null, REGISTER.chipId) },
      { kind: 'pause', ms: recipe.count.timeoutMs },
      ...configured,
    ]);
    const { lowMs, settleMs } = recipe.reset ?? { lowMs: 0, settleMs: 0 };
    const reset: readonly LineEvent[] = [
      { reset: 'low' },
      { waitUs: lowMs * 1000 },
      { reset: 'high' },
      { waitUs: settleMs * 1000 },
    ];
    // NerdQAxe's streams begin after the reset, and tell nothing of the host's port.
    const isWhole = want.some((event) => 'reset' in event);
    const got = isWhole
      ? [...reset, ...told]
      : told.filter((event) => !('baud' in event || 'flush' in event));
    return compare(got, want);
  },
  baud: (_inputs, outputs, chip, id) => {
    if (!id.endsWith('max')) {
      const value = baudRegisterValue(RESET_BAUD_DIVIDER);
      const frame = bytesToHex(writeRegister(null, REGISTER.miscControl, value));
      return compare({ frames: [frame] }, only(outputs, ['frames']));
    }
    const recipe = recipeOf('', chip);
    const got = { frames: framesOf(baudActions(recipe)), host_baud: recipe.baud?.hostBaudRate };
    return compare(got, outputs);
  },
  'register-poll': (_inputs, outputs) => {
    const events = POLLED_COUNTERS.flatMap((register): readonly LineEvent[] => [
      { tx: bytesToHex(readRegister(null, register)) },
      { waitUs: COUNTER_POLL_REST_MS * 1000 },
    ]);
    return compare(events, eventsOf(outputs.events));
  },
  'version-mask': (inputs, outputs) => {
    const { version_mask_hex } = z.looseObject({ version_mask_hex: hexNumber }).parse(inputs);
    const value = versionMaskValue(version_mask_hex);
    const frame = bytesToHex(writeRegister(null, REGISTER.versionRolling, value));
    return compare({ frame, register_value_hex: u32ToHex(value) }, outputs);
  },
  'hash-counting-number': (inputs, outputs, chip) => {
    const { chip_count, frequency_mhz, core_count, sub_cores, register_value } = z
      .looseObject({
        chip_count: z.int().optional(),
        frequency_mhz: z.number().optional(),
        core_count: z.int().optional(),
        sub_cores: z.union([z.literal(8), z.literal(16)]).optional(),
        register_value: z.int().optional(),
      })
      .parse(inputs);
    const value =
      register_value ??
      hashCountingNumber(
        { ...chip, bigCoreCount: core_count ?? chip.bigCoreCount },
        chip_count ?? 0,
        frequency_mhz ?? 0,
      );
    const got = {
      frame: bytesToHex(writeRegister(null, REGISTER.hashCounting, value)),
      register_value: value,
      version_epoch_s:
        versionEpochMs({ ...chip, subCoreCount: sub_cores ?? chip.subCoreCount }, value) / 1000,
    };
    return compare(got, outputs);
  },
  'expected-hashrate': (inputs, outputs, chip) => {
    const { chip_count, frequency_mhz, small_core_count } = z
      .looseObject({ chip_count: z.int(), frequency_mhz: z.number(), small_core_count: z.int() })
      .parse(inputs);
    const { expectedHs } = ratesOf({
      chip: { ...chip, coreCount: small_core_count },
      chipCount: chip_count,
      frequencyMhz: frequency_mhz,
      hashScale: 1,
      midstateCount: 1,
      ticketDifficulty: 1,
      waitFactor: 1,
    });
    return compare({ ghs: expectedHs / 1e9 }, outputs);
  },
  'temperature-register-bm1368': (inputs, outputs) => {
    const { value_hex } = z.looseObject({ value_hex: hexNumber }).parse(inputs);
    const celsius = bm1368TemperatureC(value_hex);
    return compare({ valid: celsius !== null, celsius }, outputs, { celsius: { abs: 1e-4 } });
  },
  'job-interval': (inputs, outputs, chip) => {
    const { chip_count } = z.looseObject({ chip_count: z.int() }).parse(inputs);
    return compare({ ms: jobIntervalMs(chip, chip_count) }, outputs);
  },
  'job-id-sequence': (inputs, outputs, chip) => {
    const { count } = z.looseObject({ count: z.int() }).parse(inputs);
    const { jobIds } = recipeOf('', chip);
    let jobId = 0;
    const sent = Array.from({ length: count }, () => {
      jobId = nextJobId(jobIds, jobId);
      return jobId;
    });
    return compare({ sent }, only(outputs, ['sent']));
  },
  'job-id-return': (_inputs, outputs, chip) => {
    const { returned_byte_examples, decoded } = z
      .looseObject({ returned_byte_examples: z.array(hexNumber), decoded: z.int() })
      .parse(outputs);
    return compare(
      returned_byte_examples.map((idByte) => jobIdOf(idByte, chip)),
      returned_byte_examples.map(() => decoded),
    );
  },
  job: runHeaderJob,
  nonce: runHeaderNonce,
  'nonce-hardware-log': runNonceLog,
  'stratum-roundtrip': runHeaderRoundTrip,
};

const ANY_CHIP: Readonly<Record<string, Run>> = {
  'version-increment': (inputs, outputs) => {
    const { version, mask } = z.looseObject({ version: hexNumber, mask: hexNumber }).parse(inputs);
    return compare({ next_version: u32ToHex(nextVersion(version, mask)) }, outputs);
  },
  'hash-counter': (inputs, outputs) => {
    const { duration_us, counter_delta, previous, current } = z
      .looseObject({
        duration_us: z.number(),
        counter_delta: z.number().optional(),
        previous: z.number().optional(),
        current: z.number().optional(),
      })
      .parse(inputs);
    const counts = counter_delta ?? countsBetween(previous ?? 0, current ?? 0);
    // Where we do not know a rate ESP-Miner shows 0; and it counts in float32.
    const hashrateHs = hashrateOfCounts(counts, duration_us / 1000) ?? 0;
    return compare({ counter_delta: counts, ghs: hashrateHs / 1e9 }, outputs, { ghs: { rel: 1e-6 } });
  },
  'scan-time': (inputs, outputs) => {
    const { frequency_mhz, chip_count, small_cores, cores, versions, fraction, default_ms } = z
      .looseObject({
        frequency_mhz: z.number(),
        chip_count: z.int(),
        small_cores: z.int(),
        cores: z.int(),
        versions: z.number(),
        fraction: z.number(),
        default_ms: z.number(),
      })
      .parse(inputs);
    const whole = scanTimeMs({
      frequencyMhz: frequency_mhz,
      chipCount: chip_count,
      coreCount: small_cores,
      bigCoreCount: cores,
      versionCount: versions,
    });
    return compare({ ms: whole === null ? default_ms : whole * fraction }, outputs, { rel: 1e-6 });
  },
};

export const headerChipAdapter: Adapter = {
  format: 'bm13xx',
  run(vectorCase) {
    const [category = '', chipName] = vectorCase.key.split(' ');
    const chip = chipName === undefined ? BM1370 : HEADER_CHIPS.find(({ name }) => name === chipName);
    const runs = chipName === undefined ? ANY_CHIP : RUNS;
    const run = Object.hasOwn(runs, category) ? runs[category] : undefined;
    if (run === undefined || chip === undefined) return unknown(vectorCase);
    const { inputs, outputs } = z
      .looseObject({ inputs: z.record(z.string(), z.unknown()), outputs: z.record(z.string(), z.unknown()) })
      .parse(vectorCase.value);
    return run(inputs, outputs, chip, vectorCase.id);
  },
};

function recipeOf(id: string, chip: HeaderChip): HeaderRecipe {
  const recipe = (id.includes('nerdqaxe') ? NERDQAXE_RECIPES : ESP_RECIPES)[chip.name];
  if (recipe === undefined) throw new Error(`no recipe for ${id}`);
  return recipe;
}

function commandOf(type: number, address: number, register: number, value: number): Uint8Array {
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
