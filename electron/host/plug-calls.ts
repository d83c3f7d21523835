/** The calls about watts: asking a plug once, its secret, and a stick's calibration. */
import { CallError } from '../contract/call-error.ts';
import type { MinerContract } from '../contract/contract.ts';
import type { Clock, SecretPort } from '../contract/ports.ts';
import type { Handlers } from '../contract/serve.ts';
import { PowerCalibration, type StickChange } from '../contract/settings.ts';
import type { StickId } from '../contract/units.ts';
import type { CalibrationBase } from '../engine/calibration.ts';
import { type PlugPoller, type PlugPollerDeps, plugSecretName, readPlugOnce } from '../meter/plug-poller.ts';
import { PlugError } from '../meter/plugs/plug-error.ts';
import type { SettingsBook } from './settings-book.ts';

export interface PlugCallDeps {
  readonly clock: Clock;
  readonly makePlug: PlugPollerDeps['makePlug'];
  readonly secrets: SecretPort;
  readonly book: SettingsBook;
  readonly poller: PlugPoller;
  /** Null for a stick that is not here. */
  readonly calibrationBase: (id: StickId) => CalibrationBase | null;
}

export function plugCalls(deps: PlugCallDeps) {
  const { book, clock, poller } = deps;
  return {
    testPlug: async ({ plug, secret }) => {
      const startMs = clock.monotonicMs();
      try {
        const reader = deps.makePlug(plug, secret || (await keptSecret(deps, plug)));
        const { powerW, atMs } = await readPlugOnce(reader, clock);
        const latencyMs = clock.monotonicMs() - startMs;
        return { powerW: { value: powerW, origin: 'measured', atMs }, latencyMs };
      } catch (error) {
        if (!(error instanceof PlugError)) throw error;
        throw new CallError('refused', { reason: `plug${capitalised(error.code)}` });
      }
    },
    setPlugSecret: async (change) => {
      const revision = await book.setPlugSecret(change);
      poller.renew(change.plugId);
      return revision;
    },
    calibrateStick: ({ stickId, wallW }) => {
      const calibration = calibrationFor(deps, stickId, wallW);
      const change: StickChange = { calibration };
      return book.patch({ baseRevision: book.current.revision, patch: { sticks: { [stickId]: change } } });
    },
  } satisfies Partial<Handlers<MinerContract>>;
}

/** Of a plug that is saved: a secret is for the address it was typed for, and goes to no other. */
async function keptSecret(
  { book, secrets }: PlugCallDeps,
  { id, address }: { readonly id: string; readonly address: string },
): Promise<string | null> {
  const isSaved = book.current.settings.plugs.some((plug) => plug.id === id && plug.address === address);
  return isSaved ? secrets.get(plugSecretName(id)) : null;
}

function calibrationFor(deps: PlugCallDeps, stickId: StickId, wallW: number | null): PowerCalibration {
  const base = deps.calibrationBase(stickId);
  if (base === null) throw new CallError('refused', { reason: 'unknownStick' });
  if (base.kind === 'refused') throw new CallError('refused', { reason: base.reason });
  const measuredW = wallW ?? base.plugW;
  if (measuredW === null) throw new CallError('refused', { reason: 'noPlug' });
  const calibration = PowerCalibration.safeParse({
    factor: measuredW / base.shownW,
    of: base.of,
    atMs: deps.clock.nowMs(),
    by: wallW === null ? 'plug' : 'meter',
  });
  if (!calibration.success) throw new CallError('refused', { reason: 'farFromShown', field: 'wallW' });
  return calibration.data;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
