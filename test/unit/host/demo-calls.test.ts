import { afterEach, expect, it } from 'vitest';
import { CallError } from '../../../electron/contract/call-error.ts';
import { DemoState } from '../../../electron/contract/demo.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { demoCalls } from '../../../electron/host/demo-calls.ts';
import { createDemo, type Demo } from '../../../electron/practice/demo.ts';
import { SIMULATED_MODELS } from '../../../electron/practice/simulator/simulated-models.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

let demo: Demo;

afterEach(() => demo.stop());

async function setUp() {
  demo = await createDemo({
    chain: { kind: 'practice', bits: 26 },
    clock: new ManualClock(),
    random: Math.random,
    log: silentLogger(),
    models: ['compac-f', 'compac-a1'],
  });
  const kept: string[][] = [];
  const forgotten: string[] = [];
  const calls = demoCalls({
    demoControl: { demo, models: SIMULATED_MODELS, keepModels: async (models) => void kept.push(models) },
    forget: (id) => void forgotten.push(id),
  });
  return { calls, kept, forgotten };
}

it('refuses every call outside the demo', async () => {
  await setUp();
  const calls = demoCalls({ demoControl: null, forget: () => {} });
  const refusal = { code: 'refused', reason: 'onlyDemo' };
  expect(() => calls.demoState()).toThrow(expect.objectContaining(refusal));
  await expect(calls.setDemoSticks({ models: ['compac-f'] })).rejects.toMatchObject(refusal);
  const stickId = StickId.parse('serial:SIM-10000001');
  expect(() => calls.setDemoFault({ stickId, fault: 'freeze', active: true })).toThrow(CallError);
});

it('tells the models by their names, and each stick with the faults it can have', async () => {
  const { calls } = await setUp();
  const state = DemoState.parse(calls.demoState());
  expect(state.models).toHaveLength(SIMULATED_MODELS.length);
  expect(state.models).toContainEqual({ model: 'compac-f', name: expect.stringContaining('Compac F') });
  expect(state.sticks.map(({ faults }) => faults.includes('overheat'))).toEqual([false, true]);
});

it('changes sticks, keeps the choice, and forgets who is gone', async () => {
  const { calls, kept, forgotten } = await setUp();
  await calls.setDemoSticks({ models: ['compac-f', 'r606'] });
  expect(calls.demoState().sticks.map(({ model }) => model)).toEqual(['compac-f', 'r606']);
  expect(kept).toEqual([['compac-f', 'r606']]);
  expect(forgotten).toEqual(['serial:SIM-compac-a1-1']);
  await expect(calls.setDemoSticks({ models: ['moonlander-2'] })).rejects.toMatchObject({
    reason: 'unknownModel',
  });
});

it('switches a fault on and off, and refuses those a stick cannot have', async () => {
  const { calls } = await setUp();
  const stickId = StickId.parse('serial:SIM-10000001');
  calls.setDemoFault({ stickId, fault: 'freeze', active: true });
  expect(calls.demoState().sticks[0]?.active).toEqual(['freeze']);
  calls.setDemoFault({ stickId, fault: 'freeze', active: false });
  expect(calls.demoState().sticks[0]?.active).toEqual([]);
  expect(() => calls.setDemoFault({ stickId, fault: 'overheat', active: true })).toThrow(
    expect.objectContaining({ reason: 'cannotHaveFault' }),
  );
  const nobody = StickId.parse('serial:nobody');
  expect(() => calls.setDemoFault({ stickId: nobody, fault: 'freeze', active: true })).toThrow(
    expect.objectContaining({ reason: 'unknownStick' }),
  );
});
