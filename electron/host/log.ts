/**
 * The log: JSON lines in rotating files, readable lines on stderr, and the last lines in memory for bug
 * reports. Secrets are cut out by key and by value before a line goes anywhere.
 */
import type { Writable } from 'node:stream';
import pino from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import type { LogFields, Logger } from '../contract/ports.ts';
import { readableLine } from './readable-line.ts';
import { SCRUBBED, type SecretScrubber } from './secret-scrubber.ts';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogDeps {
  readonly level: LogLevel;
  /** Folder for `hashwatt.log` and its older parts, or null for none. */
  readonly logsDir: string | null;
  /** Gets readable lines, such as `process.stderr`; null for none. */
  readonly terminal: Pick<NodeJS.WritableStream, 'write'> | null;
  /** Of those lines, when it is to be less than `level`. */
  readonly terminalLevel?: LogLevel;
  readonly scrubber: SecretScrubber;
}

export interface Log {
  readonly logger: Logger;
  /** The last lines as JSON, oldest first. */
  recent(): readonly string[];
  /** Flushes the file. Idempotent. */
  close(): Promise<void>;
}

/** Lines kept in memory: an hour of info, or the last moments of trace. */
const RECENT_LINES = 1_000;
/** Five files of 5 MB: weeks of info on a disk as small as a Raspberry Pi's. */
const FILE_SIZE = '5M';
const FILE_COUNT = 5;

/** Keys whose value is never written, at the top and one level down. */
const SECRET_KEYS = ['password', 'token', 'secret', 'authorization'];

/**
 * Opens the log. `close` resolves when the file is written; a file that cannot be written is told on the terminal
 * and ends neither the log nor the program.
 */
export function createLog(deps: LogDeps): Log {
  const recent: string[] = [];
  const file = deps.logsDir === null ? null : openFile(deps.logsDir, deps.terminal);
  const keep = (line: string): void => {
    recent.push(line.trimEnd());
    if (recent.length > RECENT_LINES) recent.shift();
    file?.write(line);
  };
  const show = (line: string): void => {
    deps.terminal?.write(`${readableLine(line)}\n`);
  };
  const base = pino(
    {
      level: deps.level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: SCRUBBED },
      hooks: { streamWrite: (line) => deps.scrubber.scrub(line) },
    },
    pino.multistream([
      { level: deps.level, stream: { write: keep } },
      { level: deps.terminalLevel ?? deps.level, stream: { write: show } },
    ]),
  );
  return {
    logger: loggerOver(base),
    recent: () => [...recent],
    close: () => closeFile(file),
  };
}

function loggerOver(target: pino.Logger): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void =>
      target[level](fields, message);
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    trace: at('trace'),
    traces: target.isLevelEnabled('trace'),
    child: (fields) => loggerOver(target.child(fields)),
  };
}

/** A disk that is full or gone must not stop mining: one line on the terminal, and the log goes on without it. */
function openFile(logsDir: string, terminal: LogDeps['terminal']): Writable {
  const file: RotatingFileStream = createStream('hashwatt.log', {
    path: logsDir,
    size: FILE_SIZE,
    maxFiles: FILE_COUNT,
    mode: 0o600,
  });
  let told = false;
  const tell = (error: Error): void => {
    if (told) return;
    told = true;
    terminal?.write(
      `The log file in ${logsDir} cannot be written (${error.message}). Hashwatt goes on without it.\n`,
    );
  };
  file.on('error', tell);
  file.on('warning', tell);
  return file;
}

function closeFile(file: Writable | null): Promise<void> {
  if (file === null || file.destroyed || file.writableEnded) return Promise.resolve();
  return new Promise((resolve) => {
    file.once('close', resolve);
    file.once('finish', resolve);
    file.once('error', () => resolve());
    file.end();
  });
}
