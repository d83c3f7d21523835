/** The flags of the headless host. Pure: what to run or what to print comes back, nothing happens here. */
import { Command, CommanderError, Option } from 'commander';
import type { AttachedStick, SettingsPatch } from '../contract/settings.ts';
import type { Chain } from '../contract/units.ts';
import { parsePoolUrl } from '../pool/pool-url.ts';
import { FlagError, readers } from './cli-values.ts';
import { authorityOf, DEFAULT_LISTEN, isLoopbackHost, type ListenAddress } from './listen-address.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

export interface HeadlessOptions {
  readonly sticks: readonly AttachedStick[];
  /** In order of priority. */
  readonly pools: readonly string[];
  readonly user: string | null;
  readonly passwordFile: string | null;
  readonly dataDir: string | null;
  readonly listen: ListenAddress;
  readonly demo: boolean;
  /** Null when no flag names it: mainnet, or the demo's. */
  readonly chain: Chain | null;
  /** Price of a kWh as exact decimal text. */
  readonly tariff: string | null;
  readonly currency: string | null;
  readonly btcPrice: string | null;
  /** Null when no flag names it. */
  readonly logLevel: LogLevel | null;
  readonly json: boolean;
}

export type CliResult =
  | { readonly kind: 'run'; readonly options: HeadlessOptions }
  /** Only look at what is plugged in, and say what stands in the way. */
  | { readonly kind: 'doctor'; readonly json: boolean }
  /** Print `text` and end: code 0 to stdout (help, version), code 2 to stderr (one sentence). */
  | { readonly kind: 'exit'; readonly code: 0 | 2; readonly text: string };

export interface CliContext {
  /** Ids of the stick models that can be driven. */
  readonly models: readonly string[];
  readonly version: string;
}

/** Parses the arguments after the script's name. Never throws for what a user typed. */
export function parseCli(argv: readonly string[], context: CliContext): CliResult {
  let printed = '';
  const command = headlessCommand(context)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: () => {},
      getOutHelpWidth: () => 100,
    });
  try {
    command.parse(argv, { from: 'user' });
    const [stray] = command.args;
    if (stray !== undefined) {
      return {
        kind: 'exit',
        code: 2,
        text: `"${stray}" is not a flag and belongs to none; --help lists the flags.`,
      };
    }
    const raw = command.opts<RawOptions>();
    const options = optionsOf(raw);
    if (raw.doctor) return doctorOf(options);
    const conflict = conflictIn(options);
    return conflict === null ? { kind: 'run', options } : { kind: 'exit', code: 2, text: conflict };
  } catch (error) {
    if (error instanceof FlagError) return { kind: 'exit', code: 2, text: error.message };
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'exit', code: 0, text: printed.trimEnd() };
    return { kind: 'exit', code: 2, text: sentenceOf(error) };
  }
}

/** The settings the flags ask for; keys whose flag was not given are left out. */
export function settingsPatchOf(options: HeadlessOptions): SettingsPatch {
  const { user } = options;
  const pools =
    user === null ? [] : options.pools.map((url, index) => ({ id: `flag-${index + 1}`, url, user }));
  return {
    ...(pools.length > 0 ? { pools } : {}),
    ...(options.currency === null ? {} : { currency: options.currency }),
    ...(options.tariff === null ? {} : { pricePerKwh: options.tariff }),
    ...(options.btcPrice === null ? {} : { btcPrice: options.btcPrice }),
    ...(options.sticks.length > 0 ? { attachedSticks: [...options.sticks] } : {}),
  };
}

interface RawOptions {
  readonly stick?: readonly AttachedStick[];
  readonly pool?: readonly string[];
  readonly user?: string;
  readonly passwordFile?: string;
  readonly dataDir?: string;
  readonly listen: ListenAddress;
  readonly demo?: boolean;
  readonly doctor?: boolean;
  readonly chain?: Chain;
  readonly tariff?: string;
  readonly currency?: string;
  readonly btcPrice?: string;
  readonly logLevel?: LogLevel;
  readonly json?: boolean;
}

