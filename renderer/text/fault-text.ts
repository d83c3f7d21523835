/** Faults as the user meets them: those of one kind folded into one banner with its sentences. Pure. */
import type { Fault, MinerFrame } from '../../electron/contract/frame.ts';
import { codeId, hasMessage, type MessageId, type Text } from './use-text.tsx';

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
  const names = faults.map((fault) => nameOf(fault, frame));
  const values = {
    code: first.code,
    name: names[0] ?? first.subject.id,
    path: first.subject.id,
    endpoint: frame.pool?.endpoint ?? first.subject.id,
    ...first.params,
  };
  const id = titleId(first);
  const title = text(id, values);
  const body = text(bodyId(id), values);
  if (faults.length === 1) return { key, tone, title, body, action };
  return {
    key,
    tone,
    title: text(`banner.fold.${tone}`, { count: faults.length }),
    body: text('banner.foldBody', { names: names.join(', '), cause: text(codeId('cause', first.code)) }),
    action,
  };
}

/** `silent` is said of sticks and of pools; the pool's sentence has its kind in its id. */
function titleId({ code, subject }: Fault): MessageId {
  const own = `fault.${code}.${subject.kind}`;
  return hasMessage(own) ? own : codeId('fault', code);
}

function bodyId(id: MessageId): MessageId {
  const body = `${id}.body`;
  return hasMessage(body) ? body : 'fault.unknown.body';
}

function nameOf({ subject, params }: Fault, { sticks, pool }: Pick<MinerFrame, 'sticks' | 'pool'>): string {
  if (subject.kind === 'stick') return sticks.find(({ id }) => id === subject.id)?.name ?? subject.id;
  if (subject.kind === 'plug') return String(params.name ?? subject.id);
  return subject.kind === 'pool' ? (pool?.endpoint ?? subject.id) : subject.id;
}

function actionOf(faults: readonly Fault[]): FaultAction | null {
  const kind = faults[0]?.subject.kind;
  if (kind === 'stick') return { kind: 'retryStick', stickIds: faults.map(({ subject }) => subject.id) };
  return kind === 'pool' || kind === 'settings' || kind === 'plug' ? { kind: 'openSettings' } : null;
}
