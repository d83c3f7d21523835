/** The sentence of the Sticks screen: which stick needs me? Pure. */
import type { MinerFrame, StickHealth, StickState } from '../../electron/contract/frame.ts';
import { type Format, hashUnit } from './format.ts';
import { isHashing } from './stick-lines.ts';
import { codeId, type Text } from './use-text.tsx';
import type { Sentence } from './verdict.ts';

export interface SticksVerdict {
  readonly title: Sentence;
  /** One after the other, each a sentence of its own. */
  readonly lines: readonly Sentence[];
}

/** The states somebody may want to do something about, worst first. */
const TOLD = ['needsHelp', 'stalled', 'lost', 'cooling'] as const satisfies readonly StickHealth[];

export function sticksVerdict(frame: MinerFrame, text: Text, format: Format): SticksVerdict {
  const { sticks, run } = frame;
  if (sticks.length === 0) return { title: { id: 'sticks.title.none' }, lines: [{ id: 'sticks.none.line' }] };
  for (const health of TOLD) {
    const ones = sticks.filter((stick) => stick.health === health);
    const [first] = ones;
    if (first === undefined) continue;
    const title = { id: `sticks.title.${health}`, values: { count: ones.length } } as const;
    return { title, lines: [miningLine(frame, format), whyOf(health, first, text)] };
  }
  return {
    title: { id: 'sticks.title.fine' },
    lines: run.paused ? [{ id: 'sticks.paused' }] : [miningLine(frame, format), ...shareOf(frame, format)],
  };
}

function miningLine({ sticks, fleet }: MinerFrame, format: Format): Sentence {
  const measuredHs = fleet.hashrate.hashrateHs.value;
  const unit = hashUnit(Math.max(fleet.expectedHs.value ?? 0, measuredHs ?? 0));
  return {
    id: 'sticks.mining',
    values: {
      mining: sticks.filter(isHashing).length,
      isMeasured: measuredHs === null ? 'no' : 'yes',
      hashrate: format.hashrateText(measuredHs ?? 0, unit),
    },
  };
}

function whyOf(health: (typeof TOLD)[number], { name, cause }: StickState, text: Text): Sentence {
  const words = text(codeId('cause', cause?.code), cause?.params);
  return {
    id: `sticks.why.${health}`,
    values: { name, cause: words.charAt(0).toLowerCase() + words.slice(1) },
  };
}

function shareOf({ fleet }: MinerFrame, format: Format): readonly Sentence[] {
  const measuredHs = fleet.hashrate.hashrateHs.value;
  const expectedHs = fleet.expectedHs.value;
  if (measuredHs === null || expectedHs === null || expectedHs <= 0) return [];
  return [{ id: 'sticks.ofExpected', values: { share: format.percent(measuredHs / expectedHs) } }];
}
