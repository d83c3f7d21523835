/**
 * The real serial link and chip line over a binding that writes down what it is told, on a clock that jumps
 * to the next thing due. So a whole bring-up runs in no time and leaves its events and waits behind.
 */
import type { Clock } from '../../../electron/contract/ports.ts';
import { GEKKO_BM1397 } from '../../../electron/device/bm1397/protocol.ts';
import { ChipLine } from '../../../electron/device/chip-line.ts';
import type { ChipProtocol } from '../../../electron/device/chip-protocol.ts';
import type { SerialBinding, SerialBindingPort } from '../../../electron/device/serial-binding.ts';
import { SerialLink } from '../../../electron/device/serial-link.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

export type LineEvent =
  | { readonly tx: string }
  | { readonly waitUs: number }
  | { readonly baud: number }
  | { readonly rts: boolean }
  | { readonly reset: 'low' | 'high' }
  | { readonly flush: true };

export interface RecordedLine {
  readonly link: SerialLink;
  readonly line: ChipLine;
  readonly clock: Clock;
  /** Adds an event of the caller's own, such as a reset line. */
  note(event: LineEvent): void;
  /** What happened since opening; waits in a row are one. */
  readonly events: readonly LineEvent[];
  /** Runs a task to its end, moving time when nothing else can happen. */
  run<T>(task: Promise<T>): Promise<T>;
}

export interface RecordedLineOptions {
  /** Answers of the chips to a frame, each as hex; they come a moment later. */
  readonly answer: (txHex: string) => readonly string[];
  readonly answerAfterMs: number;
  /** Whose answers they are; a BM1397's when not said. */
  readonly protocol?: ChipProtocol;
}

const PATH = 'recorded';

export async function openRecordedLine(options: RecordedLineOptions): Promise<RecordedLine> {
  const clock = new JumpClock();
  const events: LineEvent[] = [];
  let eventAtMs = 0;
  const note = (event: LineEvent): void => {
    const waitUs = Math.round((clock.monotonicMs() - eventAtMs) * 1000);
    if (waitUs > 0) events.push({ waitUs });
    eventAtMs = clock.monotonicMs();
    events.push(event);
  };
  const port = new RecordingPort(clock, note, options);
  const binding: SerialBinding = { list: async () => [], open: async () => port };
  const link = new SerialLink({ path: PATH, baudRate: 115_200, binding, clock, log: silentLogger() });
  const line = new ChipLine({
    link,
    clock,
    openReader: (sink) => (options.protocol ?? GEKKO_BM1397).openReader(sink),
    onNonce: () => {},
    tryBrokenNonce: () => false,
    takeIfSolved: () => false,
  });
  await clock.run(link.open());
  events.length = 0;
  return {
    link,
    line,
    clock,
    note,
    get events() {
      const waitUs = Math.round((clock.monotonicMs() - eventAtMs) * 1000);
      return waitUs > 0 ? [...events, { waitUs }] : [...events];
    },
    run: (task) => clock.run(task),
  };
}

class RecordingPort implements SerialBindingPort {
  isOpen = true;
  readonly openOptions = {} as SerialBindingPort['openOptions'];
  readonly #clock: Clock;
  readonly #note: (event: LineEvent) => void;
  readonly #options: RecordedLineOptions;
  #unread: Buffer = Buffer.alloc(0);
  #serve: () => void = () => {};

  constructor(clock: Clock, note: (event: LineEvent) => void, options: RecordedLineOptions) {
    this.#clock = clock;
    this.#note = note;
    this.#options = options;
  }

  async write(bytes: Buffer): Promise<void> {
    const tx = bytes.toString('hex');
    this.#note({ tx });
    const answers = this.#options.answer(tx).map((hex) => Buffer.from(hex, 'hex'));
    if (answers.length === 0) return;
    this.#clock.after(this.#options.answerAfterMs, () => {
      this.#unread = Buffer.concat([this.#unread, ...answers]);
      this.#serve();
    });
  }

  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    return new Promise((resolve) => {
      this.#serve = () => {
        if (this.#unread.length === 0) return;
        const bytesRead = this.#unread.copy(buffer, offset, 0, length);
        this.#unread = this.#unread.subarray(bytesRead);
        this.#serve = () => {};
        resolve({ buffer, bytesRead });
      };
      this.#serve();
    });
  }

  async update({ baudRate }: { baudRate: number }): Promise<void> {
    this.#note({ baud: baudRate });
  }

  async set({ rts }: { rts?: boolean }): Promise<void> {
    this.#note({ rts: rts === true });
  }

  async flush(): Promise<void> {
    this.#note({ flush: true });
  }

  async drain(): Promise<void> {}

  async close(): Promise<void> {
    this.isOpen = false;
  }

  async get(): Promise<{ cts: boolean; dsr: boolean; dcd: boolean }> {
    return { cts: false, dsr: false, dcd: false };
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    return { baudRate: 0 };
  }
}

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

class JumpClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Nothing periodic matters while a bring-up runs. */
  every(): () => void {
    return () => {};
  }

  async run<T>(task: Promise<T>): Promise<T> {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    task.then(done, done);
    for (;;) {
      for (let turn = 0; turn < 6; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      if (isDone) return task;
      const next = [...this.#timers].sort((one, other) => one.dueMs - other.dueMs)[0];
      if (next === undefined) {
        // The link looks at the file system while it opens: that alone takes real time.
        await new Promise<void>((resolve) => setTimeout(resolve, 1));
        continue;
      }
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
  }
}
