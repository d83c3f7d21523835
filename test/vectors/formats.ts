/** Tells from a file's content which format it is in, and takes it apart into cases. */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { VectorCase, VectorFormat } from './adapter.ts';

/** The file cannot be read, is none of the formats, or holds no case; the message says which. */
export class VectorFileError extends Error {}

/** Throws a VectorFileError. */
export async function readCases(path: string): Promise<readonly VectorCase[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new VectorFileError(`${path} cannot be read: ${messageOf(cause)}`, { cause });
  });
  const cases = casesOf(text, path);
  if (cases === null) throw new VectorFileError(`${path} is not in any format of vectors known here.`);
  if (cases.length === 0) throw new VectorFileError(`${path} holds no case.`);
  return cases;
}

const Row = z.record(z.string(), z.unknown());
const StratumRow = z.looseObject({ id: z.string(), kind: z.string(), input: Row });
const EarningsRow = z.looseObject({ id: z.string(), op: z.string(), inputs: Row });
const GekkoRow = z.looseObject({ id: z.string(), category: z.string(), input: Row });
const Bm13xxRow = z.looseObject({
  id: z.string(),
  category: z.string(),
  chip: z.string().optional(),
  inputs: Row,
});
const ReplayRow = z.looseObject({ height: z.int(), header_hex: z.string(), stratum: Row });
const CaptureLine = z.looseObject({ t_ms: z.number() });

function casesOf(text: string, path: string): readonly VectorCase[] | null {
  const whole = parseJson(text);
  const rows = whole === undefined ? null : rowsOf(whole);
  if (rows === null) return captureOf(text, path);
  const folder = dirname(path);
  const make = (
    format: VectorFormat,
    id: string,
    key: string,
    value: Record<string, unknown>,
  ): VectorCase => ({
    format,
    id,
    key,
    value,
    folder,
  });
  return (
    every(rows, StratumRow, (row) => make('stratum', row.id, row.kind, row)) ??
    every(rows, EarningsRow, (row) => make('earnings', row.id, row.op, row)) ??
    every(rows, GekkoRow, (row) => make('gekko', row.id, keyOf(row.category, row.input.device), row)) ??
    every(rows, Bm13xxRow, (row) => make('bm13xx', row.id, keyOf(row.category, row.chip), row)) ??
    every(rows, ReplayRow, (row) => make('replay-blocks', `block-${row.height}`, 'block', row))
  );
}

/** The list inside `{ vectors: [...] }`, `{ cases: [...] }` or `{ blocks: [...] }`, or a bare list. */
function rowsOf(whole: unknown): readonly unknown[] | null {
  if (Array.isArray(whole)) return whole;
  const parsed = Row.safeParse(whole);
  const list = parsed.success
    ? ['vectors', 'cases', 'blocks'].map((name) => parsed.data[name]).find(Array.isArray)
    : undefined;
  return list ?? null;
}

/** Null unless every row is of this form; an empty list is of every form. */
function every<T extends Record<string, unknown>>(
  rows: readonly unknown[],
  schema: z.ZodType<T>,
  make: (row: T) => VectorCase,
): readonly VectorCase[] | null {
  const parsed = z.array(schema).safeParse(rows);
  return parsed.success ? parsed.data.map(make) : null;
}

function captureOf(text: string, path: string): readonly VectorCase[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parsed = z.array(CaptureLine).min(1).safeParse(lines.map(parseJson));
  if (!parsed.success) return lines.length === 0 ? [] : null;
  const id = basename(path, '.jsonl');
  return [{ format: 'capture', id, key: 'session', value: { lines: parsed.data }, folder: dirname(path) }];
}

const keyOf = (category: string, chipOrDevice: unknown): string =>
  typeof chipOrDevice === 'string' ? `${category} ${chipOrDevice}` : category;

/** The value, or undefined (which JSON cannot say) when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
