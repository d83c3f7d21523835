/** Sticks in their places for tests of watts: what matters is theirs to say, the rest is as it usually is. */
import { DEFAULT_SETTINGS, type PlugSetting, type Settings } from '../../../electron/contract/settings.ts';
import { type Reading, StickId } from '../../../electron/contract/units.ts';
import { Backoff } from '../../../electron/core/timing.ts';
import type { StickPhase, StickTelemetry } from '../../../electron/device/stick.ts';
import type { PowerFacts } from '../../../electron/engine/power-chain.ts';
import { StickRecord } from '../../../electron/engine/stick-record.ts';
import type { StickSlot } from '../../../electron/engine/stick-slot.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { FakeStick } from './fake-parts.ts';

export const NOW_MS = 1_000_000;

export interface SlotWish {
  readonly model?: string;
  readonly hubId?: string | null;
  readonly health?: StickSlot['health'];
  readonly phase?: StickPhase;
  readonly telemetry?: Partial<StickTelemetry> | null;
  readonly cause?: string;
}

export function slotOf(id: string, wish: SlotWish = {}): StickSlot {
  const stickId = StickId.parse(id);
  const health = wish.health ?? 'mining';
  const stick = new FakeStick(id);
  stick.goTo(wish.phase ?? (health === 'mining' || health === 'ramping' ? health : 'idle'));
  if (wish.telemetry != null) {
    stick.telemetry = {
      atMs: NOW_MS,
      inputV: null,
      inputA: null,
      powerW: null,
      coreMv: null,
      tempC: null,
      fanRpm: null,
      ...wish.telemetry,
    };
  }
  return {
    identity: {
      id: stickId,
      model: wish.model ?? 'block-erupter',
      modelName: 'A stick',
      path: '/dev/ttyFAKE',
      serialNumber: null,
      location: null,
      hubId: wish.hubId ?? null,
      isTwin: false,
      simulated: false,
    },
    record: new StickRecord(stickId, new ManualClock(NOW_MS)),
    backoff: new Backoff({ random: () => 0.5 }),
    stick: health === 'lost' ? null : stick,
    parting: null,
    lastStatus: null,
    health,
    healthSinceMs: 5,
    cause: wish.cause === undefined ? null : { code: wish.cause, params: {} },
    failures: 0,
    cancelTimer: () => {},
  };
}

export function plugOf(id: string, stickIds: readonly string[], includesHost = false): PlugSetting {
  return {
    id,
    kind: 'shelly',
    name: 'Desk',
    address: '10.0.0.7',
    channel: null,
    user: null,
    stickIds: stickIds.map((stickId) => StickId.parse(stickId)),
    includesHost,
    hasSecret: false,
  };
}

export const measured = (value: number | null, reason?: string): Reading<number> => ({
  value,
  origin: 'measured',
  atMs: NOW_MS,
  ...(reason === undefined ? {} : { reason }),
});

export interface FactsWish {
  readonly settings?: Partial<Pick<Settings, 'sticks' | 'plugs'>>;
  readonly chain?: Partial<Settings['powerChain']>;
  readonly plugs?: Readonly<Record<string, Reading<number>>>;
  readonly hostW?: Reading<number>;
}

export function factsOf(slots: readonly StickSlot[], wish: FactsWish = {}): PowerFacts {
  return {
    nowMs: NOW_MS,
    slots,
    settings: {
      sticks: {},
      plugs: [],
      ...wish.settings,
      powerChain: { ...DEFAULT_SETTINGS.powerChain, ...wish.chain },
    },
    sources: {
      plugs: () => new Map(Object.entries(wish.plugs ?? {})),
      hostW: () => wish.hostW ?? measured(null, 'noPowerSensor'),
    },
  };
}
