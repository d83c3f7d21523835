/** The sentence a frame comes down to: what is going on, and what it costs and buys. Pure. */
import type { MinerFrame, RunState } from '../../electron/contract/frame.ts';
import { type Format, hashUnit } from './format.ts';
import { isHashing } from './stick-lines.ts';
import type { MessageId, Values } from './use-text.tsx';

export interface Sentence {
  readonly id: MessageId;
  readonly values?: Values;
}

export interface Verdict {
  readonly state: RunState['state'];
  readonly title: Sentence;
  readonly line: Sentence;
}

export function verdictOf(frame: MinerFrame, isDemo: boolean, format: Format): Verdict {
  const { state, pausedSinceMs, pausedUntilMs } = frame.run;
  const count = frame.sticks.length;
  const mining = frame.sticks.filter(isHashing).length;
  const unitHs = frame.fleet.expectedHs.value ?? 0;
  const measuredHs = frame.fleet.hashrate.hashrateHs.value;
  const hashrateHs = measuredHs ?? 0;
  const rest = {
    mining,
    isMeasured: measuredHs === null ? 'no' : 'yes',
    hashrate: format.hashrateText(hashrateHs, hashUnit(Math.max(unitHs, hashrateHs))),
  };
  switch (state) {
    case 'needsHelp':
      return {
        state,
        title: { id: 'verdict.needsHelp.title', values: { count: Math.max(1, countOf(frame, 'needsHelp')) } },
        line: { id: 'verdict.needsHelp.line', values: rest },
      };
    case 'stalled': {
      const stalled = Math.max(1, countOf(frame, 'stalled'));
      return {
        state,
        title: { id: 'verdict.stalled.title', values: { count: stalled } },
        line: { id: 'verdict.stalled.line', values: { count: stalled, ...rest } },
      };
    }
    case 'noSticks':
      return { state, title: { id: 'verdict.noSticks.title' }, line: { id: 'verdict.noSticks.line' } };
    case 'noPool':
      return { state, ...noPool(frame) };
    case 'paused':
      return {
        state,
        title:
          pausedUntilMs === null
            ? { id: 'verdict.paused.title' }
            : { id: 'verdict.paused.until', values: { time: format.moment(pausedUntilMs, frame.nowMs) } },
        line: {
          id: 'verdict.paused.line',
          values: { count, since: format.moment(pausedSinceMs ?? frame.nowMs, frame.nowMs) },
        },
      };
    case 'starting':
      return {
        state,
        title: { id: 'verdict.starting.title', values: { count } },
        line: { id: 'verdict.starting.line' },
      };
    case 'mining':
      return {
        state,
        // Before the first estimate nobody can tell that it mines.
        title:
          measuredHs === null
            ? { id: 'verdict.starting.title', values: { count } }
            : mining < count
              ? { id: 'verdict.mining.some', values: { mining, count } }
              : { id: 'verdict.mining.title', values: { count } },
        line: miningLine(frame, isDemo, format),
      };
  }
}

function countOf(frame: MinerFrame, ...healths: readonly MinerFrame['sticks'][number]['health'][]): number {
  return frame.sticks.filter(({ health }) => healths.includes(health)).length;
}

function noPool({ pool }: MinerFrame): Pick<Verdict, 'title' | 'line'> {
  if (pool === null) return { title: { id: 'verdict.noPool.title' }, line: { id: 'verdict.noPool.line' } };
  return {
    title: { id: 'verdict.poolAway.title' },
    line: { id: 'verdict.poolAway.line', values: { endpoint: pool.endpoint } },
  };
}

function miningLine({ outlook }: MinerFrame, isDemo: boolean, format: Format): Sentence {
  const cost = outlook.costPerDay.value;
  const chance = outlook.blockChancePerDay.value;
  const sats = outlook.expectedSatsPerDay.value;
  const value = outlook.expectedValuePerDay.value;
  if (isDemo) {
    if (chance === null || chance <= 0 || cost === null) return { id: 'verdict.mining.lineDemoEarly' };
    const values = { odds: format.odds(chance), cost: format.money(cost) };
    return { id: 'verdict.mining.lineDemo', values };
  }
  if (chance === null || chance <= 0 || sats === null) {
    return cost === null
      ? { id: 'verdict.mining.lineEarly' }
      : { id: 'verdict.mining.lineNoOdds', values: { cost: format.money(cost) } };
  }
  const bought = { odds: format.odds(chance), sats: format.coarse(Number(sats)) };
  if (cost === null) return { id: 'verdict.mining.lineNoPrice', values: bought };
  return {
    id: 'verdict.mining.line',
    values: { ...bought, cost: format.money(cost), value: value === null ? '' : ` (${format.money(value)})` },
  };
}
