/**
 * A QAxe or 0xAxe board: its firmware switches rails and reset by itself, in an order of its own, and tells whether
 * the voltage is there (QAXEFW, PIA).
 */
import type { Clock } from '../../contract/ports.ts';
import type { BoardControl, BoardReading } from './board-control.ts';
import { NOTHING_MEASURED, PartError, plausibleC } from './board-parts.ts';
import { Exchange, NoAnswerError } from './exchange.ts';
import { QAXE_OP, type QaxeFields, qaxeRequest, qaxeResponseIn } from './qaxe-messages.ts';
import type { QaxeBoard } from './raw-board.ts';

export interface QaxeControlDeps {
  readonly board: QaxeBoard;
  readonly send: (request: Uint8Array) => Promise<void>;
  readonly clock: Clock;
}

/** Fields of what is told and asked. */
const CONTROL = { isOn: 1, pwm1: 2, pwm2: 3 } as const;
const STATUS = { powerGood: 1, temp1: 2, temp2: 3, temp3: 4, temp4: 5, powerEnabled: 10 } as const;
const DOMAINS = [6, 7, 8, 9];
const TEMPERATURES = [STATUS.temp1, STATUS.temp2, STATUS.temp3, STATUS.temp4];
const C_A_COUNT = 1 / 16;
/** What the 0xAxe's divider and PIA's correction make of its millivolts (PIA). */
const DOMAIN_SCALE = 0.95 * 1.0256856;
/** More than any chip of theirs stands. */
const MAX_DOMAIN_MV = 1600;

const ANSWER_LIMIT_MS = 1000;
const TRIES = 2;
/** A status begins with a number of 0 or 1 where a message has its id: no id may look like it. */
const MIN_ID = 2;
const MAX_ID = 127;
/** The firmware needs 850 ms, or 1.2 s, until chips are fed and out of reset, and looks at the voltage every 500 ms. */
const SWITCHED_MS = 1500;
const LOOK_AGAIN_MS = 500;
const LOOKS = 7;
const OFF_MS = 500;
const FULL_PERCENT = 100;

export class QaxeControl implements BoardControl {
  readonly hasFan = true;
  readonly hasLight = false;
  readonly #deps: QaxeControlDeps;
  readonly #exchange: Exchange;
  #id = MIN_ID;
  /** The firmware resets the chips as it feeds them: the first pulse after that has been given already. */
  #isFresh = false;
  #isCut = false;

  constructor(deps: QaxeControlDeps) {
    this.#deps = deps;
    this.#exchange = new Exchange({ ...deps, limitMs: ANSWER_LIMIT_MS });
  }

  push(bytes: Uint8Array): void {
    this.#exchange.push(bytes);
  }

  stop(error: Error): void {
    this.#exchange.stop(error);
  }

  async prepare(): Promise<void> {
    await this.setFan(1);
    await this.#ask(QAXE_OP.shutdown);
    await this.#pass(OFF_MS);
  }

  /** Its voltage is set by resistors: which one is asked for makes no difference. */
  async feed(): Promise<void> {
    // Whatever was under way when the board was cut off must not undo it.
    if (this.#isCut) throw new PartError('power', 'It was switched off.');
    const isQaxe = this.#deps.board.firmware === 'qaxe';
    await this.#ask(isQaxe ? QAXE_OP.reset : QAXE_OP.powerOn);
    await this.#pass(SWITCHED_MS);
    for (let look = 1; !(await this.#isPowerGood()); look += 1) {
      if (look >= LOOKS) throw new PartError('power', 'Its voltage does not come up.');
      await this.#pass(LOOK_AGAIN_MS);
    }
    this.#isFresh = true;
  }

  async change(): Promise<void> {
    throw new RangeError('its voltage is set by resistors');
  }

  async #verify(): Promise<void> {
    if (!(await this.#isPowerGood())) throw new PartError('power', 'Its voltage is gone.');
  }

  async pulseReset(_lowMs: number, settleMs: number): Promise<void> {
    if (!this.#isFresh) {
      await this.#ask(QAXE_OP.shutdown);
      await this.#pass(OFF_MS);
      await this.feed();
    }
    this.#isFresh = false;
    await this.#verify();
    await this.#pass(settleMs);
  }

  async setFan(share: number): Promise<void> {
    const percent = Math.round(share * FULL_PERCENT);
    const wish = new Map([
      [CONTROL.isOn, 1],
      [CONTROL.pwm1, percent],
      [CONTROL.pwm2, percent],
    ]);
    await this.#ask(QAXE_OP.control, wish);
  }

  async setLight(): Promise<void> {
    throw new RangeError('there is no light to be switched');
  }

  async read(): Promise<BoardReading> {
    const status = await this.#ask(QAXE_OP.status);
    const temperatures = TEMPERATURES.flatMap(
      (field) => plausibleC((status.get(field) ?? 0) * C_A_COUNT) ?? [],
    );
    return {
      ...NOTHING_MEASURED,
      railV: railOf(status),
      chipC: temperatures.length === 0 ? null : Math.max(...temperatures),
      fanRpm: null,
      fault: this.#hasPower(status) ? null : 'is not at its voltage',
    };
  }

  async cut(): Promise<void> {
    this.#isCut = true;
    await this.#ask(QAXE_OP.shutdown);
  }

  async #isPowerGood(): Promise<boolean> {
    return this.#hasPower(await this.#ask(QAXE_OP.status));
  }

  #hasPower(status: QaxeFields): boolean {
    const field = this.#deps.board.firmware === 'qaxe' ? STATUS.powerGood : STATUS.powerEnabled;
    return status.get(field) === 1;
  }

  /** The fields of the answer. Rejects with a NoAnswerError, or a PartError when the firmware refuses. */
  async #ask(op: number, data: QaxeFields | null = null): Promise<QaxeFields> {
    for (let attempt = 1; ; attempt += 1) {
      this.#id = this.#id >= MAX_ID ? MIN_ID : this.#id + 1;
      const id = this.#id;
      try {
        const response = await this.#exchange.ask(qaxeRequest(id, op, data), (bytes) =>
          qaxeResponseIn(bytes, id),
        );
        if (response.error === 0) return response.fields;
        throw new PartError('missing', `Its firmware does not know what it was asked (${response.error}).`);
      } catch (error) {
        if (!(error instanceof NoAnswerError) || attempt >= TRIES) throw error;
      }
    }
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#deps.clock.after(ms, resolve));
  }
}

/** All domains in series, V; null where one is not told or cannot be. */
function railOf(status: QaxeFields): number | null {
  const domains = DOMAINS.map((field) => (status.get(field) ?? 0) * DOMAIN_SCALE);
  if (domains.some((mv) => !(mv > 0 && mv <= MAX_DOMAIN_MV))) return null;
  return domains.reduce((sum, mv) => sum + mv, 0) / 1000;
}
