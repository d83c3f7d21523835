/** The device doctor: looks at what is plugged in, opens nothing, and says of each what stands in its way. */
import type { Device, DeviceList, DeviceReport } from '../../contract/devices.ts';
import type { Clock, Logger } from '../../contract/ports.ts';
import { withTimeLimit } from '../../core/time-limit.ts';
import { STICK_MODELS, stickModel } from '../stick-catalog.ts';
import { adviceFor } from './advice.ts';
import { guessOf } from './candidates.ts';
import type { Computer, ComputerFacts } from './computer.ts';
import { cureOf } from './cures.ts';
import type { DeviceCase, DoctorStick, Finding } from './device-case.ts';
import { deviceReport, type ReportAbout } from './device-report.ts';
import { diagnose } from './diagnose.ts';
import { idsOf, ttysOf, type UsbDevice, type UsbList } from './usb-device.ts';

export interface DeviceDoctorDeps {
  readonly list: UsbList;
  readonly computer: Computer;
  /** What a path leads to, links followed; null for nowhere. */
  readonly resolve: (path: string) => Promise<string | null>;
  readonly clock: Clock;
  readonly log: Logger;
}

const LOOK_LIMIT_MS = 12_000;
/** More rows than anyone has USB ports. */
const MOST_ROWS = 256;

const MODELS: DeviceList['models'] = STICK_MODELS.flatMap(({ id, maker, name, drive }) =>
  drive === null ? [] : { model: id, name: name.startsWith(maker) ? name : `${maker} ${name}` },
);

export class DeviceDoctor {
  readonly #deps: DeviceDoctorDeps;

  constructor(deps: DeviceDoctorDeps) {
    this.#deps = deps;
  }

