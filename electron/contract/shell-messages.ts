/**
 * What the shell (Electron main) and the host (its utilityProcess) say to each other over the parent port.
 * Both sides parse what they receive with the schema here. Not the way of the UI: a window talks to the host
 * by the contract over its own MessagePort, which travels with `window`. Commands are verbs (`pause`),
 * announcements are nouns or past tense (`suspended`).
 *
 * Life of a host: fork -> `start` -> `ready` -> (`window`, ... `beat`) -> `quit` -> `parked` -> exit 0.
 * A host that cannot live says `fatal` and exits; the shell then shows the sentence and does not try again.
 */
import { z } from 'zod';
import { RunState } from './frame.ts';
import { Code } from './units.ts';

/** The host says `beat` this often from its very first moment, so that slow start-up is not taken for a hang. */
export const HOST_BEAT_MS = 2_000;
/** Silence after which the shell replaces the host. */
export const HOST_SILENCE_LIMIT_MS = 10_000;
/** The host's own limit between `quit` and its exit; the shell kills it one second later. */
export const HOST_QUIT_LIMIT_MS = 4_000;
/** Exit code of a host that said `fatal`: starting it again would not help. */
export const HOST_FATAL_EXIT_CODE = 3;

/** Which settings file: the user's own miner, or the demo's in `<data>/practice/`. */
export const SettingsBookName = z.enum(['miner', 'practice']);
export type SettingsBookName = z.infer<typeof SettingsBookName>;

const RequestId = z.int().nonnegative();
const Sentence = z.string().min(1).max(1_000);

export const ShellToHost = z.discriminatedUnion('kind', [
  /** First message, once. Paths are absolute. */
  z.strictObject({
    kind: z.literal('start'),
    dataDir: z.string().min(1),
    version: z.string(),
    /** The built ledger worker, a named entry of the build: the host cannot find it by itself once bundled. */
    ledgerWorkerPath: z.string().min(1),
    /** Flags of the command line as the user typed them, for the same parser as headless; without `--data-dir`. */
    args: z.array(z.string().max(4_000)).max(500),
  }),
  /** A window wants to be served: exactly one MessagePort comes with this message. */
  z.strictObject({ kind: z.literal('window') }),
  /** The computer goes to sleep: stop work, release the serial ports. No answer is awaited. */
  z.strictObject({ kind: z.literal('suspended') }),
  /** It woke up: look for sticks anew (USB re-enumerates) and reconnect. */
  z.strictObject({ kind: z.literal('resumed') }),
  /** The tray's menu: stop work until `resume`. */
  z.strictObject({ kind: z.literal('pause') }),
  z.strictObject({ kind: z.literal('resume') }),
  /** Sticks to a safe state, ledger flushed, `parked`, exit 0; within `HOST_QUIT_LIMIT_MS`. */
  z.strictObject({ kind: z.literal('quit') }),
  /** Answers to `loadSettings` and `saveSettings`; each request gets exactly one. */
  z.strictObject({ kind: z.literal('settingsLoaded'), id: RequestId, value: z.unknown() }),
  z.strictObject({ kind: z.literal('settingsSaved'), id: RequestId }),
  z.strictObject({ kind: z.literal('settingsFailed'), id: RequestId, sentence: Sentence }),
]);
export type ShellToHost = z.infer<typeof ShellToHost>;

export const HostToShell = z.discriminatedUnion('kind', [
  /** The contract can be served; the shell sends a `window` for each window that is open. */
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('beat') }),
  /** For the tray; sent on change. */
  z.strictObject({ kind: z.literal('runState'), run: RunState }),
  /** Answered by `settingsLoaded` with the raw content (null: none yet) or `settingsFailed`. */
  z.strictObject({ kind: z.literal('loadSettings'), id: RequestId, book: SettingsBookName }),
  /** Answered by `settingsSaved` once the file is on disk, or `settingsFailed`. */
  z.strictObject({
    kind: z.literal('saveSettings'),
    id: RequestId,
    book: SettingsBookName,
    value: z.record(z.string(), z.unknown()),
  }),
  /** Sticks are safe and the ledger is flushed; the exit follows. */
  z.strictObject({ kind: z.literal('parked') }),
  /** Cannot run and would not at a second try. `sentence` says what the user can do. */
  z.strictObject({ kind: z.literal('fatal'), code: Code, sentence: Sentence }),
]);
export type HostToShell = z.infer<typeof HostToShell>;
