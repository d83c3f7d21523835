/** What makes the Electron double strict: members and events that are not there throw. */
import { EventEmitter } from 'node:events';

export type Json = Record<string, unknown>;

/** `members` and nothing else. Methods see the object itself, so that private fields work. */
export function strict<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, key) {
      if (typeof key === 'string' && key !== 'then' && !(key in target)) {
        throw new Error(`fake electron has no ${name}.${key}`);
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** An emitter of the events named in `known`, separated by blanks. */
export class Events extends EventEmitter {
  readonly #name: string;
  readonly #known: ReadonlySet<string>;

  constructor(name: string, known: string) {
    super();
    this.#name = name;
    this.#known = new Set(known.split(' '));
  }

  override on(event: string, listener: (...values: never[]) => void): this {
    if (!this.#known.has(event)) throw new Error(`fake electron: ${this.#name} has no event ${event}`);
    return super.on(event, listener as (...values: unknown[]) => void);
  }

  override once(event: string, listener: (...values: never[]) => void): this {
    if (!this.#known.has(event)) throw new Error(`fake electron: ${this.#name} has no event ${event}`);
    return super.once(event, listener as (...values: unknown[]) => void);
  }

  /** Emits an event that a listener may prevent; true when nobody did. */
  ask(event: string, ...values: unknown[]): boolean {
    return this.askWith(event, {}, ...values);
  }

  askWith(event: string, details: Json, ...values: unknown[]): boolean {
    let isPrevented = false;
    const preventDefault = () => {
      isPrevented = true;
    };
    this.emit(event, { ...details, preventDefault }, ...values);
    return !isPrevented;
  }
}
