/**
 * Which face `npm start` shows: a window of Electron, or the same app in the browser. Decided from facts that
 * are passed in; importing `electron` to find out would start a download.
 */
export type Face =
  | { readonly kind: 'electron'; readonly binary: string }
  /** `why` is one line for the user. */
  | { readonly kind: 'browser'; readonly why: string }
  /** The user insisted on a face that cannot be had. */
  | { readonly kind: 'none'; readonly sentence: string };

export interface FaceDeps {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  /** Path of Electron's executable, or null when it was never downloaded. */
  readonly findBinary: () => string | null;
  /** Tries to download it; with `anew` even if that failed before. Resolves with the path or null. */
  readonly install: (anew: boolean) => Promise<string | null>;
}

/**
 * Electron where its window can open and its program is here or can be fetched, else the browser. `HASHWATT_FACE`
 * overrules; where what it asks for cannot be had, the answer is `none` with a sentence. Never rejects by itself.
 */
export async function chooseFace(deps: FaceDeps): Promise<Face> {
  const wanted = deps.env.HASHWATT_FACE ?? '';
  if (!['', 'electron', 'browser'].includes(wanted)) {
    return { kind: 'none', sentence: 'HASHWATT_FACE must be electron or browser.' };
  }
  if (wanted === 'browser') return { kind: 'browser', why: 'HASHWATT_FACE asks for the browser.' };
  const obstacle = obstacleTo(deps);
  const binary =
    obstacle === null ? (deps.findBinary() ?? (await deps.install(wanted === 'electron'))) : null;
  if (binary !== null) return { kind: 'electron', binary };
  const why = obstacle ?? "Electron's program is not here and could not be downloaded.";
  if (wanted === 'electron') return { kind: 'none', sentence: `No window can be opened: ${why}` };
  return { kind: 'browser', why };
}

/** What stands in the way of a window on this computer, or null. */
function obstacleTo({ platform, env, isRoot }: FaceDeps): string | null {
  if (platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY)
    return 'There is no display (DISPLAY and WAYLAND_DISPLAY are not set).';
  // Chromium refuses to run as root unless its sandbox is switched off, which Hashwatt never does.
  return isRoot ? 'A window cannot run as root; start Hashwatt as an ordinary user.' : null;
}
