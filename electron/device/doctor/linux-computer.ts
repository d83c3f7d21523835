/** What Linux tells of programs, rights and drivers, read from its files. Roots come in, so that tests have their own. */
import { constants } from 'node:fs';
import { access, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../../contract/ports.ts';
import { cleanText } from '../../core/clean-text.ts';
import type { Computer, ComputerFacts, NodeAccess } from './computer.ts';

export interface LinuxComputerDeps {
  /** What goes before every path: empty for this computer. */
  readonly root: string;
  readonly clock: Clock;
  readonly user: {
    readonly name: string;
    readonly groups: readonly number[];
    readonly pid: number;
  };
}

/** Programs come and go slowly against a page that asks every two seconds. */
const FACTS_AGE_MS = 5000;

const RULE_FOLDERS = ['etc/udev/rules.d', 'usr/lib/udev/rules.d', 'lib/udev/rules.d'];

export function linuxComputer({ root, clock, user }: LinuxComputerDeps): Computer {
  const at = (...parts: readonly string[]): string => join(root, '/', ...parts);
  let latest: { readonly monoMs: number; readonly facts: Promise<ComputerFacts> } | null = null;
  const users = new OpenNodes({ clock, procRoot: at('proc'), ownPid: user.pid });
  return {
    facts() {
      const nowMs = clock.monotonicMs();
      if (latest === null || nowMs - latest.monoMs >= FACTS_AGE_MS) {
        latest = { monoMs: nowMs, facts: factsOf(at) };
      }
      return latest.facts;
    },
    access: (path) => accessTo(at(path), at('etc/group'), user),
    users: (paths) => users.of(paths),
    latencyMs: async (ttyPath) => {
      const file = at('sys/bus/usb-serial/devices', basename(ttyPath), 'latency_timer');
      const ms = Number.parseInt((await textOf(file)) ?? '', 10);
      return Number.isNaN(ms) ? null : ms;
    },
  };
}

async function factsOf(at: (...parts: readonly string[]) => string): Promise<ComputerFacts> {
  const [programs, rules, usbDrivers, groups] = await Promise.all([
    programsIn(at('proc')),
    Promise.all(RULE_FOLDERS.map((folder) => namesIn(at(folder)))),
    namesIn(at('sys/bus/usb/drivers')),
    readFile(at('etc/group'), 'utf8').catch(() => ''),
  ]);
  const hasRule = (pattern: RegExp): boolean => rules.flat().some((name) => pattern.test(name));
  return {
    platform: 'linux',
    programs,
    hasUdevRule: hasRule(/usb-miner.*\.rules$/),
    hasBrltty: hasRule(/brltty.*\.rules$/),
    drivers: new Set(usbDrivers),
    serialGroup: /^dialout:/m.test(groups) || !/^uucp:/m.test(groups) ? 'dialout' : 'uucp',
  };
}

async function programsIn(procRoot: string): Promise<ReadonlySet<string>> {
  const pids = (await namesIn(procRoot)).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(pids.map((pid) => textOf(join(procRoot, pid, 'comm'))));
  return new Set(names.filter((name) => name !== null));
}

async function accessTo(
  path: string,
  groupFile: string,
  user: LinuxComputerDeps['user'],
): Promise<NodeAccess | null> {
  const node = await stat(path).catch(() => null);
  if (node === null) return null;
  const mayOpen = await access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  const rows = (await readFile(groupFile, 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  const row = rows.find((fields) => fields[2] === String(node.gid));
  return {
    mayOpen,
    group: cleanText(row?.[0] ?? '', 32) || String(node.gid),
    inGroup: user.groups.includes(node.gid),
    isListed: row?.[3]?.split(',').includes(user.name) ?? false,
  };
}

interface OpenNodesDeps {
  readonly clock: Clock;
  readonly procRoot: string;
  readonly ownPid: number;
}

/** Every descriptor of every process is many: one look serves this long. */
const LOOK_AGE_MS = 10_000;

/** Which programs have a device node open. Only those of the same user can be seen, or all by root. */
class OpenNodes {
  readonly #deps: OpenNodesDeps;
  #latest: { readonly monoMs: number; readonly owners: Promise<ReadonlyMap<string, string>> } | null = null;

  constructor(deps: OpenNodesDeps) {
    this.#deps = deps;
  }

  async of(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (paths.length === 0) return new Map();
    const nowMs = this.#deps.clock.monotonicMs();
    if (this.#latest === null || nowMs - this.#latest.monoMs >= LOOK_AGE_MS) {
      this.#latest = { monoMs: nowMs, owners: this.#look() };
    }
    const owners = await this.#latest.owners;
    return new Map([...owners].filter(([path]) => paths.includes(path)));
  }

  /** Every device node that another program has open, with that program's name. */
  async #look(): Promise<ReadonlyMap<string, string>> {
    const { procRoot, ownPid } = this.#deps;
    const pids = (await namesIn(procRoot)).filter((name) => /^\d+$/.test(name) && name !== String(ownPid));
    const owners = new Map<string, string>();
    for (const pid of pids) {
      const folder = join(procRoot, pid, 'fd');
      const names = await namesIn(folder);
      const targets = await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => '')));
      const nodes = targets.filter((target) => /^\/dev\/(?:tty(?:USB|ACM)|bus\/usb\/)/.test(target));
      if (nodes.length === 0) continue;
      const program = (await textOf(join(procRoot, pid, 'comm'))) ?? pid;
      for (const node of nodes) owners.set(node, program);
    }
    return owners;
  }
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** What a small file of the system says, cleaned; null when it says nothing. */
function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => cleanText(text, 200) || null,
    () => null,
  );
}
