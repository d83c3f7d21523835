/** What the device doctor knows of the computer around the devices. Facts only; who draws conclusions is elsewhere. */

/** Whether this user may open a node, and why not. */
export interface NodeAccess {
  readonly mayOpen: boolean;
  /** Name of the node's group, or its number as text; null where there are no groups. */
  readonly group: string | null;
  /** This process has the group. */
  readonly inGroup: boolean;
  /** The list of groups names this user for it: the next login will have it. */
  readonly isListed: boolean;
}

export type Platform = 'linux' | 'darwin' | 'win32' | 'other';

/** Of the whole computer, at one moment. */
export interface ComputerFacts {
  readonly platform: Platform;
  /** Names of the programs that run, as the system shortens them; empty where it does not tell. */
  readonly programs: ReadonlySet<string>;
  /** A udev rule of ours is installed. */
  readonly hasUdevRule: boolean;
  /** brltty's udev rule is installed, which starts it for devices it takes for Braille displays. */
  readonly hasBrltty: boolean;
  /** Drivers of USB devices that the kernel has loaded. */
  readonly drivers: ReadonlySet<string>;
  /** Group that may use serial ports here by custom. */
  readonly serialGroup: 'dialout' | 'uucp';
}

export interface Computer {
  /** Never rejects; what cannot be found out counts as not there. */
  facts(): Promise<ComputerFacts>;
  /** Null where the node is not there or the system has no such rights. */
  access(path: string): Promise<NodeAccess | null>;
  /** Names of other programs that have these nodes open, by path; those of other users may be missing. */
  users(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** How late an FTDI adapter may hand on what it received, ms; null for no such adapter. */
  latencyMs(ttyPath: string): Promise<number | null>;
}

/** For systems that tell none of it. */
export function silentComputer(platform: Platform): Computer {
  return {
    facts: async () => ({
      platform,
      programs: new Set(),
      hasUdevRule: false,
      hasBrltty: false,
      drivers: new Set(),
      serialGroup: 'dialout',
    }),
    access: async () => null,
    users: async () => new Map(),
    latencyMs: async () => null,
  };
}
