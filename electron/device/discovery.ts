/**
 * Sticks that come and go. It lists ports and compares; it opens none, and a port whose strings are not those
 * of a known stick is never heard of again unless the user attached it by hand.
 */
import { EventEmitter } from 'node:events';
import type { Clock, Logger } from '../contract/ports.ts';
import type { AttachedStick, ResetLineSetting } from '../contract/settings.ts';
import type { StickId } from '../contract/units.ts';
import { StickId as StickIdSchema } from '../contract/units.ts';
import { withTimeLimit } from '../core/time-limit.ts';
import type { ListedPort, PortList } from './port-list.ts';
import { matchStick, type StickModel, stickModel } from './stick-catalog.ts';
import { usbPlaceOf } from './usb-place.ts';

export interface DiscoveredStick extends ListedPort {
  readonly stickId: StickId;
  readonly row: StickModel;
  readonly isAttachedByHand: boolean;
  readonly resetLine: ResetLineSetting;
  /** Another stick has its serial number now. */
  readonly isTwin: boolean;
  /** Place on the USB tree, such as `1-1.4.2`, and of its hub; null where the system does not tell. */
  readonly location: string | null;
  readonly hubId: string | null;
}

export interface DiscoveryEvents {
  /** Also told of a stick that is here already, when it became a twin or ceased to be one. */
  arrived: [DiscoveredStick];
  left: [DiscoveredStick];
}

/** Serial numbers that two sticks had at once: nobody is known by them ever after. */
export interface SharedSerials {
  has(serialNumber: string): boolean;
  add(serialNumber: string): void;
}

export interface DiscoveryDeps {
  readonly list: PortList;
  /** How often to list, ms. Where listing starts a process not below 2000 (bindings-cpp, `linux-list`). */
  readonly pollMs: number;
  /** Calls back when something may have changed; gives what ends that. Only a hint: the poll is the truth. */
  readonly watch: (onHint: () => void) => () => void;
  /** What a path the user named leads to, links followed; null for nowhere. Listing does not show every port. */
  readonly resolve: (path: string) => Promise<string | null>;
  readonly sharedSerials: SharedSerials;
  readonly clock: Clock;
  readonly log: Logger;
}

const LIST_LIMIT_MS = 10_000;
/** A node appears before udev has given it to the user's group. */
const SETTLE_MS = 150;

/** A port with what it leads to: the user may name a link. */
type Found = Omit<DiscoveredStick, 'stickId' | 'isTwin'> & { readonly realPath: string };

export class Discovery extends EventEmitter<DiscoveryEvents> {
  readonly #deps: DiscoveryDeps;
  #attached: readonly AttachedStick[] = [];
  /** Attached paths that were there once: only what was there can leave. */
  readonly #seenPaths = new Set<string>();
  #present = new Map<string, DiscoveredStick>();
  #cancelTimer: () => void = () => {};
  #polling: Promise<void> | null = null;
  #isRunning = false;
  #lastReason: string | null = null;
  #unwatch: () => void = () => {};
  #cancelHint: () => void = () => {};

  constructor(deps: DiscoveryDeps) {
    super();
    this.#deps = deps;
  }

