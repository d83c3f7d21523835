/** Where on the Sticks screen one is, as the address says it: which stick is open, on which tab. Pure. */

export const TABS = ['overview', 'chart', 'tuning', 'power', 'passport', 'log'] as const;
export type Tab = (typeof TABS)[number];

export interface SticksPlace {
  /** Null while no drawer is open. */
  readonly stickId: string | null;
  readonly tab: Tab;
}

const ROOT = '/sticks';

/** Escapes of our own: the router and the browser each take some of the usual ones away. */
export function pathOf(stickId: string | null, tab: Tab = 'overview'): string {
  if (stickId === null) return ROOT;
  const id = stickId.replaceAll(/[^\w.:-]/gu, (char) => `~${char.codePointAt(0)?.toString(16)}~`);
  return `${ROOT}/${id}/${tab}`;
}

export function placeOf(path: string): SticksPlace {
  const [, , id = '', word] = path.split('/');
  const tab = TABS.find((candidate) => candidate === word) ?? 'overview';
  const stickId = id.replaceAll(/~([0-9a-f]{1,6})~/g, (written, hex: string) => charOf(hex) ?? written);
  return { stickId: id === '' ? null : stickId, tab };
}

function charOf(hex: string): string | null {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10_ffff ? String.fromCodePoint(code) : null;
}
