/** A host on a temporary data folder, with a client over a memory wire: the whole program but for its faces. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Client, connect } from '../../electron/contract/connect.ts';
import { type MinerContract, minerContract } from '../../electron/contract/contract.ts';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import type { SettingsPatch } from '../../electron/contract/settings.ts';
import type { Chain } from '../../electron/contract/units.ts';
import { openChoices } from '../../electron/host/choices.ts';
import { confSettingsPort } from '../../electron/host/conf-settings-port.ts';
import { type DataFolder, openDataFolder } from '../../electron/host/data-folder.ts';
import { demoDoctor } from '../../electron/host/doctor.ts';
import { openFileSecrets } from '../../electron/host/file-secrets.ts';
import { Host } from '../../electron/host/host.ts';
import { pluggedSticks } from '../../electron/host/plugged-sticks.ts';
import { SecretScrubber } from '../../electron/host/secret-scrubber.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { SystemsMeter } from '../../electron/meter/systems-view.ts';
import { memoryWirePair } from '../doubles/memory-wire.ts';
import { silentLogger } from '../doubles/silent-logger.ts';

export interface RunningHost {
  readonly host: Host;
  readonly folder: DataFolder;
  connect(): Client<MinerContract>;
  stop(): Promise<void>;
}

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'hashwatt-host-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function runHost(
  root: string,
  options: {
    readonly demo: boolean;
    readonly chain?: Chain;
    readonly settings?: SettingsPatch;
    readonly ledgerWorkerUrl?: URL;
  },
): Promise<RunningHost> {
  const folder = openDataFolder(root);
  const log = silentLogger();
  const clock = systemClock;
  const host = new Host({
    folder,
    version: '0.0.0-test',
    clock,
    random: Math.random,
    log,
    timeZone: 'Europe/Berlin',
    ledgerWorkerUrl:
      options.ledgerWorkerUrl ?? new URL('../../electron/ledger/ledger-worker.ts', import.meta.url),
    systems: new SystemsMeter({
      clock,
      log,
      load: async () => ({ battery: noFacts, cpuTemperature: noFacts, usb: noFacts }),
      powercapDir: '/nowhere',
    }),
    settingsPortOf: (data) => confSettingsPort(data.settingsFile),
    secretsOf: async (data) => {
      const secrets = await openFileSecrets({
        path: data.secretsFile,
        clock,
        scrubber: new SecretScrubber(),
      });
      return { secrets, secretsSetAside: secrets.setAside };
    },
    choices: await openChoices({ path: folder.choicesFile, clock, log }),
    doctor: demoDoctor({ clock, log }),
    pluggedSticks: (chain) =>
      pluggedSticks({
        chain,
        sharedSerials: new Set<string>(),
        clock,
        log,
        openSticksFile: folder.openSticksFile,
        onOpened: () => {},
      }),
    flags: { chain: options.chain ?? { kind: 'mainnet' }, settings: options.settings ?? {} },
  });
  await host.start(options.demo);
  return {
    host,
    folder,
    connect: () => {
      const [ours, theirs] = memoryWirePair();
      host.serveWire(theirs);
      return connect(minerContract, ours, { clock });
    },
    stop: async () => {
      expect(await host.stop()).toBe(true);
    },
  };
}

/** The first frame that is as wanted. Rejects after `limitMs` with the last frame in the message. */
export function frameWhere(
  client: Client<MinerContract>,
  isWanted: (frame: MinerFrame) => boolean,
  limitMs = 20_000,
): Promise<MinerFrame> {
  return new Promise((resolve, reject) => {
    let last: MinerFrame | null = null;
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`No such frame within ${limitMs} ms; the last was ${JSON.stringify(last)}`));
    }, limitMs);
    const unsubscribe = client.feeds.frame.subscribe((frame) => {
      last = frame;
      if (!isWanted(frame)) return;
      clearTimeout(timer);
      setImmediate(() => unsubscribe());
      resolve(frame);
    });
  });
}

const noFacts = (): Promise<never> => Promise.reject(new Error('not asked in tests'));
