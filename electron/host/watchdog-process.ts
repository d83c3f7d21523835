/**
 * Entry of the watchdog: arguments are the list of open sticks and the host's process id. It counts its own
 * seconds, so that a sleep of the computer is not taken for a hang, and loads nothing that drives sticks until it must.
 */
import type { Logger } from '../contract/ports.ts';
import { HOST_SILENCE_LIMIT_MS } from '../contract/shell-messages.ts';
import { readOpenSticks } from './open-sticks.ts';
import { systemClock } from './system-clock.ts';

const STEP_MS = 1000;
/** After its last word the host may still close its files. */
const EXIT_LIMIT_MS = 10_000;
const LOOK_MS = 100;

const [file = '', pidText = ''] = process.argv.slice(2);
const hostPid = Number(pidText);
let silentMs = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('message', () => {
  silentMs = 0;
});
process.on('disconnect', () => void takeOver());
systemClock.every(STEP_MS, () => {
  silentMs += STEP_MS;
  if (silentMs >= HOST_SILENCE_LIMIT_MS && process.connected) killHost('hung');
});

/** The host is gone or going: wait for the ports to be free, then put to rest what it left. */
async function takeOver(): Promise<never> {
  // The channel is gone and the clock's timers keep nobody alive.
  setInterval(() => {}, STEP_MS);
  for (let waitedMs = 0; isRunning() && waitedMs < EXIT_LIMIT_MS; waitedMs += LOOK_MS) {
    await new Promise<void>((resolve) => void systemClock.after(LOOK_MS, resolve));
  }
  const sticks = readOpenSticks(file);
  if (sticks.length === 0) process.exit(0);
  if (isRunning()) killHost('does not end');
  const { parkSticks } = await import('./park-sticks.ts');
  const { systemBinding } = await import('../device/serial-binding.ts');
  const { systemPortList } = await import('../device/port-list.ts');
  const { pairedPortList } = await import('../device/port-pairs.ts');
  const { usbControlOf } = await import('../device/usb-library.ts');
  const binding = await systemBinding();
  const { platform } = process;
  const list = pairedPortList(systemPortList(binding, platform));
  const usbAt = await usbControlOf(platform, stderrLog);
  await parkSticks(sticks, { binding, list, usbAt, clock: systemClock, log: stderrLog, platform });
  process.exit(0);
}

function killHost(why: string): void {
  say(`Hashwatt ${why} and is ended; its sticks are put to rest.`);
  try {
    process.kill(hostPid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

function isRunning(): boolean {
  try {
    return process.kill(hostPid, 0);
  } catch {
    return false;
  }
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

const quiet = (): void => {};
const stderrLog: Logger = {
  traces: false,
  trace: quiet,
  debug: quiet,
  info: (message, fields) => say(`${message}: ${JSON.stringify(fields ?? {})}`),
  warn: (message, fields) => say(`${message}: ${JSON.stringify(fields ?? {})}`),
  error: (message, fields) => say(`${message}: ${JSON.stringify(fields ?? {})}`),
  child: () => stderrLog,
};