  get present(): readonly DiscoveredStick[] {
    return [...this.#present.values()];
  }

  /** Looks at once, then again and again, and soon after every hint. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#unwatch = this.#deps.watch(() => this.#onHint());
    this.#poll();
  }

  /** Idempotent. No event follows. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#unwatch();
    this.#cancelHint();
    this.#cancelTimer();
    await this.#polling;
  }

  /** Sticks the user attached by hand. They count as there at first, so that a missing port is told of. */
  setAttached(sticks: readonly AttachedStick[]): void {
    this.#attached = sticks;
    for (const path of [...this.#seenPaths]) {
      if (!sticks.some((stick) => stick.path === path)) this.#seenPaths.delete(path);
    }
    this.#pollNow();
  }

  #onHint(): void {
    if (!this.#isRunning) return;
    this.#cancelHint();
    this.#cancelHint = this.#deps.clock.after(SETTLE_MS, () => this.#pollNow());
  }

  /** A look that is under way may have listed before what is asked for came: the next one follows by itself. */
  #pollNow(): void {
    if (!this.#isRunning || this.#polling !== null) return;
    this.#cancelTimer();
    this.#poll();
  }

  #poll(): void {
    const attached = this.#attached;
    this.#polling = this.#look(attached).finally(() => {
      this.#polling = null;
      if (!this.#isRunning) return;
      if (attached !== this.#attached) this.#poll();
      else this.#cancelTimer = this.#deps.clock.after(this.#deps.pollMs, () => this.#poll());
    });
  }

  async #look(attached: readonly AttachedStick[]): Promise<void> {
    const { clock, list, log } = this.#deps;
    try {
      const late = (): Error => new Error('listing serial ports took too long');
      const ports = await withTimeLimit(clock, LIST_LIMIT_MS, list(), late);
      const byHand = await this.#attachedSticks(attached, ports);
      if (this.#isRunning && attached === this.#attached) this.#compare([...byHand, ...knownSticks(ports)]);
      this.#lastReason = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== this.#lastReason) log.warn('Serial ports cannot be listed', { reason });
      this.#lastReason = reason;
      // What was plugged in is taken to be so still; what the user named can be looked at without a list.
      const plugged = this.present
        .filter((stick) => !stick.isAttachedByHand)
        .map((stick) => ({ ...stick, realPath: stick.path }));
      const byHand = await this.#attachedSticks(attached, plugged);
      if (this.#isRunning && attached === this.#attached) this.#compare([...byHand, ...plugged]);
    }
  }

  async #attachedSticks(
    attached: readonly AttachedStick[],
    ports: readonly ListedPort[],
  ): Promise<readonly Found[]> {
    const sticks: Found[] = [];
    for (const { model, path, resetLine = 'none' } of attached) {
      const row = stickModel(model);
      const realPath = await this.#deps.resolve(path);
      const listed = ports.find((port) => port.path === path || port.path === realPath);
      const isThere = listed !== undefined || realPath !== null;
      if (isThere) this.#seenPaths.add(path);
      if (row === null || (!isThere && this.#seenPaths.has(path))) continue;
      const port = { ...(listed ?? unlistedPort(path)), path };
      const found = foundAt(port, row);
      sticks.push({ ...found, realPath: listed?.path ?? path, isAttachedByHand: true, resetLine });
    }
    return sticks;
  }

  /** The first of a path counts: what the user said by hand comes before what the strings say. */
  #compare(sticks: readonly Found[]): void {
    const byPath = new Map<string, Found>();
    for (const stick of sticks) if (!byPath.has(stick.realPath)) byPath.set(stick.realPath, stick);
    const found = [...byPath.values()];
    for (const { serialNumber } of found.filter((stick) => hasTwin(stick, found))) {
      if (serialNumber !== null) this.#deps.sharedSerials.add(serialNumber);
    }
    const before = this.#present;
    const next = new Map(
      found.map((stick) => {
        const { realPath: _, ...rest } = stick;
        const named = { ...rest, stickId: this.#idOf(stick, found), isTwin: hasTwin(stick, found) };
        return [keyOf(named), named];
      }),
    );
    this.#present = next;
    for (const [key, stick] of before) if (!next.has(key)) this.emit('left', stick);
    for (const [key, stick] of next) {
      const known = before.get(key);
      if (known?.isTwin !== stick.isTwin) this.emit('arrived', stick);
    }
  }

  /**
   * The serial number, unless two sticks ever had it at once; else place and model. Clones share numbers, and settings
   * with a higher clock must not hop to another stick. One that is known by its number stays so while it stays
   * where it is: it cannot have become the other.
   */
  #idOf(stick: Found, found: readonly Found[]): StickId {
    const { serialNumber, locationId, path, row, isAttachedByHand } = stick;
    if (serialNumber !== null && !hasSibling(stick, found)) {
      const bySerial = StickIdSchema.parse(`serial:${serialNumber}`.slice(0, 200));
      const stays = this.present.some((known) => known.stickId === bySerial && isSamePlace(known, stick));
      if (stays || !this.#deps.sharedSerials.has(serialNumber)) return bySerial;
    }
    const place = isAttachedByHand && locationId === null ? path : `${locationId ?? path}/${row.id}`;
    return StickIdSchema.parse(`path:${place}`.slice(0, 200));
  }
}

/** A stick that differs in any of these must be opened anew. */
const keyOf = ({ stickId, path, row, resetLine }: DiscoveredStick): string =>
  JSON.stringify([stickId, path, row.id, resetLine]);

function knownSticks(ports: readonly ListedPort[]): readonly Found[] {
  return ports.flatMap((port) => {
    const row = matchStick(port);
    if (row === null) return [];
    return [{ ...foundAt(port, row), realPath: port.path, isAttachedByHand: false, resetLine: 'none' }];
  });
}

function foundAt(
  port: ListedPort,
  row: StickModel,
): Omit<Found, 'realPath' | 'isAttachedByHand' | 'resetLine'> {
  const place = usbPlaceOf(port.locationId);
  return { ...port, row, location: place?.location ?? null, hubId: place?.hubId ?? null };
}

function hasTwin(stick: Found, found: readonly Found[]): boolean {
  const { serialNumber } = stick;
  if (serialNumber === null) return false;
  return found.some((other) => other.serialNumber === serialNumber && !isSamePlace(other, stick));
}

/** Another stick is on the same bridge: they have its number and its place in common. */
function hasSibling(stick: Found, found: readonly Found[]): boolean {
  return found.some(
    (other) => other !== stick && other.serialNumber === stick.serialNumber && isSamePlace(other, stick),
  );
}

function isSamePlace(one: ListedPort & { location: string | null }, other: typeof one): boolean {
  if (one.location !== null && other.location !== null) return one.location === other.location;
  return (one.locationId ?? one.path) === (other.locationId ?? other.path);
}

function unlistedPort(path: string): ListedPort {
  return {
    path,
    vendorId: null,
    productId: null,
    manufacturer: null,
    product: null,
    serialNumber: null,
    locationId: null,
  };
}