function headlessCommand({ models, version }: CliContext): Command {
  const read = readers(models);
  return new Command('npm run headless --')
    .usage('[flags]')
    .description('Mines with USB sticks without a window, and serves the page on this computer.')
    .allowExcessArguments(true)
    .option(
      '--stick <model:path>',
      `attach a stick by hand; may be repeated. Models: ${models.join(', ')}. Put ,reset=modem-lines after the path of a board whose reset pin is driven by RTS`,
      read.stick,
    )
    .option(
      '--pool <url>',
      'pool such as stratum+tcp://host:port; may be repeated, first is preferred',
      read.pool,
    )
    .option(
      '--user <name>',
      'user name at the pools: usually your Bitcoin address, or address.worker',
      read.user,
    )
    .option(
      '--password-file <file>',
      'file whose first line is the pool password; most pools ignore it',
      read.passwordFile,
    )
    .option('--data-dir <folder>', 'folder for settings, history and logs', read.dataDir)
    .addOption(
      new Option('--listen <host:port>', 'address of the page; port 0 takes any free one')
        .argParser(read.listen)
        .default(DEFAULT_LISTEN, authorityOf(DEFAULT_LISTEN)),
    )
    .option('--demo', 'three simulated sticks on a practice pool inside this program')
    .option('--doctor', 'say what is plugged in and what stands in the way of mining with it, then end')
    .option('--chain <chain>', 'mainnet, or practice:<bits> for pools on this computer', read.chain)
    .option('--tariff <price>', 'price of a kWh, such as 0.30', read.tariff)
    .option('--currency <code>', 'currency of the prices, such as EUR', read.currency)
    .option('--btc-price <price>', 'price of one bitcoin, such as 60000', read.btcPrice)
    .option(
      '--log-level <level>',
      `how much is logged: ${LOG_LEVELS.join(', ')}. Without it info, of which a terminal shows warnings only`,
      read.logLevel,
    )
    .option('--json', 'status as one JSON object a line instead of readable lines')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addHelpText(
      'after',
      '\nThe pool password may also come from the environment variable HASHWATT_POOL_PASSWORD, or from a\nsystemd credential named hashwatt-pool-password. Status goes to stdout, the log to stderr.',
    );
}

function optionsOf(raw: RawOptions): HeadlessOptions {
  return {
    sticks: raw.stick ?? [],
    pools: raw.pool ?? [],
    user: raw.user ?? null,
    passwordFile: raw.passwordFile ?? null,
    dataDir: raw.dataDir ?? null,
    listen: raw.listen,
    demo: raw.demo ?? false,
    chain: raw.chain ?? null,
    tariff: raw.tariff ?? null,
    currency: raw.currency ?? null,
    btcPrice: raw.btcPrice ?? null,
    logLevel: raw.logLevel ?? null,
    json: raw.json ?? false,
  };
}

/** The doctor looks and mines nothing: flags of a miner with it are a misunderstanding. */
function doctorOf({ pools, user, sticks, demo, json }: HeadlessOptions): CliResult {
  if (pools.length === 0 && user === null && sticks.length === 0 && !demo) return { kind: 'doctor', json };
  const text = '--doctor only looks at what is plugged in: leave --pool, --user, --stick and --demo out.';
  return { kind: 'exit', code: 2, text };
}

/** A sentence about flags that do not go together, or null. */
function conflictIn(options: HeadlessOptions): string | null {
  const { pools, user, sticks, demo, chain } = options;
  if (demo && (pools.length > 0 || sticks.length > 0 || chain !== null)) {
    return '--demo brings its own sticks, pool and practice chain: leave out --stick, --pool and --chain.';
  }
  if (pools.length > 0 && user === null) {
    return '--pool needs --user: the name the pool knows you by, usually your Bitcoin address.';
  }
  if (pools.length === 0 && user !== null) return '--user needs --pool: the address of the pool.';
  if (chain?.kind === 'practice') {
    const far = pools.find((pool) => !isOnThisComputer(pool));
    if (far !== undefined) {
      return `--chain practice is for pools on this computer only, and ${far} is not: use 127.0.0.1, or leave --chain out.`;
    }
  }
  const paths = sticks.map((stick) => stick.path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  return twice === undefined ? null : `--stick names ${twice} twice: one stick is on one port.`;
}

function isOnThisComputer(pool: string): boolean {
  const parsed = parsePoolUrl(pool);
  return parsed.ok && isLoopbackHost(parsed.url.host);
}

/** commander's message as one sentence: without its prefix and line breaks. */
function sentenceOf(error: CommanderError): string {
  const text = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}; --help lists the flags.`;
}
