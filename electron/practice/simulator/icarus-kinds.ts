/** The devices of the Icarus family that can be simulated [KI, BI, BE]. */
import type { UsbIdentity } from './stick-kinds.ts';

export type SimulatedIcarus =
  | 'block-erupter'
  | 'antminer-u1'
  | 'antminer-u2'
  | 'antminer-u3'
  | 'icarus'
  | 'avalon-nano';

export interface IcarusStickKind {
  /** USB product string. */
  readonly product: string;
  readonly usb: UsbIdentity;
  /** Equal parts of the nonce range that are searched side by side. */
  readonly division: 1 | 2 | 4 | 8;
  /** Hashes a second, at the clock after power-up where there is one. */
  readonly hashrateHs: number;
  /** Null: the clock is fixed. Else a register's clock is `refMhz` x (m + 1) / ((n + 1) x 2^od). */
  readonly clock: { readonly refMhz: 25 | 50; readonly powerUpMhz: number } | null;
  /** Bytes of an answer: a nonce, and with Antminers the work's number. */
  readonly answerLength: 4 | 5;
  readonly stopsAtNonce: boolean;
}

const CP2102 = { vendorId: '10c4', productId: 'ea60', manufacturer: 'Silicon Labs' } as const;
const GENERIC = 'CP2102 USB to UART Bridge Controller';

const U1: IcarusStickKind = {
  product: GENERIC,
  usb: CP2102,
  division: 1,
  hashrateHs: 1.6e9,
  clock: { refMhz: 25, powerUpMhz: 200 },
  answerLength: 5,
  stopsAtNonce: false,
};

export const ICARUS_KINDS: Readonly<Record<SimulatedIcarus, IcarusStickKind>> = {
  'block-erupter': {
    product: 'Block Erupter Emerald',
    usb: CP2102,
    division: 1,
    hashrateHs: 1 / 2.9761e-9,
    clock: null,
    answerLength: 4,
    stopsAtNonce: false,
  },
  'antminer-u1': U1,
  'antminer-u2': U1,
  'antminer-u3': { ...U1, hashrateHs: 225 / 3.2e-9, clock: { refMhz: 50, powerUpMhz: 225 } },
  icarus: {
    product: 'USB-Serial Controller',
    usb: { vendorId: '067b', productId: '2303', manufacturer: 'Prolific Technology Inc.' },
    division: 2,
    hashrateHs: 1 / 2.6316e-9,
    clock: null,
    answerLength: 4,
    stopsAtNonce: true,
  },
  // Its true speed is not published; faster than an Icarus, so that it must be measured.
  'avalon-nano': {
    product: 'Avalon nano',
    usb: { vendorId: '1fc9', productId: '0083', manufacturer: 'Canaan' },
    division: 1,
    hashrateHs: 1e9,
    clock: null,
    answerLength: 4,
    stopsAtNonce: true,
  },
};
