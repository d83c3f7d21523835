/** Colours of the page for the canvas, which knows no custom properties. */

const NAMES = [
  'surface',
  'line',
  'line-strong',
  'text-1',
  'text-2',
  'text-3',
  'power',
  'hashrate-fill',
  'power-fill',
] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

/** The palette that is on now; ask again after the theme changed. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(entries) as Palette;
}

/** `#rrggbb` with an alpha from 0 to 1. */
export function withAlpha(hex: string, alpha: number): string {
  const byte = Math.round(alpha * 255);
  return `${hex}${byte.toString(16).padStart(2, '0')}`;
}
