/**
 * Watts from the processor's own energy counters (RAPL) as Linux shows them:
 * https://docs.kernel.org/power/powercap/powercap.html. Since CVE-2020-8694 most systems let only root read.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../contract/ports.ts';
import { type PowerFinding, unknownPower } from './power-finding.ts';

export const POWERCAP_DIR = '/sys/class/powercap';

export interface RaplMeterDeps {
  readonly clock: Clock;
  /** `POWERCAP_DIR`; a folder that does not exist means there is no RAPL. */
  readonly powercapDir: string;
}

interface Zone {
  readonly id: string;
  /** `package-0`, or `psys` for the whole platform where the firmware knows it. */
  readonly name: string;
  readonly energyUj: number;
  readonly rangeUj: number;
}

interface Counters {
  readonly monoMs: number;
  readonly zones: readonly Zone[];
}

/** A counter of 262 kJ is round once in 17 minutes at 250 W: over longer spans it says nothing. */
const LONGEST_SPAN_MS = 600_000;
/** Top-level zones only: `intel-rapl:0:0` is a part of `intel-rapl:0`. */
const ZONE_ID = /^intel-rapl:\d+$/;

export class RaplMeter {
  readonly #deps: RaplMeterDeps;
  #last: Counters | null = null;

  constructor(deps: RaplMeterDeps) {
    this.#deps = deps;
  }

  /** Mean watts since the read before; the first read only starts the counters. Never rejects. */
  async read(): Promise<PowerFinding> {
    const last = this.#last;
    this.#last = null;
    try {
      const zones = await readZones(this.#deps.powercapDir);
      if (zones.length === 0) return unknownPower('noPowerSensor');
      this.#last = { monoMs: this.#deps.clock.monotonicMs(), zones };
      return last === null ? unknownPower('firstReading') : powerBetween(last, this.#last);
    } catch (error) {
      return unknownPower(isPermission(error) ? 'needsRoot' : 'noPowerSensor');
    }
  }
}

async function readZones(dir: string): Promise<readonly Zone[]> {
  const ids = (await readdir(dir)).filter((id) => ZONE_ID.test(id)).sort();
  const zones: Zone[] = [];
  for (const id of ids) {
    const text = async (file: string): Promise<string> =>
      (await readFile(join(dir, id, file), 'utf8')).trim();
    zones.push({
      id,
      name: await text('name'),
      energyUj: Number(await text('energy_uj')),
      rangeUj: Number(await text('max_energy_range_uj')),
    });
  }
  const platform = zones.filter((zone) => zone.name === 'psys');
  return platform.length > 0 ? platform : zones.filter((zone) => zone.name.startsWith('package'));
}

/** The counter starts again at zero after `max_energy_range_uj`. */
function powerBetween(last: Counters, now: Counters): PowerFinding {
  const spanMs = now.monoMs - last.monoMs;
  if (spanMs <= 0 || spanMs > LONGEST_SPAN_MS) return unknownPower('firstReading');
  let energyUj = 0;
  for (const zone of now.zones) {
    const before = last.zones.find((candidate) => candidate.id === zone.id);
    if (before === undefined) return unknownPower('firstReading');
    const rise = zone.energyUj - before.energyUj;
    energyUj += rise < 0 ? rise + zone.rangeUj : rise;
  }
  const powerW = energyUj / 1000 / spanMs;
  if (!Number.isFinite(powerW) || powerW < 0) return unknownPower('noPowerSensor');
  return { powerW, reason: now.zones[0]?.name === 'psys' ? null : 'cpuOnly' };
}

const isPermission = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
