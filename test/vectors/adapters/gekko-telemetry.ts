/** GekkoScience vectors of the telemetry of A1 and A2: scales, settings and whole readings. */
import { z } from 'zod';
import { bytesToHex, hexToBytes } from '../../../electron/core/bytes.ts';
import * as telemetry from '../../../electron/device/gekko-power/telemetry.ts';
import type { Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import type { GekkoCase } from './gekko-header.ts';

/** The driver's word for no temperature. */
const NO_TEMPERATURE = -999;
/** It reckons in float32. */
const FLOAT32 = { rel: 1e-6, abs: 1e-5 };
const SETTING_WAIT_US = (telemetry.ANSWER_AFTER_MS + telemetry.SETTING_REST_MS) * 1000;

const SCALES: Readonly<Record<string, (count: number) => number>> = {
  telem_tovin: telemetry.inputVoltsV1,
  telem_tovinv2: telemetry.inputVolts,
  telem_tovout: telemetry.coreVolts,
  'telem_toiinout(hi)': (count) => telemetry.amps(count, true),
  'telem_toiinout(lo)': (count) => telemetry.amps(count, false),
  telem_totemp: (count) => telemetry.temperature(count) ?? NO_TEMPERATURE,
  telem_totach: telemetry.fanRpm,
};

/** Null for a case of another kind. */
export function runTelemetry({ id, input, events, output }: GekkoCase): Verdicts | null {
  const name = id.slice(id.indexOf('/') + 1);
  const scale = Object.hasOwn(SCALES, name) ? SCALES[name] : undefined;
  if (scale !== undefined) {
    const { raw } = z.looseObject({ raw: z.array(z.int()) }).parse(input);
    const { value } = z.looseObject({ value: z.array(z.number()) }).parse(output);
    return raw.map((count, index) => compare(scale(count), value[index], FLOAT32));
  }
  if (name === 'corev_totelem') {
    const { mv } = z.looseObject({ mv: z.array(z.number()) }).parse(input);
    return compare({ raw: mv.map((value) => telemetry.setCoreVoltage(value)[1]) }, output);
  }
  if (name.startsWith('set-fan')) {
    const { percent } = z.looseObject({ percent: z.number() }).parse(input);
    return compare(settingOf(telemetry.setFan(percent)), sent(events));
  }
  return name.startsWith('decode') ? runReading(input, events, output) : null;
}

function runReading(
  input: GekkoCase['input'],
  events: GekkoCase['events'],
  output: GekkoCase['output'],
): Verdicts {
  const { version, maskByteReply, reply } = z
    .looseObject({ version: z.int(), maskByteReply: z.int(), reply: z.string() })
    .parse(input);
  const layout = telemetry.layoutOf(version, maskByteReply < 0 ? null : maskByteReply);
  if (layout === null) return compare(null, output);
  const bytes = hexToBytes(reply);
  const reading = telemetry.readingOf(bytes, layout);
  const hasSecond = (layout.mask & 0x20) !== 0 && bytes.length > 5;
  const got = {
    mask: layout.mask,
    vin: reading.inputV ?? 0,
    iin: reading.inputA ?? 0,
    vout: reading.coreV ?? 0,
    iout: reading.outputA ?? 0,
    temp: reading.temperatureC ?? NO_TEMPERATURE,
    temp2: reading.secondTemperatureC ?? (hasSecond ? NO_TEMPERATURE : 0),
    tach: reading.fanRpm ?? 0,
  };
  const asked = [
    { tx: bytesToHex(telemetry.ASK_READING) },
    { waitUs: telemetry.ANSWER_AFTER_MS * 1000 },
    { rx: reply },
  ];
  return [compare(asked, sent(events)), compare(got, output, FLOAT32)];
}

const settingOf = (command: Uint8Array): readonly object[] => [
  { tx: bytesToHex(command) },
  { waitUs: SETTING_WAIT_US },
];

function sent(events: GekkoCase['events']): readonly object[] {
  return events.flatMap((event): readonly object[] => {
    if ('tx' in event) return [{ tx: event.tx }];
    if ('rx' in event) return [{ rx: event.rx }];
    return 'wait_us' in event ? [{ waitUs: event.wait_us }] : [];
  });
}
