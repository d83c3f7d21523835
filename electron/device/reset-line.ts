/**
 * The wire that resets the chips. A plain serial port cannot pull it on most sticks (`bm1397/QUIRKS.md`), so
 * the line is its own thing with variants: none, RTS on boards rewired for it, and others to come.
 */
import type { Clock } from '../contract/ports.ts';

export interface ResetLine {
  readonly kind: string;
  /** Low, which holds the chips in reset, for `lowMs`; then high and `settleMs` of rest. */
  pulse(lowMs: number, settleMs: number): Promise<void>;
}

/** `none`: there is no way to reset. `modem-lines`: RTS drives the reset pin. Or a line of its own. */
export type ResetLineChoice = 'none' | 'modem-lines' | ResetLine;

export interface ModemLines {
  setModemLines(lines: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
}

/** Both drivers hold the line high for this long first (KG). */
const LEAD_MS = 30;

/** Null for `none`. */
export function resetLineOf(choice: ResetLineChoice, lines: ModemLines, clock: Clock): ResetLine | null {
  if (choice === 'none') return null;
  return choice === 'modem-lines' ? modemResetLine(lines, clock) : choice;
}

/**
 * RTS# to nRST, as on boards of Skot and Hestiia (SK, HE): asserted RTS is a low pin and holds the
 * chips in reset, which is also what opening the port does until it is cleared.
 */
function modemResetLine(lines: ModemLines, clock: Clock): ResetLine {
  const rest = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  return {
    kind: 'modem-lines',
    async pulse(lowMs, settleMs) {
      await lines.setModemLines({ dtr: true, rts: false });
      await rest(LEAD_MS);
      await lines.setModemLines({ dtr: true, rts: true });
      await rest(lowMs);
      await lines.setModemLines({ dtr: true, rts: false });
      await rest(settleMs);
    },
  };
}
