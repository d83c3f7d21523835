/**
 * How late a timer is because of what its own thread did: the processor's time that the thread took meanwhile, as far
 * as the timer was late. Where other programs hold the processor, the lateness is theirs and not in here.
 */
export class OwnDelays {
  readonly #samplesMs: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #ranAtMs = performance.now();
  #cpuMs = threadCpuMs();

  constructor(everyMs: number) {
    this.#timer = setInterval(() => this.#note(everyMs), everyMs);
    this.#timer.unref();
  }

  /** All samples, ms. */
  stop(): readonly number[] {
    clearInterval(this.#timer);
    return this.#samplesMs;
  }

  #note(everyMs: number): void {
    const nowMs = performance.now();
    const cpuMs = threadCpuMs();
    const lateMs = Math.max(0, nowMs - this.#ranAtMs - everyMs);
    this.#samplesMs.push(Math.min(lateMs, cpuMs - this.#cpuMs));
    this.#ranAtMs = nowMs;
    this.#cpuMs = cpuMs;
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
