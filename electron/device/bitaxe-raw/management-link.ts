/**
 * The management channel of a bitaxe-raw or emberOne board: pins, I2C and light, each a request with its answer. Which
 * of the two forms of answers the firmware speaks is found out by asking it.
 */
import type { Clock } from '../../contract/ports.ts';
import { Exchange, NoAnswerError } from './exchange.ts';
import {
  type Content,
  readPin,
  requestPacket,
  setI2cClock,
  setLedColour,
  setPin,
  writeI2c,
  writeReadI2c,
} from './packets.ts';
import { type Response, type ResponseFault, responseOf, v0ErrorOf } from './responses.ts';

export interface ManagementLinkDeps {
  readonly send: (request: Uint8Array) => Promise<void>;
  readonly clock: Clock;
}

/** What firmware of BM13xx boards speaks; see `ResponseForm`. */
export type ManagementForm = 'v0' | 'v1';

/** Registers of the parts on a board. Rejects with a NoAnswerError or a RefusedError. */
export interface I2cBus {
  write(address: number, bytes: Uint8Array): Promise<void>;
  /** `count` bytes from a register. */
  read(address: number, register: number, count: number): Promise<Uint8Array>;
}

/** The firmware answered that it cannot: on I2C, most often, that nobody is at the address. */
export class RefusedError extends Error {
  readonly fault: ResponseFault;

  constructor(fault: ResponseFault, message: string) {
    super(message === '' ? `refused (${fault})` : `refused (${fault}): ${message}`);
    this.name = 'RefusedError';
    this.fault = fault;
  }
}

/** As long as the reference host waits (MUJ). */
export const ANSWER_LIMIT_MS = 1000;
/** Every request here may be made twice: each sets a state or reads one. */
const TRIES = 2;
/** FF is the id of requests that the firmware could not read (RAW). */
const MAX_ID = 0xfe;
const REJECTED_ID = 0xff;
const RESET_PIN = 0;

/** Lengths that an answer's data may have. */
type Lengths = readonly number[];
const ONE: Lengths = [1];
/** Firmware answers a write with a count, or with nothing (EMBFW, RAW). */
const WRITTEN: Lengths = [0, 1];
/** The clock is echoed (EMBFW). */
const CLOCK_SET: Lengths = [0, 1, 4];
const COLOUR_SET: Lengths = [0, 1, 3];

export class ManagementLink implements I2cBus {
  readonly #exchange: Exchange;
  #form: ManagementForm | null = null;
  #id = 0;

  constructor({ send, clock }: ManagementLinkDeps) {
    this.#exchange = new Exchange({ send, clock, limitMs: ANSWER_LIMIT_MS });
  }

  /** Null until it was found out. */
  get form(): ManagementForm | null {
    return this.#form;
  }

  /** Bytes from the line. */
  push(bytes: Uint8Array): void {
    this.#exchange.push(bytes);
  }

  /** Ends what is asked now and later. Idempotent. */
  stop(error: Error): void {
    this.#exchange.stop(error);
  }

  /** Finds out how the firmware answers, by the level of its reset pin. Changes nothing. Rejects when nobody answers. */
  async identify(): Promise<void> {
    const { form } = await this.#retried(() => {
      const id = this.#nextId();
      const packet = requestPacket({ id, ...readPin(RESET_PIN) });
      return this.#exchange.ask(packet, (received) => formIn(received, id));
    });
    this.#form = form;
  }

  async setPin(pin: number, isHigh: boolean): Promise<void> {
    await this.#request(setPin(pin, isHigh), ONE);
  }

  async setI2cClock(hz: number): Promise<void> {
    await this.#request(setI2cClock(hz), CLOCK_SET);
  }

  async setLed(red: number, green: number, blue: number): Promise<void> {
    await this.#request(setLedColour(red, green, blue), COLOUR_SET);
  }

  async write(address: number, bytes: Uint8Array): Promise<void> {
    await this.#request(writeI2c(address, bytes), WRITTEN);
  }

  read(address: number, register: number, count: number): Promise<Uint8Array> {
    return this.#request(writeReadI2c(address, Uint8Array.of(register), count), [count]);
  }

  #request(content: Content, lengths: Lengths): Promise<Uint8Array> {
    return this.#retried(async () => {
      const id = this.#nextId();
      const form = this.#form ?? 'v0';
      const packet = requestPacket({ id, ...content });
      const response = await this.#exchange.ask(
        packet,
        (received) => answerIn(received, id, form, lengths),
        (received) => (form === 'v0' ? lateErrorIn(received, id) : null),
      );
      if (response.kind === 'error') throw new RefusedError(response.fault, response.message);
      return response.data;
    });
  }

  async #retried<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        const isPassing = error instanceof NoAnswerError || error instanceof RefusedError;
        if (!isPassing || attempt >= TRIES) throw error;
      }
    }
  }

  #nextId(): number {
    this.#id = this.#id >= MAX_ID ? 1 : this.#id + 1;
    return this.#id;
  }
}

/** The answer to the request of this id, wherever it begins; null while it is not whole. */
function answerIn(received: Uint8Array, id: number, form: ManagementForm, lengths: Lengths): Response | null {
  for (let at = 0; at < received.length; at += 1) {
    const bytes = received.subarray(at);
    const response = responseOf(bytes, form);
    if (response?.kind === 'data' && response.id === id && lengths.includes(response.data.length)) {
      return response;
    }
    if (form === 'v1' && response?.kind === 'error' && isFor(response, id)) return response;
    // An error of form v0 would be an answer of this length that has only begun: then time must tell.
    const told = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
    const error = form === 'v0' && !lengths.includes(told) ? v0ErrorOf(bytes) : null;
    if (error !== null && isFor(error, id)) return error;
  }
  return null;
}

function lateErrorIn(received: Uint8Array, id: number): Response | null {
  for (let at = 0; at < received.length; at += 1) {
    const error = v0ErrorOf(received.subarray(at));
    if (error !== null && isFor(error, id)) return error;
  }
  return null;
}

/** A known fault of this request, or of one that the firmware could not read. */
function isFor(response: Response, id: number): boolean {
  return (
    response.kind === 'error' &&
    response.fault !== 'unknown' &&
    (response.id === id || response.id === REJECTED_ID)
  );
}

/** One byte of data is `01 00 id level` in one form and `05 00 id 00 level` in the other. */
function formIn(received: Uint8Array, id: number): { readonly form: ManagementForm } | null {
  for (const form of ['v1', 'v0'] as const) {
    if (answerIn(received, id, form, ONE)?.kind === 'data') return { form };
  }
  return null;
}
