/** Good values for every row of the contract, so that a test can walk the whole table. */

import { CONTRACT_VERSION, type Hello, type MinerContract } from '../../../electron/contract/contract.ts';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import type { Passport } from '../../../electron/contract/passport.ts';
import type { Handlers } from '../../../electron/contract/serve.ts';
import { DEFAULT_SETTINGS } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';

export const HELLO: Hello = {
  contractVersion: CONTRACT_VERSION,
  hostVersion: '0.1.0',
  chain: { kind: 'mainnet' },
  demo: false,
  capabilities: ['history'],
};

const PLUG = {
  id: 'desk',
  kind: 'shelly',
  name: 'Desk',
  address: '127.0.0.1:8080',
  channel: '0',
  user: null,
  stickIds: ['serial:A1'],
  includesHost: false,
};

/** An input for each call; the type makes a new call a compile error here. */
export const CALL_INPUTS: Record<keyof MinerContract['calls'], Record<string, unknown>> = {
  getSettings: {},
  patchSettings: { baseRevision: 1, patch: { theme: 'dark' } },
  setPoolPassword: { poolId: 'main', password: 'x' },
  pause: { untilMs: null },
  resume: {},
  retryStick: { stickId: 'serial:A1' },
  blinkStick: { stickId: 'serial:A1' },
  forgetStick: { stickId: 'serial:A1' },
  stickHistory: { stickId: 'serial:A1', range: { fromMs: 0, toMs: 60_000, maxPoints: 10 } },
  passport: { stickId: 'serial:A1' },
  passports: {},
  devices: {},
  deviceReport: { key: 'usb:1-1' },
  startTuning: { stickId: 'serial:A1', goal: 'lowestJth', dryRun: false },
  stopTuning: { stickId: 'serial:A1' },
  applyTuning: { stickId: 'serial:A1', runId: 'r1' },
  startComparison: {
    stickId: 'serial:A1',
    a: { frequencyMhz: 300, coreMv: null },
    b: { frequencyMhz: 400, coreMv: null },
    slotMs: 60_000,
  },
  tuneHistory: { stickId: 'serial:A1' },
  testPlug: { plug: PLUG, secret: null },
  setPlugSecret: { plugId: 'desk', secret: 'x' },
  calibrateStick: { stickId: 'serial:A1', wallW: 14.2 },
  demoState: {},
  setDemoSticks: { models: ['compac-f'] },
  setDemoFault: { stickId: 'serial:A1', fault: 'freeze', active: true },
  switchDemo: { demo: true },
  history: { fromMs: 0, toMs: 60_000, maxPoints: 10 },
  systemsView: {},
};

const unknown = { value: null, origin: 'measured', atMs: 5 } as const;
const money = { value: { amount: '-0.0083', currency: 'EUR' }, origin: 'modelled', atMs: 5 } as const;
const hashrate = { hashrateHs: unknown, lowHs: null, highHs: null, windowMs: 0 };
const shares = { accepted: 3, rejected: 0, stale: 1, lost: 0 };

const samplePassport: Passport = {
  stickId: StickId.parse('serial:A1'),
  model: 'compac-f',
  name: 'Compac F',
  serialNumber: 'A1',
  firstSeenMs: 1,
  lastSeenMs: 5,
  hashedMs: 3_600_000,
  energyWh: 12.5,
  unmeteredMs: 0,
  workDifficulty: 1e6,
  expectedSats: '12.5',
  accepted: 3,
  rejected: 0,
  hardwareErrors: 1,
  resets: 1,
  bestShareDifficulty: 4.2e6,
  bestShareAtMs: 4,
  blocks: 0,
  firstJth: null,
  latestJth: null,
  hubs: [{ location: '1-1.4', lastSeenMs: 5 }],
};

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
      powerLines: [{ code: 'hubLoss', powerW: unknown }],
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
        modelName: 'Compac F',
        name: 'Compac F',
        note: null,
        path: '/dev/ttyUSB0',
        serialNumber: null,
        simulated: false,
        health: 'mining',
        healthSinceMs: 0,
        cause: null,
        hashrate,
        expectedHs: unknown,
        powerW: unknown,
        powerSource: 'model',
        efficiencyJth: unknown,
        tempC: unknown,
        inputV: unknown,
        inputA: unknown,
        coreMv: unknown,
        fanRpm: unknown,
        targetCoreMv: null,
        targetFrequencyMhz: 400,
        frequencyMhz: unknown,
        chipCount: 1,
        expectedChipCount: 1,
        baudRate: 115_200,
        ticketDifficulty: 256,
        expectedSatsPerDay: { value: '24', origin: 'measured', atMs: 5 },
        isTwin: false,
        hubId: '1-1.4',
        profile: 'eco',
        abilities: { frequencyMhz: { min: 50, max: 800, step: 5 }, coreMv: null, fan: false, blink: 'clock' },
        chips: [{ frequencyMhz: 400, nonces: 9, hardwareErrors: 0, lastNonceAtMs: 4 }],
        rampPoints: [{ frequencyMhz: 200, inputV: 5.02, atMs: 3 }],
        recovery: { step: 'newWork', atMs: 3 },
        tuning: null,
        hashingSinceMs: 1,
        acceptedHashrate: hashrate,
        hardwareErrorShare: unknown,
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
    hubs: [
      {
        id: '1-1.4',
        name: null,
        portCount: 4,
        ratedW: 36,
        powerW: unknown,
        sticks: [{ stickId: StickId.parse('serial:A1'), port: 2 }],
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
    blinkStick: note('blinkStick', {}),
    forgetStick: note('forgetStick', { revision: 4 }),
    stickHistory: note('stickHistory', { bucketMs: 60_000, points: [], events: [] }),
    passport: note('passport', samplePassport),
    passports: note('passports', [samplePassport]),
    devices: note('devices', { atMs: 5, platform: 'linux' as const, devices: [], advice: [], models: [] }),
    deviceReport: note('deviceReport', { text: 'report', redacted: [{ code: 'serialNumber', count: 1 }] }),
    startTuning: note('startTuning', { runId: 'r1' }),
    stopTuning: note('stopTuning', {}),
    applyTuning: note('applyTuning', { revision: 5 }),
    startComparison: note('startComparison', { comparisonId: 'c1' }),
    tuneHistory: note('tuneHistory', { runs: [], comparisons: [], profiles: [] }),
    testPlug: note('testPlug', {
      powerW: { value: 14.2, origin: 'measured' as const, atMs: 5 },
      latencyMs: 20,
    }),
    setPlugSecret: note('setPlugSecret', { revision: 6 }),
    calibrateStick: note('calibrateStick', { revision: 7 }),
    demoState: note('demoState', { models: [{ model: 'compac-f', name: 'Compac F' }], sticks: [] }),
    setDemoSticks: note('setDemoSticks', {}),
    setDemoFault: note('setDemoFault', {}),
    switchDemo: note('switchDemo', {}),
    history: note('history', { bucketMs: 60_000, points: [], events: [] }),
    systemsView: note('systemsView', { atMs: null, hostPowerW: unknown, cpuTempC: unknown, usbDevices: [] }),
  };
}
