/** What to do, for each system: codes of sentences, with a command to copy or a button. Pure. */
import type { Cure } from '../../contract/devices.ts';
import { driverFor } from './candidates.ts';
import type { DeviceCase, Params } from './device-case.ts';
import { UDEV_RULES } from './udev-rules.ts';

export type CureCode =
  | 'replug'
  | 'retry'
  | 'attach'
  | 'report'
  | 'checkCable'
  | 'strongerPort'
  | 'lowerClock'
  | 'closeOther'
  | 'installRule'
  | 'joinGroup'
  | 'logInAgain'
  | 'ignoreModem'
  | 'stopBrltty'
  | 'loadDriver'
  | 'bindDriver'
  | 'installDriver'
  | 'restoreDriver';

/** The cure of a code for a device; `params` are those of the finding's sentence. */
export function cureOf(code: CureCode, one: DeviceCase, params: Params): Cure {
  const { computer } = one;
  switch (code) {
    case 'retry':
      return { ...plain(one.stick === null ? 'lookAgain' : 'retry'), action: 'retry' };
    case 'attach':
      return { ...plain('attach'), action: 'attach' };
    case 'report':
      return { ...plain('report'), action: 'report' };
    case 'installRule':
      return { ...plain('installRule'), command: installRuleCommand(computer.serialGroup) };
    case 'joinGroup': {
      const group = String(params.group ?? computer.serialGroup);
      return {
        ...plain('joinGroup', { group }),
        command: isShellWord(group) ? `sudo usermod -aG ${group} "$USER"` : null,
      };
    }
    case 'ignoreModem':
      return { ...plain('ignoreModem'), command: installRuleCommand(computer.serialGroup) };
    case 'stopBrltty':
      // The rule starts the first where the package splits them, as on Debian; Fedora and Arch have the second alone.
      return {
        ...plain('stopBrltty'),
        command: 'sudo systemctl mask --now brltty-udev.service brltty.service',
      };
    case 'loadDriver':
      return { ...plain('loadDriver', params), command: loadCommand(one) };
    case 'bindDriver':
      return { ...plain('bindDriver', params), command: bindCommand(one) };
    case 'installDriver':
      return plain(driverPackage(one));
    case 'restoreDriver':
      return { ...plain('restoreDriver', params), command: restoreCommand(one) };
    case 'closeOther':
      return params.program === undefined ? plain('closeOther') : plain('closeProgram', params);
    default:
      return plain(code, params);
  }
}

const plain = (code: string, params: Params = {}): Cure => ({
  code,
  params: { ...params },
  command: null,
  action: null,
});

/**
 * Writes our rule and has udev apply it; works wherever udev is. The number is below 73, where `uaccess` is handed out
 * (systemd, 73-seat-late.rules). Devices that are there already are told of again by `trigger`.
 */
export function installRuleCommand(group: 'dialout' | 'uucp'): string {
  const rules = UDEV_RULES.replaceAll('GROUP="dialout"', `GROUP="${group}"`);
  return [
    "sudo tee /etc/udev/rules.d/70-usb-miner.rules > /dev/null << 'EOF'",
    rules,
    'EOF',
    'sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=usb --subsystem-match=tty',
  ].join('\n');
}

/** What a shell takes for one plain word: nothing else of what a system says is put into a command. */
const isShellWord = (text: string): boolean => /^[a-z_][a-z0-9_-]{0,31}$/.test(text);

function loadCommand({ device }: DeviceCase): string | null {
  const driver = device === null ? null : driverFor(device);
  // The module of the driver `cdc_acm` is called `cdc-acm`; modprobe takes either.
  return driver === null ? null : `sudo modprobe ${driver}`;
}

/** Only for names of interfaces as the kernel writes them. */
function bindCommand({ device }: DeviceCase): string | null {
  if (device === null) return null;
  const driver = driverFor(device);
  const bare = device.interfaces.find((one) => one.driver === null);
  if (driver === null || bare === undefined || device.location === null) return null;
  return `echo '${device.location}:1.${bare.number}' | sudo tee /sys/bus/usb/drivers/${driver}/bind`;
}

/** Windows keeps a driver that was added by hand as `oem<number>.inf`; without it the system's own comes back. */
function restoreCommand({ device }: DeviceCase): string | null {
  const inf = device?.facts.inf ?? '';
  return /^oem\d+\.inf$/i.test(inf) ? `pnputil /delete-driver ${inf} /uninstall /force` : null;
}

function driverPackage({ device, guess }: DeviceCase): string {
  const driver = guess?.kind === 'bridge' ? guess.driver : device === null ? null : driverFor(device);
  switch (driver) {
    case 'cp210x':
      return 'installSiliconLabs';
    case 'ftdi_sio':
      return 'installFtdi';
    default:
      return 'installDriver';
  }
}
