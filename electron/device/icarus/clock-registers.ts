/** The clocks of Antminer sticks: 25 MHz times and by what a 16-bit register says, and the command to set it. */
import { crc5 } from '../bm13xx/crc.ts';

/** Bits of a 4-byte command under its checksum. */
const CHECKED_BITS = 27;
const COMMAND = { setClock: 0x82, setVoltage: 0xaa } as const;

/** Volts that a U3's regulator may be set to, mV (KI). */
export const U3_CORE_MV = { min: 725, max: 850 } as const;

/** `82 hi lo crc`. */
export function clockCommand(register: number): Uint8Array {
  return checked([COMMAND.setClock, register >>> 8, register & 0xff]);
}

/** `AA Bd dd crc`, the millivolts as decimal digits; U3 only. Throws a RangeError outside 725 to 850 mV. */
export function voltageCommand(coreMv: number): Uint8Array {
  if (!Number.isInteger(coreMv) || coreMv < U3_CORE_MV.min || coreMv > U3_CORE_MV.max) {
    throw new RangeError(`A U3 takes ${U3_CORE_MV.min} to ${U3_CORE_MV.max} mV, not ${coreMv}`);
  }
  const digits = Number.parseInt(String(coreMv), 16);
  const command = checked([COMMAND.setVoltage, 0xb0 | (digits >>> 8), digits & 0xff]);
  return command.with(3, (command[3] ?? 0) | 0xc0);
}

/**
 * Register of the BM1380 (U1, U2) for the clock nearest to `mhz`: the first that fits exactly, else the last of
 * those that are equally near (KI).
 */
export function bm1380Register(mhz: number): number {
  let best = { register: 0, offMhz: Number.POSITIVE_INFINITY };
  for (let od = 0; od < 4; od += 1) {
    for (let n = 0; n < 16; n += 1) {
      for (let m = 0; m < 64; m += 1) {
        const vcoMhz = (25 * (m + 1)) / (n + 1);
        const offMhz = Math.abs(vcoMhz / 2 ** od - mhz);
        if (offMhz > best.offMhz) continue;
        const band = vcoMhz >= 500 && vcoMhz <= 1000 ? 1 : 0;
        best = { register: (band << 14) | (m << 7) | (n << 2) | od, offMhz };
        if (offMhz === 0) return best.register;
      }
    }
  }
  return best.register;
}

export const bm1380Mhz = (register: number): number => 25 * ratioOf(register);

/** cgminer's clocks for the U3, proven on it. */
const U3_ROWS: readonly (readonly [mhz: number, register: number])[] = [
  [100, 0x0783],
  [125, 0x0983],
  [150, 0x0b83],
  [175, 0x0d83],
  [193.75, 0x0f03],
  [196.88, 0x1f07],
  [200, 0x0782],
  [206.25, 0x1006],
  [212.5, 0x1086],
  [218.75, 0x1106],
  [225, 0x0882],
  [237.5, 0x1286],
  [243.75, 0x1306],
  [250, 0x0982],
];
const U3_DEFAULT_REGISTER = 0x0882;

/** cgminer's row at or below `mhz`, compared in whole MHz; that of 225 MHz when there is none. */
export function u3TableRegister(mhz: number): number {
  const row = U3_ROWS.findLast(([rowMhz]) => Math.trunc(rowMhz) <= Math.trunc(mhz));
  return row?.[1] ?? U3_DEFAULT_REGISTER;
}

/** Low bits of a BM1382's register and the clock they step by, in the order of preference (BA). */
interface StepRow {
  readonly low: number;
  readonly stepMhz: number;
}
const FINE_STEP: StepRow = { low: 0x06, stepMhz: 25 / 4 };
const FINEST_STEP: StepRow = { low: 0x07, stepMhz: 25 / 8 };
const SLOW_STEPS: readonly StepRow[] = [{ low: 0x03, stepMhz: 25 / 4 }, FINEST_STEP];
const MIDDLE_STEPS: readonly StepRow[] = [{ low: 0x02, stepMhz: 25 / 2 }, FINE_STEP, FINEST_STEP];
const FAST_STEPS: readonly StepRow[] = [
  { low: 0x01, stepMhz: 25 },
  { low: 0x05, stepMhz: 25 / 2 },
  FINE_STEP,
  FINEST_STEP,
];
const MAX_STEPS = 63;

/** Register of the BM1382 (U3) for the highest clock at most 1 MHz above `mhz`; null below 99 MHz (BA). */
export function bm1382Register(mhz: number): number | null {
  // So that 206 means 206.25.
  const atMostMhz = mhz + 1;
  if (atMostMhz < 100) return null;
  let best: { readonly low: number; readonly steps: number; readonly offMhz: number } | null = null;
  for (const { low, stepMhz } of stepsAt(atMostMhz)) {
    const steps = Math.min(Math.floor(atMostMhz / stepMhz), MAX_STEPS);
    const offMhz = atMostMhz - steps * stepMhz;
    if (best === null || offMhz < best.offMhz) best = { low, steps, offMhz };
  }
  return best === null ? null : ((best.steps - 1) << 7) | best.low;
}

/** A U3's register: cgminer's own where it has the very clock, between its rows the rule of the chip. */
export function u3Register(mhz: number): number {
  const row = U3_ROWS.find(([rowMhz]) => rowMhz === mhz);
  return row?.[1] ?? bm1382Register(mhz) ?? u3TableRegister(mhz);
}

export const bm1382Mhz = (register: number): number => 50 * ratioOf(register);

function stepsAt(mhz: number): readonly StepRow[] {
  if (mhz < 200) return SLOW_STEPS;
  return mhz < 403.125 ? MIDDLE_STEPS : FAST_STEPS;
}

/** (m + 1) / ((n + 1) x 2^od) of m in bits 12-7, n in 5-2 and od in 1-0. */
function ratioOf(register: number): number {
  const m = (register >>> 7) & 0x3f;
  const n = (register >>> 2) & 0xf;
  return (m + 1) / ((n + 1) * 2 ** (register & 3));
}

function checked(bytes: readonly number[]): Uint8Array {
  const command = Uint8Array.from([...bytes, 0]);
  return command.with(3, crc5(command, CHECKED_BITS));
}
