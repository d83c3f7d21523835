/** Figures of sticks and their families: plugging in, reading, cost, and many at once. */
import type { Figure } from './figure.ts';
import { bringUpFigures } from './sticks-bring-up.ts';
import { type FamilyLoadOptions, familyLoadFigures } from './sticks-load.ts';
import { parserFigures } from './sticks-parsers.ts';
import { plugFigures } from './sticks-plug.ts';

export interface SticksOptions extends FamilyLoadOptions {
  /** Of each model. */
  readonly plugs: number;
  /** Brought up at once. */
  readonly stickCount: number;
}

export async function sticksFigures(options: SticksOptions): Promise<readonly Figure[]> {
  return [
    ...(await plugFigures(options)),
    ...parserFigures(),
    ...(await familyLoadFigures(options)),
    ...(await bringUpFigures(options)),
  ];
}
