/** Builds the host the same way for both faces; what differs between them comes in. */
import type { SettingsPort } from '../contract/ports.ts';
import { POWERCAP_DIR } from '../meter/rapl-meter.ts';
import { loadSystemInformation, SystemsMeter } from '../meter/systems-view.ts';
import { openChoices } from './choices.ts';
import { type HeadlessOptions, settingsPatchOf } from './cli.ts';
import type { DataFolder, DataSet } from './data-folder.ts';
import { systemDoctor } from './doctor.ts';
import { openFileSecrets, withFixedSecret } from './file-secrets.ts';
import { wantsDemo } from './first-start.ts';
import { Host } from './host.ts';
import type { Log } from './log.ts';
import type { OpenedSecrets } from './miner.ts';
import { type DeviceRoots, pluggedSticks } from './plugged-sticks.ts';
import { readPoolPassword } from './pool-password.ts';
import type { SecretScrubber } from './secret-scrubber.ts';
import { openSharedSerials } from './shared-serials.ts';
import { systemClock } from './system-clock.ts';

export interface HostParts {
  readonly options: HeadlessOptions;
  readonly folder: DataFolder;
  readonly version: string;
  readonly log: Log;
  readonly scrubber: SecretScrubber;
  readonly ledgerWorkerUrl: URL;
  readonly settingsPortOf: (data: DataSet) => SettingsPort;
  /** Told when a stick is about to be opened. */
  readonly onStickOpened: () => void;
  /** Absent: the system's own. */
  readonly deviceRoots?: DeviceRoots;
}

export interface ComposedHost {
  readonly host: Host;
  /** What to start it with. */
  readonly demo: boolean;
}

/** Rejects with a HostError when a password was promised and cannot be read. */
export async function composeHost(parts: HostParts): Promise<ComposedHost> {
  const { options, folder, scrubber, deviceRoots } = parts;
  const log = parts.log.logger;
  const clock = systemClock;
  const password = await readPoolPassword({ file: options.passwordFile, env: process.env });
  if (password !== null) scrubber.add(password);
  const choices = await openChoices({ path: folder.choicesFile, clock, log });
  const sharedSerials = await openSharedSerials(folder.sharedSerialsFile, log);
  const host = new Host({
    ...parts,
    choices,
    log,
    clock,
    random: Math.random,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    systems: new SystemsMeter({ clock, log, load: loadSystemInformation, powercapDir: POWERCAP_DIR }),
    // Given with pools on the command line, it is for those and for no other.
    secretsOf: (data) =>
      secretsOf(data, { password, scope: options.pools.length > 0 ? 'pool:flag-' : 'pool:', scrubber }),
    doctor: systemDoctor({ clock, log: log.child({ part: 'doctor' }) }),
    pluggedSticks: (chain) =>
      pluggedSticks({
        chain,
        sharedSerials,
        clock,
        log,
        openSticksFile: folder.openSticksFile,
        onOpened: parts.onStickOpened,
        ...(deviceRoots === undefined ? {} : { roots: deviceRoots }),
      }),
    flags: { chain: options.chain ?? { kind: 'mainnet' }, settings: settingsPatchOf(options) },
  });
  return { host, demo: wantsDemo(options, folder, choices.current.demo) };
}

interface FixedPassword {
  readonly password: string | null;
  /** Names of the secrets it stands for begin with this. */
  readonly scope: string;
  readonly scrubber: SecretScrubber;
}

async function secretsOf(
  data: DataSet,
  { password, scope, scrubber }: FixedPassword,
): Promise<OpenedSecrets> {
  const stored = await openFileSecrets({ path: data.secretsFile, clock: systemClock, scrubber });
  const secrets =
    password === null ? stored : withFixedSecret(stored, password, (name) => name.startsWith(scope));
  return { secrets, secretsSetAside: stored.setAside };
}
