/**
 * Which sentences a fault is told with, and what stands in them: one rule for the page and for a terminal, so that both
 * say the same. Pure; no sentence crosses the wire, each end finds it here.
 */
import { type CodeTextId, codeText } from './en-codes.ts';
import type { Fault, MinerFrame } from './frame.ts';

export interface FaultWords {
  /** Says what happened. */
  readonly title: CodeTextId;
  /** Says what Hashwatt does and what the user can do. */
  readonly body: CodeTextId;
  /** What the user calls the fault's subject. */
  readonly name: string;
  /** For the places in both sentences. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** A code of a newer host gets the general sentences. */
export function faultWords(fault: Fault, { sticks, pool }: Pick<MinerFrame, 'sticks' | 'pool'>): FaultWords {
  const { code, subject, params } = fault;
  const title = titleId(fault);
  const body = `${title}.body`;
  const stick = subject.kind === 'stick' ? sticks.find(({ id }) => id === subject.id) : undefined;
  const endpoint = pool?.endpoint ?? subject.id;
  const name = subject.kind === 'pool' ? endpoint : String(stick?.name ?? params.name ?? subject.id);
  return {
    title,
    body: isCodeText(body) ? body : 'fault.unknown.body',
    name,
    values: { code, name, path: subject.id, endpoint, ...params },
  };
}

/** `silent` is said of sticks and of pools; the pool's sentence has its kind in its id. */
function titleId({ code, subject }: Fault): CodeTextId {
  const candidates = [`fault.${code}.${subject.kind}`, `fault.${code}`];
  return candidates.find(isCodeText) ?? 'fault.unknown';
}

function isCodeText(id: string): id is CodeTextId {
  return Object.hasOwn(codeText, id);
}
