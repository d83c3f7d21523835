/**
 * Parts on the I2C bus of simulated boards, by register: regulator, fan controllers, meters [MUJ, ESP, EMB]. Written
 * apart from `device/`, like `chip-frames.ts`.
 */
import type { BoardPhysics } from './board-physics.ts';

export interface I2cPart {
  /** Bytes after the address: a register, and what is written to it. */
  write(bytes: Uint8Array): void;
  /** What the register that was written last holds. */
  read(count: number): Uint8Array;
}

type Reader = (register: number) => readonly number[];
type Writer = (register: number, data: Uint8Array) => void;

/** A part whose registers are kept as written, unless `reader` knows better. */
function part(kept: ReadonlyMap<number, readonly number[]>, reader: Reader, onWrite: Writer): I2cPart {
  const registers = new Map<number, readonly number[]>(kept);
  let register = 0;
  return {
    write(bytes) {
      register = bytes[0] ?? 0;
      if (bytes.length < 2) return;
      registers.set(register, [...bytes.subarray(1)]);
      onWrite(register, bytes.subarray(1));
    },
    read(count) {
      const known = reader(register);
      const held = known.length > 0 ? known : (registers.get(register) ?? []);
      return Uint8Array.from({ length: count }, (_, at) => held[at] ?? 0);
    },
  };
}

const PMBUS = {
  operation: 0x01,
  voutMode: 0x20,
  voutCommand: 0x21,
  status: 0x79,
  vin: 0x88,
  vout: 0x8b,
  iout: 0x8c,
  temperature: 0x8d,
  deviceId: 0xad,
} as const;
const VOUT_EXPONENT = -9;
const STATUS_OFF = 0x0840;

/** TPS546D24A. */
export function tps546(physics: BoardPhysics): I2cPart {
  return part(
    new Map<number, readonly number[]>([
      [PMBUS.operation, [0]],
      [PMBUS.voutMode, [0x97]],
      [PMBUS.deviceId, [6, 0x54, 0x49, 0x54, 0x6d, 0x24, 0x41]],
    ]),
    (register) => {
      switch (register) {
        case PMBUS.status:
          return word(physics.isRailOn ? 0 : STATUS_OFF);
        case PMBUS.vin:
          return word(linear11(physics.inputV));
        case PMBUS.vout:
          return word(Math.round(physics.outputV / 2 ** VOUT_EXPONENT));
        case PMBUS.iout:
          return word(linear11(physics.outputA));
        case PMBUS.temperature:
          return word(linear11(physics.regulatorC));
        default:
          return [];
      }
    },
    (register, data) => {
      if (register === PMBUS.operation) physics.isRailOn = data[0] === 0x80;
      if (register === PMBUS.voutCommand && data.length > 1) {
        physics.railV = ((data[0] ?? 0) | ((data[1] ?? 0) << 8)) * 2 ** VOUT_EXPONENT;
      }
    },
  );
}

/** Shifts the rail by its code: bit 7 lowers it, the rest is the step of 127. */
export function ds4432u(physics: BoardPhysics, railOf: (step: number) => number): I2cPart {
  physics.railV = railOf(0);
  return part(
    new Map([[0xf8, [0]]]),
    () => [],
    (register, [code = 0]) => {
      if (register !== 0xf8) return;
      physics.railV = railOf((code & 0x80) === 0 ? code & 0x7f : -(code & 0x7f));
    },
  );
}

/** Current, voltage, power, high byte first. */
export function ina260(physics: BoardPhysics): I2cPart {
  return part(
    new Map(),
    (register) => {
      if (register === 0x01) return highFirst(Math.round(physics.inputA / 0.00125));
      if (register === 0x02) return highFirst(Math.round(physics.inputV / 0.00125));
      return register === 0x03 ? highFirst(Math.round(physics.inputW / 0.01)) : [];
    },
    () => {},
  );
}

export function emc2101(physics: BoardPhysics): I2cPart {
  return part(
    new Map([
      [0x03, [0]],
      [0xfd, [0x16]],
      [0xfe, [0x5d]],
    ]),
    (register) => {
      const eighths = Math.round(physics.chipC * 8) << 5;
      const count = physics.fanRpm === 0 ? 0xffff : Math.round(5_400_000 / physics.fanRpm);
      if (register === 0x01) return [(eighths >> 8) & 0xff];
      if (register === 0x10) return [eighths & 0xff];
      if (register === 0x46) return [count & 0xff];
      return register === 0x47 ? [count >> 8] : [];
    },
    (register, [duty = 0]) => {
      if (register === 0x4c) physics.fanShare = duty / 63;
    },
  );
}

export function emc2302(physics: BoardPhysics): I2cPart {
  return part(
    new Map([[0xfe, [0x5d]]]),
    (register) => {
      const count = physics.fanRpm === 0 ? 0x1fff : Math.round(7_864_320 / physics.fanRpm);
      if (register === 0x3e) return [(count << 3) >> 8];
      return register === 0x3f ? [(count << 3) & 0xff] : [];
    },
    (register, [setting = 0]) => {
      if (register === 0x30) physics.fanShare = setting / 255;
    },
  );
}

/** Beside the chips: cooler than they are. */
export function tmp1075(physics: BoardPhysics): I2cPart {
  return part(
    new Map(),
    (register) => (register === 0 ? twelveBits(physics.chipC - 4) : []),
    () => {},
  );
}

/** The diode of a chip, which reads too high by `offsetC`. */
export function tmp451(physics: BoardPhysics, offsetC: number): I2cPart {
  return part(
    new Map([[0x02, [0]]]),
    (register) => {
      const [high = 0, low = 0] = twelveBits(physics.chipC + offsetC);
      if (register === 0x01) return [high];
      return register === 0x10 ? [low] : [];
    },
    () => {},
  );
}

function word(raw: number): readonly number[] {
  return [raw & 0xff, raw >> 8];
}

function highFirst(raw: number): readonly number[] {
  return [(raw >> 8) & 0xff, raw & 0xff];
}

function twelveBits(celsius: number): readonly number[] {
  return highFirst(Math.round(celsius * 16) << 4);
}

/** Five bits of exponent, eleven of mantissa, as fine as they go. */
function linear11(value: number): number {
  let exponent = -16;
  while (Math.round(value / 2 ** exponent) > 1023) exponent += 1;
  return ((exponent & 0x1f) << 11) | Math.round(value / 2 ** exponent);
}
