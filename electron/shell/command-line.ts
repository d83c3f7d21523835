/** Takes the shell's own flag out of the command line; all others are the host's, which has the parser. */

export interface ShellArgs {
  /** `--data-dir`, which both processes need and so travels apart. */
  readonly dataDir: string | null;
  readonly args: readonly string[];
}

/**
 * `argv` as Electron gives it: the executable, in development the app's folder, then the flags. In development
 * they come after `--`, so that Chromium does not take them for its own.
 */
export function shellArgs(argv: readonly string[], isPackaged: boolean): ShellArgs {
  const flags = isPackaged ? argv.slice(1) : argv.slice(2);
  const all = flags[0] === '--' ? flags.slice(1) : flags;
  let dataDir: string | null = null;
  const args: string[] = [];
  for (let index = 0; index < all.length; index += 1) {
    const flag = all[index] ?? '';
    if (flag.startsWith('--data-dir=')) dataDir = flag.slice('--data-dir='.length);
    else if (flag === '--data-dir' && index + 1 < all.length) {
      index += 1;
      dataDir = all[index] ?? null;
    } else args.push(flag);
  }
  return { dataDir, args };
}
