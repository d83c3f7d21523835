/** Why a port did not open, and what the user can do about it. Bindings tell it in words, each in its own. */
import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { DeviceError, type DeviceErrorCode } from './device-error.ts';

/** The code comes from the system where it can be asked, else from the binding's words. */
export async function openErrorOf(path: string, cause: unknown): Promise<DeviceError> {
  const code = (await codeOfNode(path)) ?? codeOfWords(cause);
  return new DeviceError(code, path, await sentenceOf(code, path, cause), { cause });
}

async function codeOfNode(path: string): Promise<DeviceErrorCode | null> {
  const node = await stat(path).catch(() => null);
  // Before the rights: nobody needs those for a folder.
  if (node?.isFile() || node?.isDirectory()) return 'notAPort';
  const error = await access(path, constants.R_OK | constants.W_OK).then(
    () => null,
    (reason: NodeJS.ErrnoException) => reason.code,
  );
  return error === 'EACCES' || error === 'EPERM' ? 'portForbidden' : null;
}

/** Linux, macOS and Windows bindings, in this order of alternatives. */
const WORDS: readonly (readonly [DeviceErrorCode, RegExp])[] = [
  ['portBusy', /cannot lock port|EBUSY|EAGAIN|resource busy|temporarily unavailable|access(?: is)? denied/i],
  // What the system says of /dev/null and the like: a device, but no terminal.
  ['notAPort', /ENOTTY|inappropriate ioctl/i],
  ['portForbidden', /EACCES|EPERM|permission denied|not permitted/i],
  ['portMissing', /ENOENT|ENXIO|ENODEV|no such (?:file|device)|file not found|not configured/i],
];

function codeOfWords(cause: unknown): DeviceErrorCode {
  const words =
    cause instanceof Error ? `${'code' in cause ? cause.code : ''} ${cause.message}` : String(cause);
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'portFailed';
}

async function sentenceOf(code: DeviceErrorCode, path: string, cause: unknown): Promise<string> {
  switch (code) {
    case 'portMissing':
      return `There is no serial port ${path}. Plug the stick in, or give the path it has now.`;
    case 'notAPort': {
      const node = await stat(path).catch(() => null);
      const what = node?.isDirectory() ? 'a folder' : node?.isFile() ? 'a plain file' : 'another device';
      return `${path} is ${what} and not a serial port. Give the path of the stick's port, such as /dev/ttyUSB0.`;
    }
    case 'portBusy':
      return `Another program has ${path} open. Close it (another miner, a serial monitor), then try again.`;
    case 'portForbidden':
      return (
        `You may not open ${path}: it belongs to the group "${await groupOf(path)}". Join that group and log in ` +
        'again, or install resources/99-usb-miner.rules in /etc/udev/rules.d and plug the stick in anew.'
      );
    default:
      return `${path} did not open: ${cause instanceof Error ? cause.message : String(cause)}. Plug the stick in anew.`;
  }
}

/** Name of the group a device node belongs to; `dialout`, as Debian has it, when it cannot be found out. */
async function groupOf(path: string): Promise<string> {
  try {
    const { gid } = await stat(path);
    const groups = await readFile('/etc/group', 'utf8');
    const row = groups.split('\n').find((line) => line.split(':')[2] === String(gid));
    return row?.split(':')[0] ?? String(gid);
  } catch {
    return 'dialout';
  }
}
