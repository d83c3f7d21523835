/** The BM1397 as simulated: registers and rules [KG, ESP, B97]; its frames are in `chip-frames.ts`. */
import type { ChipFamily, Registers } from './chip-family.ts';
import { HostFrameReader, nonceAnswer, registerAnswer } from './chip-frames.ts';
import { sliceOfChip } from './nonce-slice.ts';

const REGISTER = { chipId: 0x00, pll: 0x08, ticketMask: 0x14, miscControl: 0x18 } as const;

export const BM1397_FAMILY: ChipFamily = {
  // Small cores: each hashes once a clock [KG].
  cores: 672,
  // The PLL's is not published: 50 MHz as ESP-Miner assumes [ESP].
  powerUp: new Map([
    [REGISTER.chipId, 0x13971800],
    [REGISTER.pll, 0x40700274],
    [REGISTER.ticketMask, 0],
    [REGISTER.miscControl, 0x00007a31],
  ]),
  fixed: new Set([REGISTER.chipId]),
  newReader: () => new HostFrameReader(),
  registerAnswer(address, register, registers) {
    const value = registers.get(register) ?? 0;
    const isId = register === REGISTER.chipId;
    return registerAnswer(address, register, isId ? (value | address) >>> 0 : value);
  },
  nonceAnswer,
  /** `25 MHz x fb / (refdiv x postdiv1 x postdiv2)`; 0 when powered down [KG]. */
  frequencyMhz(registers) {
    const pll = registers.get(REGISTER.pll) ?? 0;
    const divider = ((pll >>> 8) & 0xff) * ((pll >>> 4) & 0xf) * (pll & 0xf);
    return divider === 0 ? 0 : (25 * ((pll >>> 16) & 0xff)) / divider;
  },
  /** `25 MHz / (8 x (divider + 1))`, divider in bits 12-8 and 27-24 of register 18 [B97]. */
  baudRate(registers) {
    const control = registers.get(REGISTER.miscControl) ?? 0;
    const divider = ((control >>> 8) & 0x1f) | (((control >>> 24) & 0xf) << 5);
    return 25_000_000 / (8 * (divider + 1));
  },
  /** 2^N for N bits set in the mask [KG: 16 is F0, 64 is FC]. */
  ticketDifficulty: (registers: Registers) => 2 ** bitCount(registers.get(REGISTER.ticketMask) ?? 0),
  sliceOf: sliceOfChip,
};

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
