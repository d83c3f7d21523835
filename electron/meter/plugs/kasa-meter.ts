/** What a Kasa plug says of its meter, whichever way it was asked: mW and Wh on newer hardware, W and kWh on older. */
import { z } from 'zod';
import { checkedReading, type PlugReading } from './plug.ts';
import { PlugError } from './plug-error.ts';
import { parsedJson } from './plug-http.ts';

export const KASA_QUESTION = JSON.stringify({ emeter: { get_realtime: {} } });

const Answer = z.looseObject({
  emeter: z.looseObject({
    err_code: z.int().optional(),
    get_realtime: z
      .looseObject({
        err_code: z.int().optional(),
        power_mw: z.number().optional(),
        total_wh: z.number().optional(),
        voltage_mv: z.number().optional(),
        power: z.number().optional(),
        total: z.number().optional(),
        voltage: z.number().optional(),
      })
      .optional(),
  }),
});

const scaled = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor;

/** Throws a PlugError: `badAnswer`, `noMeter`, or `nonsense`. */
export function kasaReading(body: Buffer, atMs: number): PlugReading {
  const { emeter } = parsedJson(body, Answer);
  const now = emeter.get_realtime;
  const powerW = scaled(now?.power_mw, 1 / 1000) ?? now?.power;
  const hasFailed = (emeter.err_code ?? 0) !== 0 || (now?.err_code ?? 0) !== 0;
  if (now === undefined || hasFailed || powerW === undefined) {
    throw new PlugError('noMeter', 'This Kasa plug does not measure.');
  }
  return checkedReading({
    powerW,
    totalWh: now.total_wh ?? scaled(now.total, 1000) ?? null,
    voltageV: scaled(now.voltage_mv, 1 / 1000) ?? now.voltage ?? null,
    atMs,
  });
}
