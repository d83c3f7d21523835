/** Tuning through the whole host: the call, the frame, the ledger's file, and a start after the program ended. */
import { expect, onTestFinished, test } from 'vitest';
import { frameWhere, runHost, temporaryFolder } from './demo-host.ts';

test('a sweep that was parked when the program ended goes on when it starts again', async () => {
  const root = await temporaryFolder();
  onTestFinished(() => root.remove());
  const first = await runHost(root.path, { demo: true });
  const client = first.connect();
  const mining = await frameWhere(
    client,
    ({ sticks }) => sticks.some(({ health }) => health === 'mining'),
    60_000,
  );
  const stick = mining.sticks.find(({ health }) => health === 'mining');
  if (stick === undefined) throw new Error('no stick mines');
  const stickId = stick.id;
  const { runId } = await client.calls.startTuning({ stickId, goal: 'mostHash', dryRun: false });
  const tuned = await frameWhere(client, ({ sticks }) =>
    sticks.some(({ id, tuning }) => id === stickId && tuning !== null),
  );
  const progress = tuned.sticks.find(({ id }) => id === stickId)?.tuning;
  expect(progress).toMatchObject({ runId, done: 0 });
  const before = (await client.calls.tuneHistory({ stickId })).runs[0];
  expect(before).toMatchObject({ id: runId, state: 'running' });
  await first.stop();

  const second = await runHost(root.path, { demo: true });
  onTestFinished(() => second.stop());
  const again = second.connect();
  await frameWhere(
    again,
    ({ sticks }) => sticks.some(({ id, health }) => id === stickId && health === 'tuning'),
    60_000,
  );
  expect((await again.calls.tuneHistory({ stickId })).runs[0]).toMatchObject({ id: runId });
  await again.calls.stopTuning({ stickId });
  const after = await again.calls.tuneHistory({ stickId });
  expect(after.runs[0]).toMatchObject({ id: runId, state: 'stopped', reason: 'byUser' });
  // Its settings are as the user had them, until a profile is chosen.
  const { settings, revision } = await again.calls.getSettings({});
  const { profile, targetFrequencyMhz } = settings.sticks[stickId] ?? {};
  expect({ profile, targetFrequencyMhz }).toEqual({ targetFrequencyMhz: stick.targetFrequencyMhz });
  await again.calls.patchSettings({
    baseRevision: revision,
    patch: { sticks: { [stickId]: { profile: 'quiet' } } },
  });
  const quiet = after.profiles.find((point) => point.profile === 'quiet')?.frequencyMhz;
  expect((await again.calls.getSettings({})).settings.sticks[stickId]).toMatchObject({
    profile: 'quiet',
    targetFrequencyMhz: quiet,
  });
}, 180_000);
