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

export interface DiscoveredStick extends ListedPort {
  readonly stickId: StickId;
  readonly row: StickModel;
  readonly isAttachedByHand: boolean;
  readonly resetLine: ResetLineSetting;
}

export interface DiscoveryEvents {
  arrived: [DiscoveredStick];
  left: [DiscoveredStick];
}

export interface DiscoveryDeps {
  readonly list: PortList;
  /** Whether a path the user named leads somewhere; listing does not show every port. */
  readonly exists: (path: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Listing may start a process, so never more often than this. */
const POLL_MS = 2000;
const LIST_LIMIT_MS = 10_000;

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

  constructor(deps: DiscoveryDeps) {
    super();
    this.#deps = deps;
  }

  get present(): readonly DiscoveredStick[] {
    return [...this.#present.values()];
  }

  /** Looks at once and then every two seconds. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#poll();
  }

  /** Idempotent. No event follows. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    await this.#polling;
  }

  /** Sticks the user attached by hand. They count as there at first, so that a missing port is told of. */
  setAttached(sticks: readonly AttachedStick[]): void {
    this.#attached = sticks;
    for (const path of [...this.#seenPaths]) {
      if (!sticks.some((stick) => stick.path === path)) this.#seenPaths.delete(path);
    }
    if (this.#isRunning && this.#polling === null) {
      this.#cancelTimer();
      this.#poll();
    }
  }

  #poll(): void {
    const attached = this.#attached;
    this.#polling = this.#look(attached).finally(() => {
      this.#polling = null;
      if (!this.#isRunning) return;
      if (attached !== this.#attached) this.#poll();
      else this.#cancelTimer = this.#deps.clock.after(POLL_MS, () => this.#poll());
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
      const plugged = this.present.filter((stick) => !stick.isAttachedByHand);
      const byHand = await this.#attachedSticks(attached, plugged);
      if (this.#isRunning && attached === this.#attached) this.#compare([...byHand, ...plugged]);
    }
  }

  async #attachedSticks(
    attached: readonly AttachedStick[],
    ports: readonly ListedPort[],
  ): Promise<readonly DiscoveredStick[]> {
    const sticks: DiscoveredStick[] = [];
    for (const { model, path, resetLine = 'none' } of attached) {
      const row = stickModel(model);
      // Of the strangers' ports only the ones the user named can be mistaken for a stick.
      const rivals = ports.filter(
        (port) => isStick(port) || attached.some((other) => other.path === port.path),
      );
      const listed = ports.find((port) => port.path === path);
      const isThere = listed !== undefined || (await this.#deps.exists(path));
      if (isThere) this.#seenPaths.add(path);
      if (row === null || (!isThere && this.#seenPaths.has(path))) continue;
      const port = listed ?? unlistedPort(path);
      sticks.push({ ...port, row, stickId: idOf(port, rivals), isAttachedByHand: true, resetLine });
    }
    return sticks;
  }

  /** The first of a path counts: what the user said by hand comes before what the strings say. */
  #compare(sticks: readonly DiscoveredStick[]): void {
    const next = new Map<string, DiscoveredStick>();
    const paths = new Set<string>();
    for (const stick of sticks) {
      if (paths.has(stick.path)) continue;
      paths.add(stick.path);
      next.set(keyOf(stick), stick);
    }
    const before = this.#present;
    this.#present = next;
    for (const [key, stick] of before) if (!next.has(key)) this.emit('left', stick);
    for (const [key, stick] of next) if (!before.has(key)) this.emit('arrived', stick);
  }
}

/** A stick that differs in any of these must be opened anew. */
const keyOf = ({ stickId, path, row, resetLine }: DiscoveredStick): string =>
  JSON.stringify([stickId, path, row.id, resetLine]);

function knownSticks(ports: readonly ListedPort[]): readonly DiscoveredStick[] {
  const rivals = ports.filter(isStick);
  return rivals.flatMap((port) => {
    const row = matchStick(port);
    if (row === null) return [];
    return [{ ...port, row, stickId: idOf(port, rivals), isAttachedByHand: false, resetLine: 'none' }];
  });
}

const isStick = (port: ListedPort): boolean => matchStick(port) !== null;

/**
 * The serial number where no other stick has it now, else the place: clones share numbers, and settings with
 * a higher clock must not hop to another stick.
 */
function idOf(port: ListedPort, rivals: readonly ListedPort[]): StickId {
  const { serialNumber, locationId, path } = port;
  const isUnique = rivals.filter((other) => other.serialNumber === serialNumber).length <= 1;
  const id = serialNumber !== null && isUnique ? `serial:${serialNumber}` : `path:${locationId ?? path}`;
  return StickIdSchema.parse(id.slice(0, 200));
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
