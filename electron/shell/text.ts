/** The shell's own few sentences: tray, dialogs. Everything in a window is in `renderer/text/`. */
import type { RunState } from '../contract/frame.ts';
import type { HostFailure } from './engine-supervisor.ts';

const RUN_WORDS: Readonly<Record<RunState['state'], string>> = {
  needsHelp: 'A stick needs help',
  stalled: 'A stick has stalled',
  noSticks: 'No sticks',
  noPool: 'No pool',
  paused: 'Paused',
  starting: 'Starting',
  mining: 'Mining',
};

export const TEXT = {
  appName: 'Hashwatt',
  show: 'Show Hashwatt',
  pause: 'Pause',
  resume: 'Resume',
  quit: 'Quit',
  tryAgain: 'Try again',
  reload: 'Reload',
  windowCrashed: 'The window crashed three times within five minutes.',
  windowCrashedDetail: 'Mining goes on. Reload the window, or quit Hashwatt.',
} as const;

export function runLine(run: RunState | null): string {
  return run === null ? 'The miner is not running' : RUN_WORDS[run.state];
}

export function failureText(failure: HostFailure): { readonly message: string; readonly detail: string } {
  if (failure.code !== 'diedTooOften') {
    const detail = failure.sentence ?? 'It ended without saying why. The log in the data folder may tell.';
    return { message: 'The miner cannot run.', detail };
  }
  return {
    message: 'The miner stopped five times within ten minutes.',
    detail: 'Nothing is mined now. Unplug the stick that was added last, then try again.',
  };
}
