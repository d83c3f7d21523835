/** The controller of a simulated QAxe or 0xAxe board: protobuf with length bytes [QAXEFW, PIA]. Written apart from `device/`. */
import type { Clock } from '../../contract/ports.ts';
import type { BoardPhysics } from './board-physics.ts';
import type { FarEnd } from './simulated-port.ts';

export interface QaxeEndDeps {
  readonly firmware: 'qaxe' | '0xaxe';
  readonly physics: BoardPhysics;
  readonly clock: Clock;
  /** The chips' reset: low holds them. */
  readonly onReset: (isHigh: boolean) => void;
}

/** From the request until rails are on, and until the chips are out of reset, ms. */
const RAILS_MS = 600;
const RELEASED_MS = 850;
const DIVIDER = 0.95 * 1.0256856;
const DOMAINS = 4;

export class QaxeEnd implements FarEnd {
  hostBaudRate: number | null = null;
  silent = false;
  /** Its sensors say what cannot be. */
  lying = false;
  readonly #deps: QaxeEndDeps;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #cancels: (() => void)[] = [];

  constructor(deps: QaxeEndDeps) {
    this.#deps = deps;
    deps.physics.fanShare = 1;
  }

  listen(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  receive(bytes: Uint8Array): void {
    const [length = 0] = bytes;
    if (this.silent || length === 0 || bytes.length < length + 1) return;
    const request = fieldsOf(bytes.subarray(1, length + 1));
    const id = numberIn(request, 1);
    const answer = this.#obey(numberIn(request, 2), request.get(3));
    const body =
      typeof answer === 'number' ? [0x10, answer] : [0x1a, answer.length + 1, answer.length, ...answer];
    const message = [0x08, id, ...body];
    this.#listener?.(Uint8Array.of(message.length, ...message));
  }

  setPower(isPowered: boolean): void {
    if (!isPowered) this.#switchOff();
  }

  /** Data of the answer, or an error's number. */
  #obey(op: number, data: number | Uint8Array | undefined): readonly number[] | number {
    const { firmware } = this.#deps;
    switch (op) {
      case 0:
        return [];
      case 1:
        if (!(data instanceof Uint8Array)) return 4;
        this.#deps.physics.fanShare = numberIn(fieldsOf(data.subarray(1)), 2) / 100;
        return [];
      case 2:
        return this.#status();
      case 3:
        if (firmware === 'qaxe') this.#switchOn();
        return [];
      case 4:
        this.#switchOff();
        return [];
      case 5:
        if (firmware === 'qaxe') return 1;
        this.#switchOn();
        return [];
      default:
        return 1;
    }
  }

  #status(): readonly number[] {
    const { firmware, physics } = this.#deps;
    const celsius = this.lying ? 0xffff : Math.round(physics.chipC * 16);
    const temperatures = [...field(2, celsius), ...field(3, celsius - 16)];
    const isOn = physics.feedsChips ? 1 : 0;
    if (firmware === 'qaxe') return [...field(1, isOn), ...temperatures];
    const domain = Math.round(((physics.outputV / DOMAINS) * 1000) / DIVIDER);
    return [...temperatures, ...[6, 7, 8, 9].flatMap((at) => field(at, domain)), ...field(10, isOn)];
  }

  #switchOn(): void {
    this.#switchOff();
    const { physics, clock, onReset } = this.#deps;
    const after = (ms: number, then: () => void): void => void this.#cancels.push(clock.after(ms, then));
    after(RAILS_MS, () => {
      physics.isRailOn = true;
    });
    after(RELEASED_MS, () => onReset(true));
  }

  #switchOff(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#deps.physics.isRailOn = false;
    this.#deps.onReset(false);
  }
}

function fieldsOf(bytes: Uint8Array): Map<number, number | Uint8Array> {
  const fields = new Map<number, number | Uint8Array>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = varint();
    if ((tag & 7) === 2) {
      fields.set(tag >> 3, bytes.subarray(at, at + value));
      at += value;
    } else {
      fields.set(tag >> 3, value);
    }
  }
  return fields;
}

function numberIn(fields: ReadonlyMap<number, number | Uint8Array>, field: number): number {
  const value = fields.get(field);
  return typeof value === 'number' ? value : 0;
}

function field(number: number, value: number): readonly number[] {
  if (value <= 0) return [];
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return [number << 3, ...bytes];
  }
}
