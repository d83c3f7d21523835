/**
 * The seam of the vector runner: a format's file becomes cases, an adapter renames a case's fields and calls
 * what `electron/` exports. Adapters hold no rules of their own.
 */

/** A case as a file tells it, with the key it is counted under: kind, and chip or device where it has one. */
export interface VectorCase {
  readonly format: VectorFormat;
  readonly id: string;
  /** Such as `job`, `nonce compacf` or `pll BM1397`. */
  readonly key: string;
  /** The case as it stands in the file; for a capture `{ lines }`, one parsed JSON value a line. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Folder of the file, for cases that name data beside it. */
  readonly folder: string;
}

export type VectorFormat = 'stratum' | 'gekko' | 'bm13xx' | 'earnings' | 'replay-blocks' | 'capture';

export type Verdict =
  | { readonly kind: 'pass' }
  /** `at` says where inside the case, such as a field or a line. */
  | { readonly kind: 'fail'; readonly at?: string; readonly got: unknown; readonly want: unknown }
  /** No code for it yet. */
  | { readonly kind: 'unknown'; readonly key: string }
  /** Words for people: a named test says the same. */
  | { readonly kind: 'prose'; readonly key: string };

export type Verdicts = Verdict | readonly Verdict[];

export interface Adapter {
  readonly format: VectorFormat;
  /** What throws is a fault of the code under test, or of a malformed case: the runner counts it as failed. */
  run(vectorCase: VectorCase): Verdicts | Promise<Verdicts>;
}

export const PASS: Verdict = { kind: 'pass' };

export const unknown = (vectorCase: VectorCase): Verdict => ({ kind: 'unknown', key: vectorCase.key });
