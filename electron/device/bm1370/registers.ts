/** Registers of chips that take whole headers, and what goes into them or is read from them. */
import type { HeaderChip } from './chips.ts';

export const REGISTER = {
  chipId: 0x00,
  pll: 0x08,
  hashCounting: 0x10,
  ticketMask: 0x14,
  miscControl: 0x18,
  miscControlAdd: 0x19,
  fastUart: 0x28,
  uartRelay: 0x2c,
  coreMailbox: 0x3c,
  errorCounter: 0x4c,
  analogMux: 0x54,
  ioStrength: 0x58,
  ringOscillatorPads: 0x68,
  pllDivider: 0x70,
  domainCounter0: 0x88,
  domainCounter1: 0x89,
  domainCounter2: 0x8a,
  domainCounter3: 0x8b,
  hashCounter: 0x8c,
  versionRolling: 0xa4,
  softReset: 0xa8,
  temperatureControl: 0xb0,
  temperature: 0xb4,
  adcControl: 0xb9,
  autoWork: 0xc4,
} as const;

/** Counters ESP-Miner asks all chips for once a second, 1 ms apart (ESP). */
export const POLLED_COUNTERS: readonly number[] = [
  REGISTER.errorCounter,
  REGISTER.domainCounter0,
  REGISTER.domainCounter1,
  REGISTER.domainCounter2,
  REGISTER.domainCounter3,
  REGISTER.hashCounter,
];
export const COUNTER_POLL_REST_MS = 1;

/** Clock that sweeps and UART are counted in, MHz. */
const CRYSTAL_MHZ = 25;
const NONCE_SPACE = 2 ** 32;
/** Bits beside the divider as ESP-Miner writes them; bit 28 is unexplained (ESP). */
const BAUD_BASE = 0x11300000;
/** UART divider after a reset: 115,741 baud (MUJ). */
export const RESET_BAUD_DIVIDER = 26;
/** Hashes for one count of a hash counter (ESP). */
const HASHES_A_COUNT = 2 ** 32;
/** Degrees for one count of a BM1368, and at 0 (NQ, PIA). */
const BM1368_C_A_COUNT = 0.171342;
const BM1368_C_AT_ZERO = -299.5144;

/** Value of the core mailbox for a write of a core register to all cores (MUJ). */
export function coreWrite(coreRegister: number, value: number): number {
  return (0x80008000 | (coreRegister << 8) | value) >>> 0;
}

/** Value of register 28 for a UART divider: 25 MHz / (8 x (divider + 1)). */
export function fastUartValue(divider: number): number {
  return BAUD_BASE | (divider << 8);
}

/**
 * Ticks of one sweep that tries each nonce once, at 2 nonces a clock and core; 0, which would stop hashing, is
 * never returned (ESP, MUJ).
 */
export function hashCountingNumber(chip: HeaderChip, chipCount: number, frequencyMhz: number): number {
  const nonces = NONCE_SPACE / powerOfTwoFrom(chip.bigCoreCount) / powerOfTwoFrom(chipCount);
  const ticks = (nonces * CRYSTAL_MHZ) / frequencyMhz / 2 - chip.sweepGuardTicks;
  return Math.min(0xffffffff, Math.max(1, Math.trunc(ticks)));
}

/** Time until all versions are tried, after which chips repeat themselves, ms (MUJ). */
export function versionEpochMs(chip: HeaderChip, hashCounting: number, versionCount = 65_536): number {
  return (Math.max(1, versionCount / chip.subCoreCount) * hashCounting) / CRYSTAL_MHZ / 1000;
}

/** How often a chain is given new work, ms (ESP). */
export function jobIntervalMs(chip: HeaderChip, chipCount: number): number {
  return Math.floor(chip.jobIntervalMs / powerOfTwoFrom(chipCount));
}

export interface ScanInput {
  readonly frequencyMhz: number;
  readonly chipCount: number;
  /** Hashes per clock, and the cores that share the nonces. */
  readonly coreCount: number;
  readonly bigCoreCount: number;
  readonly versionCount: number;
}

/** Time to try all nonces with all versions, ms; null when there is no such time, as without a clock (ESP). */
export function scanTimeMs(input: ScanInput): number | null {
  const bigCores = powerOfTwoFrom(input.bigCoreCount);
  const cores = powerOfTwoFrom(input.coreCount);
  if (input.chipCount <= 0 || input.frequencyMhz <= 0 || cores < bigCores) return null;
  const versions = input.versionCount / (cores / bigCores);
  const nonces = NONCE_SPACE / bigCores / powerOfTwoFrom(input.chipCount);
  return (versions * nonces) / (input.frequencyMhz * 1000);
}

/** Counts between two readings of a counter of 32 bits that comes round. */
export function countsBetween(before: number, after: number): number {
  return (after - before) >>> 0;
}

/** Hashes a second by counts of a hash counter; null when no time has passed. */
export function hashrateOfCounts(counts: number, elapsedMs: number): number | null {
  return elapsedMs > 0 ? (counts * HASHES_A_COUNT * 1000) / elapsedMs : null;
}

/** Degrees Celsius out of register B4 of a BM1368; null when it has not measured (NQ, PIA). */
export function bm1368TemperatureC(value: number): number | null {
  const isMeasured = value >>> 31 === 1;
  return isMeasured ? (value & 0xffff) * BM1368_C_A_COUNT + BM1368_C_AT_ZERO : null;
}

function powerOfTwoFrom(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}
