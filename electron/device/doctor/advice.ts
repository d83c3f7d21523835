/** What is to be said of the whole computer rather than of one device. Pure. */
import type { Cure, Device } from '../../contract/devices.ts';
import type { ComputerFacts } from './computer.ts';
import { installRuleCommand } from './cures.ts';

export interface AdviceFacts {
  readonly devices: readonly Pick<Device, 'state'>[];
  readonly computer: ComputerFacts;
  /** Serial ports of sticks behind an FTDI adapter, with how late it hands on what it received. */
  readonly latencies: readonly { readonly path: string; readonly latencyMs: number }[];
  /** USB could not be listed. */
  readonly isBlind: boolean;
}

/** Other mining programs, which take sticks for themselves. */
const MINERS = ['cgminer', 'bfgminer', 'mujina-minerd'];

/** The most weighty first. */
export function adviceFor({ devices, computer, latencies, isBlind }: AdviceFacts): readonly Cure[] {
  const advice: Cure[] = [];
  if (isBlind) advice.push(said('cannotLook'));
  // A cable without data lines shows nothing at all: no more can be seen of it than that nothing is there.
  else if (devices.length === 0) advice.push(said('nothingFound'));
  const miner = MINERS.find((name) => computer.programs.has(name));
  if (miner !== undefined) advice.push(said('otherMiner', { program: miner }));
  if (computer.programs.has('ModemManager') && !computer.hasUdevRule) {
    advice.push({ ...said('modemManager'), command: installRuleCommand(computer.serialGroup) });
  }
  const slow = latencies.filter(({ latencyMs, path }) => latencyMs > 1 && /^\/dev\/ttyUSB\d+$/.test(path));
  if (slow.length > 0) {
    const ms = Math.max(...slow.map(({ latencyMs }) => latencyMs));
    advice.push({ ...said('latencyTimer', { ms }), command: latencyCommand(slow.map(({ path }) => path)) });
  }
  return advice;
}

const said = (code: string, params: Cure['params'] = {}): Cure => ({
  code,
  params,
  command: null,
  action: null,
});

function latencyCommand(paths: readonly string[]): string {
  return paths
    .map((path) => path.replace('/dev/', ''))
    .map((tty) => `echo 1 | sudo tee /sys/bus/usb-serial/devices/${tty}/latency_timer`)
    .join('\n');
}
