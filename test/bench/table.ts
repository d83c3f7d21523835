/** The bench's table as text. */
import { type Figure, isMet } from './figure.ts';

const HEAD = ['figure', 'unit', 'p50', 'p95', 'p99', 'goal', 'ratio', 'met', 'note'] as const;
/** Columns of text; the others are numbers and stand at the right. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set(['figure', 'unit', 'goal', 'met', 'note']);

/** Lines without their end: a head, then one for each figure. */
export function tableOf(figures: readonly Figure[]): readonly string[] {
  const rows: readonly (readonly string[])[] = [HEAD, ...figures.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return TEXT_COLUMNS.has(HEAD[column] ?? '') ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf(figure: Figure): readonly string[] {
  const met = isMet(figure);
  return [
    figure.name,
    figure.unit,
    rounded(figure.p50),
    rounded(figure.p95),
    rounded(figure.p99),
    goalText(figure),
    figure.ratio === null ? '' : rounded(figure.ratio),
    met === null ? '' : met ? 'yes' : 'NO',
    figure.note,
  ];
}

function goalText({ goal, least }: Figure): string {
  const limits = Object.entries(goal).map(([name, limit]) => `${name} <= ${limit}`);
  return [...limits, ...(least === undefined ? [] : [`p50 >= ${least}`])].join(', ');
}

const rounded = (value: number): string => value.toFixed(value < 10 ? 3 : 1);