  /** One row a candidate, in the order of their places. Never rejects: what cannot be seen is said in the advice. */
  async look(sticks: readonly DoctorStick[]): Promise<DeviceList> {
    const { clock } = this.#deps;
    const { cases, computer, isBlind } = await this.#cases(sticks);
    const devices = cases.slice(0, MOST_ROWS).map((one) => rowOf(one, diagnose(one)));
    const ttys = cases.flatMap(({ stick, path }) => (stick === null || path === null ? [] : [path]));
    const latencies = await Promise.all(
      ttys.map(async (path) => ({ path, latencyMs: (await this.#deps.computer.latencyMs(path)) ?? 0 })),
    );
    return {
      atMs: clock.nowMs(),
      platform: computer.platform,
      devices,
      advice: [...adviceFor({ devices, computer, latencies, isBlind })],
      models: MODELS,
    };
  }

  /** All that may be told of one device; null when it is not there any more. */
  async report(
    key: string,
    sticks: readonly DoctorStick[],
    about: ReportAbout,
  ): Promise<DeviceReport | null> {
    const { cases } = await this.#cases(sticks);
    const one = cases.find((candidate) => keyOf(candidate) === key);
    return one === undefined ? null : deviceReport(one, diagnose(one), about);
  }

  async #cases(sticks: readonly DoctorStick[]): Promise<Cases> {
    const { computer, resolve } = this.#deps;
    const [facts, listed] = await Promise.all([computer.facts(), this.#list()]);
    const real = new Map(
      await Promise.all(sticks.map(async ({ path }) => [path, (await resolve(path)) ?? path] as const)),
    );
    const open = openCases(listed ?? [], sticks, (path) => real.get(path) ?? path);
    const users = await computer.users(open.flatMap(nodesToAskFor));
    const cases = await Promise.all(
      open.map(async (one): Promise<PlacedCase> => {
        const access = one.path === null ? null : await computer.access(one.path);
        return { ...one, computer: facts, access, user: userOf(one, users) };
      }),
    );
    return { cases, computer: facts, isBlind: listed === null };
  }

  /** Null when USB cannot be listed. */
  async #list(): Promise<readonly UsbDevice[] | null> {
    const { clock, list, log } = this.#deps;
    try {
      return await withTimeLimit(clock, LOOK_LIMIT_MS, list(), () => new Error('listing USB took too long'));
    } catch (error) {
      log.debug('USB devices cannot be listed', { reason: String(error) });
      return null;
    }
  }
}

interface Cases {
  readonly cases: readonly PlacedCase[];
  readonly computer: ComputerFacts;
  readonly isBlind: boolean;
}

/** A case with the serial port that is meant: the stick's, or the device's first. */
interface PlacedCase extends DeviceCase {
  readonly path: string | null;
}

type OpenCase = Omit<PlacedCase, 'computer' | 'access' | 'user'>;

/** A row for each stick, and one for each device that could be one and is none yet. */
function openCases(
  devices: readonly UsbDevice[],
  sticks: readonly DoctorStick[],
  realPath: (path: string) => string,
): readonly OpenCase[] {
  const here = sticks.filter(({ health }) => health !== 'lost');
  const placed = new Set<DoctorStick>();
  const byDevice = devices.flatMap((device) => {
    const own = here.filter(({ path }) => ttysOf(device).includes(realPath(path)));
    for (const stick of own) placed.add(stick);
    const guess = guessOf(device);
    if (own.length > 0) return own.map((stick) => caseOf(device, guess, stick, realPath(stick.path)));
    return guess === null ? [] : [caseOf(device, guess, null, ttysOf(device)[0] ?? null)];
  });
  const elsewhere = here.filter((stick) => !placed.has(stick));
  return [...byDevice, ...elsewhere.map((stick) => caseOf(null, null, stick, realPath(stick.path)))];
}

function caseOf(
  device: UsbDevice | null,
  guess: DeviceCase['guess'],
  stick: DoctorStick | null,
  path: string | null,
): OpenCase {
  return { name: nameOf(device, guess, stick), device, guess, stick, path };
}

function nameOf(device: UsbDevice | null, guess: DeviceCase['guess'], stick: DoctorStick | null): string {
  if (stick !== null) return stick.name;
  if (guess?.kind === 'model') return guess.row.name;
  const known = guess?.kind === 'recognised' ? guess.row.name : null;
  return known ?? device?.product ?? (device === null ? null : idsOf(device)) ?? 'USB device';
}

/** Only where the answer would change the row: a look at every open file of every program is dear. */
function nodesToAskFor({ device, guess, stick, path }: OpenCase): readonly string[] {
  if (stick !== null) return stick.cause?.code === 'portBusy' && path !== null ? [path] : [];
  if (guess?.kind === 'recognised' || device === null) return [];
  return path === null ? (device.node === null ? [] : [device.node]) : [path];
}

function userOf({ device, path }: OpenCase, users: ReadonlyMap<string, string>): string | null {
  return users.get(path ?? '') ?? users.get(device?.node ?? '') ?? null;
}

function keyOf({ device, stick, path }: PlacedCase): string {
  if (device === null) return `port:${path ?? stick?.id}`.slice(0, 300);
  const port = ttysOf(device).indexOf(path ?? '');
  return `usb:${device.place}${port > 0 ? `/${port}` : ''}`.slice(0, 300);
}

function rowOf(one: PlacedCase, finding: Finding): Device {
  const { device, guess, stick, path } = one;
  const row = guess?.kind === 'model' ? guess.row : stick === null ? null : stickModel(stick.model);
  return {
    key: keyOf(one),
    stickId: stick?.id ?? null,
    model: stick?.model ?? row?.id ?? null,
    name: one.name,
    maker: row?.maker ?? device?.manufacturer ?? null,
    vendorId: device?.vendorId ?? null,
    productId: device?.productId ?? null,
    serialNumber: device?.serialNumber ?? stick?.serialNumber ?? null,
    path: stick?.path ?? path,
    location: device?.location ?? null,
    hubId: device?.hubId ?? stick?.hubId ?? null,
    state: finding.state,
    sentence: { code: finding.code, params: finding.params },
    cures: finding.cures.map((code) => cureOf(code, one, finding.params)),
    isTwin: stick?.isTwin ?? false,
  };
}
