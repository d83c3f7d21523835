/** The sticks that can be simulated: what their USB descriptor says and what chain sits behind it. */

export type SimulatedModel = 'compac-f' | 'r909';

export interface StickKind {
  /** USB product string [KU]. */
  readonly product: string;
  readonly chipCount: number;
  /** Share of cores x clock that was measured: 52.5 / 67.2 on the Compac F [KG]. */
  readonly hashScale: number;
}

export const STICK_KINDS: Readonly<Record<SimulatedModel, StickKind>> = {
  'compac-f': { product: 'CompacF Bitcoin Miner', chipCount: 1, hashScale: 52.5 / 67.2 },
  r909: { product: 'R909 Bitcoin Miner', chipCount: 6, hashScale: 1 },
};

/** FTDI FT-X with the vendor's strings [KU]. */
export const USB_IDENTITY = {
  vendorId: '0403',
  productId: '6015',
  manufacturer: 'GekkoScience',
} as const;
