/**
 * A serial binding whose ports are simulated sticks. The real stream and driver code runs against it
 * unchanged; plugging and pulling is a method call.
 */
import type { BindingInterface, OpenOptions, PortInfo } from '@serialport/bindings-cpp';
import type { BoardModel } from './board-model.ts';
import type { BridgeControl } from './bridge-control.ts';
import { ChipModel } from './chip-model.ts';
import { IcarusModel } from './icarus-model.ts';
import { SimulatedPort, SimulatedPortError } from './simulated-port.ts';
import { type SimulatedStick, type Slot, type SlotDeps, slotsOf } from './simulated-slots.ts';
import { StickFaults } from './stick-faults.ts';
import type { TelemetryModel } from './telemetry-model.ts';

export interface SimulatedBindingDeps extends SlotDeps {
  /** There from the start. */
  readonly sticks: readonly SimulatedStick[];
}

/** Same shape as the reset line of a real stick: low for `lowMs`, then high and `settleMs` of rest. */
export interface SimulatedResetLine {
  readonly kind: 'simulated';
  pulse(lowMs: number, settleMs: number): Promise<void>;
}

export class SimulatedBinding implements BindingInterface<SimulatedPort> {
  readonly #deps: SlotDeps;
  readonly #slots = new Map<string, Slot>();
  /** By the chips of a stick, which all its ports share. */
  readonly #faults = new Map<Slot['chips'], StickFaults>();
  #added = 0;

  constructor(deps: SimulatedBindingDeps) {
    this.#deps = deps;
    for (const stick of deps.sticks) this.add(stick);
  }

  /** Plugs a further stick in. Throws a RangeError when its path is taken. */
  add(stick: SimulatedStick): void {
    if (this.#slots.has(stick.path)) throw new RangeError(`there is a simulated stick at ${stick.path}`);
    this.#added += 1;
    const slots = slotsOf(stick, this.#added, this.#deps);
    for (const [path, slot] of slots) this.#slots.set(path, slot);
    const { chips, line, controller, board } = this.#slotAt(stick.path);
    const faults = new StickFaults({
      chips,
      line,
      sensors: board ?? controller,
      unplug: () => this.unplug(stick.path),
      plug: () => this.plug(stick.path),
      dropPorts: () => {
        for (const slot of this.#portsOf(stick.path)) slot.port?.unplug();
      },
    });
    this.#faults.set(chips, faults);
  }

  /** Pulls a stick out for good: its path is free again. */
  remove(path: string): void {
    const { chips } = this.#slotAt(path);
    this.unplug(path);
    this.#faults.get(chips)?.stop();
    this.#faults.delete(chips);
    for (const [at, slot] of this.#slots) if (slot.chips === chips) this.#slots.delete(at);
  }

  async list(): Promise<PortInfo[]> {
    return [...this.#slots.values()].filter((slot) => slot.plugged).map((slot) => slot.info);
  }

  /** Refuses a path that is not plugged in and a port that is open already, in the words of the real binding. */
  async open(options: OpenOptions): Promise<SimulatedPort> {
    const slot = this.#slots.get(options.path);
    if (slot === undefined || !slot.plugged) {
      throw new SimulatedPortError(`Error No such file or directory Cannot open ${options.path}`, 'other');
    }
    const refusal = this.#faults.get(slot.chips)?.refusal ?? null;
    if (refusal === 'noPermission') {
      throw new SimulatedPortError(`Error: Permission denied, cannot open ${options.path}`, 'other');
    }
    if (slot.port !== null || refusal === 'busyPort') {
      throw new SimulatedPortError('Error Resource temporarily unavailable Cannot lock port', 'other');
    }
    const port = new SimulatedPort(slot.farEnd, { ...OPEN_DEFAULTS, ...options }, () => {
      slot.port = null;
    });
    slot.port = port;
    return port;
  }

  /** The chips behind a path, to look at and to break. Throws a RangeError when there is no such stick. */
  chipsAt(path: string): ChipModel {
    const { chips } = this.#slotAt(path);
    if (chips instanceof ChipModel) return chips;
    throw new RangeError(`no simulated chain of chips at ${path}`);
  }

  /** The same for a device of the Icarus family. */
  icarusAt(path: string): IcarusModel {
    const { chips } = this.#slotAt(path);
    if (chips instanceof IcarusModel) return chips;
    throw new RangeError(`no simulated Icarus at ${path}`);
  }

  /** The controller on the second port of the stick whose chips are at this path. */
  telemetryAt(path: string): TelemetryModel {
    const { controller } = this.#slotAt(path);
    if (controller === null) throw new RangeError(`no simulated controller at ${path}`);
    return controller;
  }

  /** The board whose chips are at this path: its controller, its parts and what they feel. */
  boardAt(path: string): BoardModel {
    const { board } = this.#slotAt(path);
    if (board === null) throw new RangeError(`no simulated board at ${path}`);
    return board;
  }

  /** What is wrong, or can be, with the stick at this path. */
  faultsAt(path: string): StickFaults {
    const faults = this.#faults.get(this.#slotAt(path).chips);
    if (faults === undefined) throw new RangeError(`no simulated stick at ${path}`);
    return faults;
  }

  /** The control pipe of the stick's bridge. */
  bridgeControlFor(path: string): BridgeControl {
    return this.#slotAt(path).control;
  }

  resetLineFor(path: string): SimulatedResetLine {
    const { chips } = this.#slotAt(path);
    return {
      kind: 'simulated',
      pulse: async (lowMs, settleMs) => {
        chips.holdReset();
        await this.#pass(lowMs);
        chips.releaseReset();
        await this.#pass(settleMs);
      },
    };
  }

  /** The stick is back, with chips as after power-up. */
  plug(path: string): void {
    for (const slot of this.#portsOf(path)) {
      // Chips behind a latch wait until it is told (KG).
      if (slot.board !== null) slot.board.releaseReset();
      else if (slot.controller === null) slot.chips.releaseReset();
      slot.plugged = true;
    }
  }

  /** The stick is pulled out: no power, and an open port fails. */
  unplug(path: string): void {
    for (const slot of this.#portsOf(path)) {
      slot.plugged = false;
      slot.chips.holdReset();
      slot.controller?.reset();
      slot.board?.holdReset();
      slot.port?.unplug();
    }
  }

  /** Takes power from every stick and all timers back. Idempotent. */
  stop(): void {
    for (const path of this.#slots.keys()) this.unplug(path);
    for (const faults of this.#faults.values()) faults.stop();
  }

  #portsOf(path: string): readonly Slot[] {
    const { chips } = this.#slotAt(path);
    return [...this.#slots.values()].filter((slot) => slot.chips === chips);
  }

  #slotAt(path: string): Slot {
    const slot = this.#slots.get(path);
    if (slot === undefined) throw new RangeError(`no simulated stick at ${path}`);
    return slot;
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.after(ms, resolve);
    });
  }
}

/** The defaults that `@serialport/bindings-interface` documents. */
const OPEN_DEFAULTS = {
  dataBits: 8,
  lock: true,
  stopBits: 1,
  parity: 'none',
  rtscts: false,
  xon: false,
  xoff: false,
  xany: false,
  hupcl: true,
} as const;
