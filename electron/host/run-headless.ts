/**
 * The miner without a window, under Node: flags, signals and exit codes; status to stdout, log to stderr.
 * Everything else is the host's.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DRIVEN_MODEL_IDS } from '../device/stick-catalog.ts';
import { keptToken } from './access-token.ts';
import { type HeadlessOptions, parseCli } from './cli.ts';
import { composeHost } from './compose-host.ts';
import { confSettingsPort } from './conf-settings-port.ts';
import { type DataFolder, dataFolderPath, openDataFolder, placeHere } from './data-folder.ts';
import type { Host } from './host.ts';
import { HostError } from './host-error.ts';
import { acquireInstanceLock, type InstanceLock } from './instance-lock.ts';
import { watchLock } from './lock-watch.ts';
import { createLog, type Log } from './log.ts';
import type { DeviceRoots } from './plugged-sticks.ts';
import { runDoctor } from './run-doctor.ts';
import { SecretScrubber } from './secret-scrubber.ts';
import { StatusPrinter } from './status-printer.ts';
import type { StopSignals } from './stop-signals.ts';
import { systemClock } from './system-clock.ts';
import { Watchdog } from './watchdog.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const RENDERER_DIR = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const LEDGER_WORKER_URL = new URL('../ledger/ledger-worker.ts', import.meta.url);

export interface HeadlessHooks {
  /** Called once with the page's address and token, for the user's own browser. */
  readonly onListening?: (url: string) => void;
  /** Where sticks are looked for; absent: where the system shows them. */
  readonly deviceRoots?: DeviceRoots;
}

/**
 * Runs until a signal ends the process. Resolves with an exit code where there is nothing to run: 0 for help,
 * 0 or 1 for the doctor, 2 for bad flags, 3 when another host has the data folder, 1 for other faults; the sentence is on stderr.
 */
export async function runHeadless(
  argv: readonly string[],
  signals: StopSignals,
  hooks: HeadlessHooks = {},
): Promise<number> {
  const version = readVersion();
  const parsed = parseCli(argv, { models: DRIVEN_MODEL_IDS, version });
  if (parsed.kind === 'exit') {
    (parsed.code === 0 ? process.stdout : process.stderr).write(`${parsed.text}\n`);
    return parsed.code;
  }
  if (parsed.kind === 'doctor') return await runDoctor(parsed.json);
  // A reader that goes away (`| head`, a closed terminal) ends the output and not the mining.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const opened: Opened = { lock: null, unwatchLock: () => {}, log: null, host: null, page: null };
  const printer = statusPrinter(parsed.options.json);
  signals.onStop(async (signal) => {
    opened.log?.logger.info('Stopping: sticks, ledger, connections', { signal });
    const allSaved = await close(opened, printer);
    if (opened.host !== null) printer.stopped(allSaved);
    return allSaved;
  });
  try {
    await mine({ options: parsed.options, version, hooks, opened, printer, signals });
  } catch (error) {
    // A start that a signal cut short may fail in any way; the stopping ends the process.
    if (!signals.isStopping) {
      // What went wrong first is what the user is told.
      await close(opened, printer).catch(() => false);
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(exitCodeOf(error));
    }
  }
  return await new Promise<never>(() => {});
}

/** What a stop has to close: it grows while the start runs, so that a stop can come at any moment. */
interface Opened {
  lock: InstanceLock | null;
  unwatchLock: () => void;
  log: Log | null;
  host: Host | null;
  page: WebServer | null;
}

/** True when everything is on disk. */
async function close(
  { lock, unwatchLock, log, host, page }: Opened,
  printer: StatusPrinter,
): Promise<boolean> {
  printer.stop();
  await page?.close();
  const allSaved = (await host?.stop()) ?? true;
  unwatchLock();
  lock?.release();
  await log?.close();
  return allSaved;
}

interface Mining {
  readonly options: HeadlessOptions;
  readonly version: string;
  readonly hooks: HeadlessHooks;
  readonly opened: Opened;
  readonly printer: StatusPrinter;
  readonly signals: StopSignals;
}

async function mine({ options, version, hooks, opened, printer, signals }: Mining): Promise<void> {
  const folder = openDataFolder(dataFolderPath(placeHere(options.dataDir)));
  const lock = await lockOrPoint(folder, printer);
  opened.lock = lock;
  const scrubber = new SecretScrubber();
  const log = createLog({
    level: options.logLevel ?? 'info',
    logsDir: folder.logsDir,
    terminal: process.stderr,
    terminalLevel: options.logLevel ?? (isWatched(options) ? 'warn' : 'info'),
    scrubber,
  });
  opened.log = log;
  const watchdog = new Watchdog({
    openSticksFile: folder.openSticksFile,
    clock: systemClock,
    log: log.logger.child({ part: 'watchdog' }),
  });
  const { host, demo } = await composeHost({
    options,
    folder,
    version,
    log,
    scrubber,
    ledgerWorkerUrl: LEDGER_WORKER_URL,
    settingsPortOf: (data) => confSettingsPort(data.settingsFile),
    // Without a stick there is nothing to look after, and a small computer has better uses for a process.
    onStickOpened: () => watchdog.start(),
    ...(hooks.deviceRoots === undefined ? {} : { deviceRoots: hooks.deviceRoots }),
  });
  opened.host = host;
  const page = await startWebServer({
    rendererDir: RENDERER_DIR,
    listen: options.listen,
    tokenFile: folder.tokenFile,
    serveWire: (wire) => host.serveWire(wire),
    log: log.logger,
    clock: systemClock,
  });
  opened.page = page;
  lock.publishAddress(page.address);
  opened.unwatchLock = watchLock(lock, systemClock, log.logger, () => void page.keepToken());
  await host.start(demo);
  if (signals.isStopping) return;
  printer.address(page.url);
  printer.start(() => host.frame());
  hooks.onListening?.(page.url);
}

function statusPrinter(json: boolean): StatusPrinter {
  return new StatusPrinter({
    clock: systemClock,
    json,
    isTerminal: process.stdout.isTTY === true,
    write: (line) => process.stdout.write(`${line}\n`),
  });
}

/** A person looks on: the status lines say what goes on, and the log's lines would bury the address of the page. */
function isWatched({ json }: HeadlessOptions): boolean {
  return !json && process.stdout.isTTY === true && process.stderr.isTTY === true;
}

/** Takes the lock; when another host has it, tells the user where its page is, key and all, before it throws. */
async function lockOrPoint(folder: DataFolder, printer: StatusPrinter): Promise<InstanceLock> {
  try {
    return acquireInstanceLock(folder.lockFile);
  } catch (error) {
    const address = error instanceof HostError ? error.address : null;
    const token = address === null ? null : await keptToken(folder.tokenFile);
    if (address !== null && token !== null) {
      printer.address(`${address}/#token=${token}`);
    }
    throw error;
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function exitCodeOf(error: unknown): number {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'
    ? error.exitCode
    : 1;
}
