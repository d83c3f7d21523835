/** Shows an address in the user's browser, where there is one. That there is none is no error. */
import { spawn } from 'node:child_process';

export interface OpenBrowserDeps {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Does nothing under `HASHWATT_NO_OPEN` or `CI`. */
export function openBrowser(url: string, { platform, env }: OpenBrowserDeps): void {
  if (env.HASHWATT_NO_OPEN || env.CI) return;
  const [program, ...args] = openerOf(platform, url);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/** The program that opens an address with whatever the desktop prefers. */
export function openerOf(platform: NodeJS.Platform, url: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
