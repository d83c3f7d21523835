/**
 * The miner without a window, under Node: flags, signals and exit codes; status to stdout, log to stderr.
 * Everything else is the host's.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { STICK_MODEL_IDS } from '../device/stick-catalog.ts';
import { keptToken } from './access-token.ts';
import { type HeadlessOptions, parseCli } from './cli.ts';
import { composeHost } from './compose-host.ts';
import { confSettingsPort } from './conf-settings-port.ts';
import { type DataFolder, dataFolderPath, openDataFolder, placeHere } from './data-folder.ts';
import { wantsDemo } from './first-start.ts';
import { HostError } from './host-error.ts';
import { acquireInstanceLock, type InstanceLock } from './instance-lock.ts';
import { createLog, type Log } from './log.ts';
import { SecretScrubber } from './secret-scrubber.ts';
import { StatusPrinter } from './status-printer.ts';
import { stopOnSignals } from './stop-signals.ts';
import { systemClock } from './system-clock.ts';
import { startWebServer } from './web-server.ts';

const RENDERER_DIR = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const LEDGER_WORKER_URL = new URL('../ledger/ledger-worker.ts', import.meta.url);

export interface HeadlessHooks {
  /** Called once with the page's address and token, for the user's own browser. */
  readonly onListening?: (url: string) => void;
}

/**
 * Runs until a signal ends the process. Resolves with an exit code where there is nothing to run: 0 for help,
 * 2 for bad flags, 3 when another host has the data folder, 1 for other faults; the sentence is on stderr.
 */
export async function runHeadless(argv: readonly string[], hooks: HeadlessHooks = {}): Promise<number> {
  const version = readVersion();
  const parsed = parseCli(argv, { models: STICK_MODEL_IDS, version });
  if (parsed.kind === 'exit') {
    (parsed.code === 0 ? process.stdout : process.stderr).write(`${parsed.text}\n`);
    return parsed.code;
  }
  // A reader that goes away (`| head`, a closed terminal) ends the output and not the mining.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    await mine(parsed.options, version, hooks);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCodeOf(error));
  }
  return await new Promise<never>(() => {});
}

async function mine(options: HeadlessOptions, version: string, hooks: HeadlessHooks): Promise<void> {
  const folder = openDataFolder(dataFolderPath(placeHere(options.dataDir)));
  const lock = await lockOrPoint(folder, options.json);
  const scrubber = new SecretScrubber();
  const log = createLog({
    level: options.logLevel,
    logsDir: folder.logsDir,
    terminal: process.stderr,
    scrubber,
  });
  try {
    await open({ options, version, hooks, folder, lock, scrubber, log });
  } catch (error) {
    // What led to it is in the file before the process ends.
    await log.close();
    throw error;
  }
}

/** Takes the lock; when another host has it, tells the user where its page is, key and all, before it throws. */
async function lockOrPoint(folder: DataFolder, json: boolean): Promise<InstanceLock> {
  try {
    return acquireInstanceLock(folder.lockFile);
  } catch (error) {
    const address = error instanceof HostError ? error.address : null;
    const token = address === null ? null : await keptToken(folder.tokenFile);
    if (address !== null && token !== null) {
      new StatusPrinter({
        clock: systemClock,
        json,
        write: (line) => process.stdout.write(`${line}\n`),
      }).address(`${address}/#token=${token}`);
    }
    throw error;
  }
}

interface Opening {
  readonly options: HeadlessOptions;
  readonly version: string;
  readonly hooks: HeadlessHooks;
  readonly folder: DataFolder;
  readonly lock: InstanceLock;
  readonly scrubber: SecretScrubber;
  readonly log: Log;
}

async function open({ options, version, hooks, folder, lock, scrubber, log }: Opening): Promise<void> {
  const host = await composeHost({
    options,
    folder,
    version,
    log,
    scrubber,
    ledgerWorkerUrl: LEDGER_WORKER_URL,
    settingsPortOf: (data) => confSettingsPort(data.settingsFile),
  });
  const page = await startWebServer({
    rendererDir: RENDERER_DIR,
    listen: options.listen,
    tokenFile: folder.tokenFile,
    serveWire: (wire) => host.serveWire(wire),
    log: log.logger,
    clock: systemClock,
  });
  lock.publishAddress(page.address);
  const printer = new StatusPrinter({
    clock: systemClock,
    json: options.json,
    write: (line) => process.stdout.write(`${line}\n`),
  });
  stopOnSignals(log.logger, async () => {
    printer.stop();
    await page.close();
    await host.stop();
    lock.release();
    await log.close();
  });
  await host.start(wantsDemo(options, folder));
  printer.address(page.url);
  printer.start(() => host.frame());
  hooks.onListening?.(page.url);
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
