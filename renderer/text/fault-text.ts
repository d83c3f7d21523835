/** Faults as the user meets them: those of one kind folded into one banner with its sentences. Pure. */
import { faultWords } from '../../electron/contract/fault-words.ts';
import type { Fault, MinerFrame } from '../../electron/contract/frame.ts';
import { codeId, type Text } from './use-text.tsx';

export type FaultAction =
  | { readonly kind: 'retryStick'; readonly stickIds: readonly string[] }
  | { readonly kind: 'openSettings' };

export interface FaultBanner {
  readonly key: string;
  readonly tone: Fault['severity'];
  readonly title: string;
  readonly body: string;
  readonly action: FaultAction | null;
}

/** Worst first, then the longest standing; several of one code and one kind of subject become one. */
export function faultBanners(
  frame: Pick<MinerFrame, 'faults' | 'sticks' | 'pool'>,
  text: Text,
): readonly FaultBanner[] {
  const groups = new Map<string, Fault[]>();
  const order = [...frame.faults].sort((a, b) => rank(a) - rank(b) || a.sinceMs - b.sinceMs);
  for (const fault of order) {
    const key = `${fault.subject.kind}.${fault.code}`;
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  return [...groups].map(([key, faults]) => bannerOf(key, faults, frame, text));
}

const rank = ({ severity }: Fault): number => (severity === 'fault' ? 0 : 1);

function bannerOf(
  key: string,
  faults: readonly Fault[],
  frame: Pick<MinerFrame, 'sticks' | 'pool'>,
  text: Text,
): FaultBanner {
  const [first] = faults;
  if (first === undefined) throw new Error('A group of faults has no fault.');
  const tone = faults.some(({ severity }) => severity === 'fault') ? 'fault' : 'warn';
  const action = actionOf(faults);
  const { title, body, values } = faultWords(first, frame);
  if (faults.length === 1) return { key, tone, title: text(title, values), body: text(body, values), action };
  const names = faults.map((fault) => faultWords(fault, frame).name).join(', ');
  return {
    key,
    tone,
    title: text(`banner.fold.${tone}`, { count: faults.length }),
    body: text('banner.foldBody', { names, cause: text(codeId('cause', first.code)) }),
    action,
  };
}

function actionOf(faults: readonly Fault[]): FaultAction | null {
  const kind = faults[0]?.subject.kind;
  if (kind === 'stick') return { kind: 'retryStick', stickIds: faults.map(({ subject }) => subject.id) };
  return kind === 'pool' || kind === 'settings' || kind === 'plug' ? { kind: 'openSettings' } : null;
}
