/** Good values for every row of the contract, so that a test can walk the whole table. */

import type { Hello, MinerContract } from '../../../electron/contract/contract.ts';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import type { Handlers } from '../../../electron/contract/serve.ts';
import { DEFAULT_SETTINGS } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';

export const HELLO: Hello = {
  contractVersion: 1,
  hostVersion: '0.1.0',
  chain: { kind: 'mainnet' },
  demo: false,
  capabilities: ['history'],
};

/** An input for each call; the type makes a new call a compile error here. */
export const CALL_INPUTS: Record<keyof MinerContract['calls'], Record<string, unknown>> = {
  getSettings: {},
  patchSettings: { baseRevision: 1, patch: { theme: 'dark' } },
  setPoolPassword: { poolId: 'main', password: 'x' },
  pause: { untilMs: null },
  resume: {},
  retryStick: { stickId: 'serial:A1' },
  switchDemo: { demo: true },
  history: { fromMs: 0, toMs: 60_000, maxPoints: 10 },
  systemsView: {},
};

const unknown = { value: null, origin: 'measured', atMs: 5 } as const;
const money = { value: { amount: '-0.0083', currency: 'EUR' }, origin: 'modelled', atMs: 5 } as const;
const hashrate = { hashrateHs: unknown, lowHs: null, highHs: null, windowMs: 0 };
const shares = { accepted: 3, rejected: 0, stale: 1, lost: 0 };

export function sampleFrame(seq: number): MinerFrame {
  return {
    seq,
    nowMs: 1_000 + seq,
    startedAtMs: 0,
    settingsRevision: 1,
    run: { state: 'mining', paused: false, pausedSinceMs: null, pausedUntilMs: null },
    fleet: {
      hashrate,
      expectedHs: unknown,
      powerW: unknown,
      efficiencyJth: unknown,
      costPerHour: money,
      netPerHour: money,
    },
    today: {
      startMs: 0,
      energyWh: unknown,
      unpricedWh: unknown,
      cost: money,
      expectedSats: { value: '12.5', origin: 'measured', atMs: 5 },
      expectedValue: money,
      net: money,
      shares,
    },
    outlook: {
      costPerDay: money,
      expectedSatsPerDay: { value: '24', origin: 'measured', atMs: 5 },
      expectedValuePerDay: money,
      netPerDay: money,
      breakEvenPricePerKwh: money,
      blockChancePerDay: unknown,
      pricePerKwh: money,
      btcPrice: money,
      networkDifficulty: unknown,
      blockHeight: unknown,
      subsidySats: unknown,
    },
    sticks: [
      {
        id: StickId.parse('serial:A1'),
        model: 'compac-f',
        name: 'Compac F',
        path: '/dev/ttyUSB0',
        serialNumber: null,
        simulated: false,
        health: 'mining',
        healthSinceMs: 0,
        cause: null,
        hashrate,
        expectedHs: unknown,
        powerW: unknown,
        tempC: unknown,
        targetFrequencyMhz: 400,
        frequencyMhz: unknown,
        chipCount: 1,
        expectedChipCount: 1,
        baudRate: 115_200,
        ticketDifficulty: 256,
        expectedSatsPerDay: { value: '24', origin: 'measured', atMs: 5 },
        shares,
        nonces: 9,
        duplicates: 0,
        hardwareErrors: 0,
        orphanNonces: 0,
        badFrames: 0,
        resets: 1,
        lastNonceAtMs: null,
      },
    ],
    pool: null,
    faults: [
      {
        code: 'stickSilent',
        severity: 'warn',
        subject: { kind: 'stick', id: 'serial:A1' },
        params: {},
        sinceMs: 4,
      },
    ],
  };
}

/** Handlers that answer well and note what they were called with. */
export function sampleHandlers(heard: [name: string, input: unknown][] = []): Handlers<MinerContract> {
  const note = <T>(name: string, output: T) => {
    return (input: unknown): T => {
      heard.push([name, input]);
      return output;
    };
  };
  return {
    getSettings: note('getSettings', { settings: DEFAULT_SETTINGS, revision: 1 }),
    patchSettings: note('patchSettings', { revision: 2 }),
    setPoolPassword: note('setPoolPassword', { revision: 3 }),
    pause: note('pause', {}),
    resume: note('resume', {}),
    retryStick: note('retryStick', {}),
    switchDemo: note('switchDemo', {}),
    history: note('history', { bucketMs: 60_000, points: [], events: [] }),
    systemsView: note('systemsView', { atMs: null, hostPowerW: unknown, cpuTempC: unknown, usbDevices: [] }),
  };
}
