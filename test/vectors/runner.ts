/** Runs cases through the adapters and keeps the score. Prints nothing itself. */
import { type Adapter, unknown, type VectorCase, type Verdict } from './adapter.ts';

export interface Score {
  passed: number;
  failed: number;
  /** Cases without code, by `format key`. */
  readonly unknown: Map<string, number>;
  readonly prose: Map<string, number>;
  /** Keys that at least one case had code for. */
  readonly known: Set<string>;
}

export const newScore = (): Score => ({
  passed: 0,
  failed: 0,
  unknown: new Map(),
  prose: new Map(),
  known: new Set(),
});

/** `onFail` gets one line for each mismatch. */
export async function runCase(
  vectorCase: VectorCase,
  adapters: readonly Adapter[],
  score: Score,
  onFail: (line: string) => void,
): Promise<void> {
  for (const verdict of await verdictsOf(vectorCase, adapters)) {
    switch (verdict.kind) {
      case 'pass':
        score.passed += 1;
        score.known.add(`${vectorCase.format} ${vectorCase.key}`);
        break;
      case 'fail':
        score.failed += 1;
        score.known.add(`${vectorCase.format} ${vectorCase.key}`);
        onFail(`${vectorCase.id}: ${at(verdict)}got ${show(verdict.got)} want ${show(verdict.want)}`);
        break;
      case 'unknown':
        increase(score.unknown, `${vectorCase.format} ${verdict.key}`);
        break;
      case 'prose':
        increase(score.prose, verdict.key);
    }
  }
}

/** Of the first adapter that has code for the case. */
async function verdictsOf(vectorCase: VectorCase, adapters: readonly Adapter[]): Promise<readonly Verdict[]> {
  for (const adapter of adapters) {
    if (adapter.format !== vectorCase.format) continue;
    const verdicts = await runSafely(adapter, vectorCase);
    if (verdicts.some((verdict) => verdict.kind !== 'unknown')) return verdicts;
  }
  return [unknown(vectorCase)];
}

async function runSafely(adapter: Adapter, vectorCase: VectorCase): Promise<readonly Verdict[]> {
  try {
    const result = await adapter.run(vectorCase);
    return 'kind' in result ? [result] : result;
  } catch (error) {
    return [{ kind: 'fail', got: oneLine(error), want: 'no error' }];
  }
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).replaceAll(/\s+/g, ' ');

const at = (verdict: { readonly at?: string }): string =>
  verdict.at === undefined || verdict.at === '' ? '' : `${verdict.at} `;

const show = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, bigintAsText) ?? 'nothing');

const bigintAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
