/** A serial link that speaks to chips: frames out, answers in, and waits that end when the line does. */
import { EventEmitter } from 'node:events';
import type { Clock } from '../contract/ports.ts';
import type { AnswerReader, AnswerSink, NonceAnswer, RegisterAnswer } from './bm13xx/answers.ts';
import type { ChipPort } from './bm13xx/chip-port.ts';
import { DeviceError } from './device-error.ts';
import { LinkWaits } from './link-waits.ts';
import type { SerialLink } from './serial-link.ts';

export interface ChipLineDeps extends Pick<AnswerSink, 'tryBrokenNonce' | 'takeIfSolved'> {
  readonly link: SerialLink;
  readonly clock: Clock;
  /** See `ChipProtocol.openReader`. */
  readonly openReader: (sink: AnswerSink) => AnswerReader;
  readonly onNonce: (answer: NonceAnswer) => void;
}

export interface ChipLineEvents {
  register: [RegisterAnswer];
}

export class ChipLine extends EventEmitter<ChipLineEvents> implements ChipPort {
  readonly #deps: ChipLineDeps;
  readonly #reader: AnswerReader;
  readonly #waits: LinkWaits;

  constructor(deps: ChipLineDeps) {
    super();
    this.#deps = deps;
    this.#waits = new LinkWaits(deps.clock);
    this.#reader = deps.openReader({
      onAnswer: (answer) => {
        if (answer.kind === 'nonce') deps.onNonce(answer);
        else this.emit('register', answer);
      },
      tryBrokenNonce: deps.tryBrokenNonce,
      takeIfSolved: deps.takeIfSolved,
    });
    deps.link.on('bytes', (bytes) => this.#reader.push(bytes));
    deps.link.on('lost', (error) => this.abortWaits(error));
  }

  get baudRate(): number {
    return this.#deps.link.baudRate;
  }

  get badFrames(): number {
    return this.#reader.badFrames;
  }

  send(frame: Uint8Array): Promise<void> {
    return this.#deps.link.send(frame);
  }

  /** See `SerialLink.sendWork`. */
  sendWork(frame: Uint8Array): void {
    this.#deps.link.sendWork(frame);
  }

  dropWork(): void {
    this.#deps.link.dropWork();
  }

  async setBaudRate(baudRate: number): Promise<void> {
    await this.#deps.link.setBaudRate(baudRate);
    this.#reader.clear();
  }

  async flush(): Promise<void> {
    await this.#deps.link.flush();
    this.#reader.clear();
  }

  pause(ms: number): Promise<void> {
    return this.#wait(ms, () => {});
  }

  async collect(
    timeoutMs: number,
    isEnough: (answers: readonly RegisterAnswer[]) => boolean,
  ): Promise<readonly RegisterAnswer[]> {
    const answers: RegisterAnswer[] = [];
    let onAnswer: (answer: RegisterAnswer) => void = () => {};
    try {
      await this.#wait(timeoutMs, (finishIn) => {
        onAnswer = (answer) => {
          answers.push(answer);
          if (isEnough(answers)) finishIn(0);
        };
        this.on('register', onAnswer);
      });
    } finally {
      this.off('register', onAnswer);
    }
    return answers;
  }

  /** Ends every wait in progress with `error`; later waits are not touched. */
  abortWaits(error: DeviceError): void {
    this.#waits.abort(error);
  }

  #wait(limitMs: number, begin: Parameters<LinkWaits['wait']>[1]): Promise<void> {
    if (this.#deps.link.isOpen) return this.#waits.wait(limitMs, begin);
    return Promise.reject(new DeviceError('portFailed', '', 'The serial port is closed.'));
  }
}
