/**
 * Which sticks there are and how to tell them apart. A model is one row of `stick-rows.ts`; the most specific
 * match wins. USB numbers alone are never enough: bridges share them with printers and boards (KG).
 */
import type { BoardPlan } from './bitaxe-raw/raw-board.ts';
import type { ChipKind } from './bm13xx/chips.ts';
import type { ChipProtocol } from './chip-protocol.ts';
import type { GekkoPowerRow } from './gekko-power/gekko-power.ts';
import { type IcarusDrive, secondsPerHash } from './icarus/icarus-drive.ts';
import type { PortPair } from './port-pairs.ts';
import { STICK_ROWS } from './stick-rows.ts';

/** How a model shows itself on USB. Texts must be parts of what the port says, in any case. */
export interface UsbMatch {
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer: string | null;
  readonly product: string;
}

/** What it takes to mine with a chain of chips; see `IcarusDrive` for the other kind of model. */
export interface StickDrive {
  readonly chip: ChipKind;
  readonly protocol: ChipProtocol;
  /** Clock asked for when the user has no wish, MHz. */
  readonly defaultMhz: number;
  /** Clock right after bring-up; from there it climbs. */
  readonly startMhz: number;
  /** Share of cores x clock that was measured at these chips. */
  readonly hashScale: number;
  /** How long after a reset the clock may climb, ms. */
  readonly rampMs: number;
  /** Whether work can be sent fast enough at 115,200 baud. */
  readonly worksAtResetBaud: boolean;
  /** Chips that some of these boards carry instead, woken the same way. */
  readonly otherChips?: readonly ChipKind[];
  /** Whether CBUS1 of its FTDI bridge is the reset pin. */
  readonly hasCbusReset?: true;
  /** What feeds its chips on a second serial interface; its absence: nothing that could be told. */
  readonly power?: GekkoPowerRow | BoardPlan;
}

export interface StickModel {
  /** Hashwatt's own id, as in settings and on the command line. */
  readonly id: string;
  readonly name: string;
  readonly maker: string;
  readonly chipName: string;
  /** Chips on the board; null where they are only known once counted. */
  readonly chipCount: number | null;
  /** Empty: only by hand, because its strings are those of any adapter. */
  readonly usb: readonly UsbMatch[];
  /** Of models that show two serial ports. */
  readonly ports?: PortPair;
  /** Null: recognised, but this version cannot mine with it. */
  readonly drive: StickDrive | IcarusDrive | null;
}

/** What is known of a port; null where the system does not tell. */
export interface PortStrings {
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
}

export const STICK_MODELS: readonly StickModel[] = STICK_ROWS;

/** Ids of the models that this version can mine with. */
export const DRIVEN_MODEL_IDS: readonly string[] = STICK_ROWS.flatMap(({ id, drive }) =>
  drive === null ? [] : id,
);

/** The table of the Antminers steps by 6.25 MHz or finer (BA). */
const FINE_STEP_MHZ = 6.25;

/** Whether a model speaks the Icarus protocol. */
export function isIcarus(drive: StickDrive | IcarusDrive): drive is IcarusDrive {
  return 'kind' in drive;
}

/** The row of an id such as `compac-f`, driven or not; null when there is none. */
export function stickModel(id: string, rows: readonly StickModel[] = STICK_ROWS): StickModel | null {
  return rows.find((row) => row.id === id) ?? null;
}

/** The clocks that the model's chips take, MHz; null when nothing can be set: unknown, only recognised, or fixed. */
export function frequencyRangeMhz(
  modelId: string,
  rows: readonly StickModel[] = STICK_ROWS,
): { readonly min: number; readonly max: number; readonly step: number } | null {
  const drive = stickModel(modelId, rows)?.drive ?? null;
  if (drive === null) return null;
  const limits = isIcarus(drive) ? drive.clock : drive.chip;
  if (limits === null) return null;
  const step = 'stepMhz' in limits ? limits.stepMhz : FINE_STEP_MHZ;
  return { min: limits.minMhz, max: limits.maxMhz, step };
}

/** H/s of a whole stick at the clock it gets when the user has no wish; null where chips or clock are unknown. */
export function defaultHashrateHs(modelId: string, rows: readonly StickModel[] = STICK_ROWS): number | null {
  const model = stickModel(modelId, rows);
  if (model?.drive == null) return null;
  if (isIcarus(model.drive)) return 1 / secondsPerHash(model.drive, model.drive.clock?.defaultMhz ?? 0);
  if (model.chipCount === null) return null;
  const { chip, defaultMhz, hashScale } = model.drive;
  return model.chipCount * chip.coreCount * defaultMhz * 1e6 * hashScale;
}

/** The model a port belongs to, or null: then the port is a stranger's and is not touched. */
export function matchStick(port: PortStrings, rows: readonly StickModel[] = STICK_ROWS): StickModel | null {
  let best: { row: StickModel; score: number } | null = null;
  for (const row of rows) {
    for (const match of row.usb) {
      const score = scoreOf(match, port);
      if (score !== null && (best === null || score > best.score)) best = { row, score };
    }
  }
  return best?.row ?? null;
}

/** Null when it does not match; more matching text is more specific. */
function scoreOf(match: UsbMatch, port: PortStrings): number | null {
  if (port.vendorId?.toLowerCase() !== match.vendorId) return null;
  if (port.productId?.toLowerCase() !== match.productId) return null;
  if (!contains(port.product, match.product)) return null;
  if (match.manufacturer === null) return match.product.length;
  return contains(port.manufacturer, match.manufacturer)
    ? match.product.length + match.manufacturer.length
    : null;
}

function contains(text: string | null, part: string): boolean {
  return text?.trim().toLowerCase().includes(part.toLowerCase()) ?? false;
}
