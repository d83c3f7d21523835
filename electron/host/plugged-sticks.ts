/** Sticks on this computer's serial ports: found by their strings, or attached by the user. */
import { realpath } from 'node:fs/promises';
import type { Clock, Logger } from '../contract/ports.ts';
import type { AttachedStick } from '../contract/settings.ts';
import type { Chain } from '../contract/units.ts';
import { createStick } from '../device/create-stick.ts';
import { type DiscoveredStick, Discovery, type SharedSerials } from '../device/discovery.ts';
import { systemPortList } from '../device/port-list.ts';
import { pairedPortList } from '../device/port-pairs.ts';
import { type SerialBinding, systemBinding } from '../device/serial-binding.ts';
import { usbControlOf } from '../device/usb-library.ts';
import type { StickIdentity } from '../engine/stick-slot.ts';
import { OpenSticks, readOpenSticks } from './open-sticks.ts';
import { parkSticks } from './park-sticks.ts';
import type { StickSource } from './stick-source.ts';
import { watchSerialNodes } from './watch-nodes.ts';

/** Reading sysfs takes some 3 ms of processor time with 16 sticks; elsewhere a list starts a process. */
const POLL_MS = process.platform === 'linux' ? 1000 : 2000;

/** Where the system shows its devices. Those of a tree that is not the system's own cannot be reached over USB. */
export interface DeviceRoots {
  readonly sys: string;
  readonly dev: string;
}

const SYSTEM_ROOTS: DeviceRoots = { sys: '/sys', dev: '/dev' };

export interface PluggedSticksDeps {
  readonly chain: Chain;
  readonly sharedSerials: SharedSerials;
  readonly clock: Clock;
  readonly log: Logger;
  /** See `OpenSticks`. */
  readonly openSticksFile: string;
  /** Told when a stick is about to be opened. */
  readonly onOpened: () => void;
  /** Absent: the system's own. */
  readonly roots?: DeviceRoots;
}

/**
 * The source of real sticks. Nothing is listed or opened before `start`. Rejects when the native serial binding
 * cannot be loaded.
 */
export async function pluggedSticks(deps: PluggedSticksDeps): Promise<StickSource> {
  const { chain, clock, log, sharedSerials, openSticksFile, roots = SYSTEM_ROOTS } = deps;
  const binding: SerialBinding = await systemBinding();
  const list = pairedPortList(systemPortList(binding, process.platform, roots.sys, roots.dev));
  const leftOpen = readOpenSticks(openSticksFile);
  const openSticks = new OpenSticks({ file: openSticksFile, log, onOpened: deps.onOpened });
  let isStopped = false;
  const discovery = new Discovery({
    list,
    pollMs: POLL_MS,
    watch: (onHint) => watchSerialNodes(roots.dev, onHint),
    resolve: (path) => realpath(path).catch(() => null),
    sharedSerials,
    clock,
    log: log.child({ part: 'discovery' }),
  });
  const usbAt = roots === SYSTEM_ROOTS ? await usbControlOf(process.platform, log) : null;
  let attachedByHand: readonly AttachedStick[] = [];
  return {
    start(listener) {
      discovery.on('arrived', (stick) => listener.arrived(identityOf(stick)));
      discovery.on('left', (stick) => listener.left(stick.stickId));
      // Of a host that died: at rest first, for it may be that nobody gives them work now.
      void parkSticks(leftOpen, { binding, list, usbAt, clock, log, platform: process.platform }).then(() => {
        if (!isStopped) discovery.start();
      });
    },
    attach(sticks) {
      attachedByHand = sticks;
      discovery.setAttached(sticks);
    },
    make(identity, targetFrequencyMhz) {
      const port = discovery.present.find(({ path }) => path === identity.path);
      const byHand = attachedByHand.find(({ path }) => path === identity.path);
      // A stick does not say how it is wired (device/bm1397/QUIRKS.md), and chips that kept power and state come up
      // without a reset: only the user can ask for one.
      const resetLine = byHand?.resetLine ?? 'none';
      const stick = createStick({
        id: identity.id,
        model: identity.model,
        path: identity.path,
        telemetryPath: port?.telemetryPath ?? null,
        usb: port?.locationId == null ? null : (usbAt?.(port.locationId) ?? null),
        binding,
        resetLine,
        chain,
        clock,
        log: log.child({ stickId: identity.id }),
        targetMhz: targetFrequencyMhz ?? null,
        platform: process.platform,
      });
      const { model, path } = identity;
      openSticks.watch(stick, { model, path, resetLine, isByHand: byHand !== undefined });
      return stick;
    },
    stop() {
      isStopped = true;
      return discovery.stop();
    },
  };
}

function identityOf(stick: DiscoveredStick): StickIdentity {
  const { stickId, row, path, serialNumber, location, hubId, isTwin } = stick;
  return {
    id: stickId,
    model: row.id,
    modelName: row.name,
    path,
    serialNumber,
    location,
    hubId,
    isTwin,
    simulated: false,
  };
}
