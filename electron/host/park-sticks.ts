/**
 * Puts sticks to rest that a process left running: each is brought up as its family is, so that it hears, and
 * stopped at once. It gives no work and touches no port that is not a known stick's or named by the user.
 */
import type { Clock, Logger } from '../contract/ports.ts';
import { StickId } from '../contract/units.ts';
import { withTimeLimit } from '../core/time-limit.ts';
import { createStick } from '../device/create-stick.ts';
import type { ListedPort, PortList } from '../device/port-list.ts';
import type { SerialBinding } from '../device/serial-binding.ts';
import { matchStick } from '../device/stick-catalog.ts';
import type { UsbControlAt } from '../device/usb-library.ts';
import type { OpenStick } from './open-sticks.ts';

export interface ParkDeps {
  readonly binding: SerialBinding;
  readonly list: PortList;
  /** Null where bridges cannot be reached beside their port. */
  readonly usbAt: UsbControlAt | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly platform: NodeJS.Platform;
}

/** A bring-up takes two seconds at most where chips answer; parking has its own limit of five. */
const BRING_UP_LIMIT_MS = 15_000;

/** All at once; resolves when each is at rest or could not be reached, which is logged. Never rejects. */
export async function parkSticks(sticks: readonly OpenStick[], deps: ParkDeps): Promise<void> {
  if (sticks.length === 0) return;
  const ports = await deps.list().catch(() => []);
  await Promise.all(
    sticks.map(async (stick) => {
      const port = ports.find(({ path }) => path === stick.path) ?? null;
      const isOurs = stick.isByHand || (port !== null && matchStick(port)?.id === stick.model);
      if (isOurs) await park(stick, port, deps);
    }),
  );
}

async function park(
  { model, path, resetLine }: OpenStick,
  port: ListedPort | null,
  { binding, usbAt, clock, log, platform }: ParkDeps,
): Promise<void> {
  try {
    const stick = createStick({
      id: StickId.parse(`path:${path}`),
      model,
      path,
      telemetryPath: port?.telemetryPath ?? null,
      usb: port?.locationId == null ? null : (usbAt?.(port.locationId) ?? null),
      binding,
      resetLine,
      chain: { kind: 'mainnet' },
      clock,
      log,
      targetMhz: null,
      platform,
    });
    try {
      const late = (): Error => new Error('its chips did not come up in time');
      await withTimeLimit(clock, BRING_UP_LIMIT_MS, stick.start(), late);
    } finally {
      await stick.stop();
    }
    log.info('A stick that was left running is at rest', { model, path });
  } catch (error) {
    log.warn('A stick that was left running cannot be put to rest', { model, path, reason: String(error) });
  }
}
