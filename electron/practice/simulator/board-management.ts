/**
 * The controller of a simulated bitaxe-raw or emberOne board: takes requests apart and answers them, in either form
 * that firmware speaks [RAW, EMBFW]. Faults are properties of it. Written apart from `device/`.
 */
import type { Random } from '../../contract/ports.ts';
import type { I2cPart } from './board-parts.ts';
import { type LineFaults, NO_LINE_FAULTS, spoiled } from './line-faults.ts';
import type { FarEnd } from './simulated-port.ts';

export interface BoardManagementDeps {
  readonly form: 'v0' | 'v1';
  readonly parts: ReadonlyMap<number, I2cPart>;
  readonly random: Random;
  readonly onPin: (pin: number, isHigh: boolean) => void;
}

const PAGE = { i2c: 0x05, gpio: 0x06, adc: 0x07, led: 0x08 } as const;
const HEAD = 6;
/** What firmware answers when a part does not. */
const TIMEOUT = 0x10;
const INVALID = 0x11;

export class BoardManagement implements FarEnd {
  hostBaudRate: number | null = null;
  /** Says nothing and does nothing. */
  silent = false;
  /** Every part says all ones. */
  lying = false;
  /** Addresses nobody answers at. */
  readonly deadParts = new Set<number>();
  /** What parts say instead of the truth, by address and register. */
  readonly lies = new Map<number, readonly number[]>();
  lineFaults: LineFaults = NO_LINE_FAULTS;
  /** Colour of its light. */
  led: readonly number[] = [0, 0, 0];
  readonly #deps: BoardManagementDeps;
  readonly #pins = new Map<number, boolean>();
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #isPowered = true;

  constructor(deps: BoardManagementDeps) {
    this.#deps = deps;
  }

  /** Key of `lies`. */
  static registerOf(address: number, register: number): number {
    return address * 256 + register;
  }

  pin(pin: number): boolean {
    return this.#pins.get(pin) ?? false;
  }

  listen(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  /** Each request comes in one write: firmware gives up one that does not. */
  receive(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length >= HEAD) {
      const length = (rest[0] ?? 0) | ((rest[1] ?? 0) << 8);
      if (length < HEAD || length > rest.length) return;
      this.#obey(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  }

  /** The board is pulled out, or plugged in: pins as after power-up. */
  setPower(isPowered: boolean): void {
    this.#isPowered = isPowered;
    for (const pin of this.#pins.keys()) this.#deps.onPin(pin, false);
    this.#pins.clear();
  }

  #obey(request: Uint8Array): void {
    if (this.silent || !this.#isPowered) return;
    const [, , id = 0, , page = 0, command = 0] = request;
    const answer = this.#answer(page, command, request.subarray(HEAD));
    const bytes = typeof answer === 'number' ? this.#errorOf(id, answer) : this.#dataOf(id, answer);
    this.#listener?.(spoiled(bytes, this.lineFaults, this.#deps.random));
  }

  /** Data, or a fault's code. */
  #answer(page: number, command: number, data: Uint8Array): readonly number[] | number {
    switch (page) {
      case PAGE.gpio:
        return this.#gpio(command, data);
      case PAGE.i2c:
        return this.#i2c(command, data);
      case PAGE.led:
        this.led = [...data];
        return [...data];
      default:
        return INVALID;
    }
  }

  #gpio(pin: number, data: Uint8Array): readonly number[] {
    const [level] = data;
    if (level !== undefined) {
      this.#pins.set(pin, level !== 0);
      this.#deps.onPin(pin, level !== 0);
    }
    return [this.pin(pin) ? 1 : 0];
  }

  #i2c(command: number, data: Uint8Array): readonly number[] | number {
    if (command === 0x10) return [...data];
    const [address = 0] = data;
    const part = this.deadParts.has(address) ? undefined : this.#deps.parts.get(address);
    if (part === undefined) return TIMEOUT;
    if (command === 0x20) {
      part.write(data.subarray(1));
      return [data.length - 1];
    }
    if (command === 0x30) return this.#said(part.read(data[1] ?? 0));
    if (command !== 0x40) return INVALID;
    const bytes = data.subarray(1, -1);
    part.write(bytes);
    const said = part.read(data.at(-1) ?? 0);
    return this.lies.get(BoardManagement.registerOf(address, bytes[0] ?? 0)) ?? this.#said(said);
  }

  #said(truth: Uint8Array): readonly number[] {
    return [...(this.lying ? truth.map(() => 0xff) : truth)];
  }

  #dataOf(id: number, data: readonly number[]): Uint8Array {
    return this.#deps.form === 'v0'
      ? Uint8Array.of(data.length, 0, id, ...data)
      : Uint8Array.of(data.length + 4, 0, id, 0, ...data);
  }

  /** Either form tells the whole length; the older one so by mistake. */
  #errorOf(id: number, code: number): Uint8Array {
    return Uint8Array.of(4, 0, id, code);
  }
}
