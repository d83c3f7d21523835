/** What a gate of `npm test` answers. A gate that checked nothing (0 and 0) counts as failed. */
export interface GateResult {
  readonly passed: number;
  readonly failed: number;
  /** What to print when something failed. */
  readonly details: string;
}

export interface Gate {
  readonly name: string;
  run(): Promise<GateResult>;
}
