/** Bad lines and ports, for each family: what comes over the wire or from the system, and that it passes. */
import { describe, expect, it } from 'vitest';
import { FAMILIES, type FaultRig, faultRig, hashesAgain, isTrueShare, RECOVERY_MS } from './fault-rig.ts';

const LIMIT_MS = 60_000;

async function withRig(
  model: string,
  use: (rig: FaultRig) => Promise<void>,
  prepare?: Parameters<typeof faultRig>[1],
): Promise<void> {
  const rig = await faultRig(model, prepare);
  try {
    await use(rig);
    expect(rig.source.submitted.filter((share) => !isTrueShare(share))).toEqual([]);
  } finally {
    await rig.stop();
  }
}

const onlyStick = (rig: FaultRig) => rig.engine.frame(1, []).sticks[0];

describe.each(FAMILIES)('%s', (model) => {
  it('comes up and hashes with every byte in a read of its own', () =>
    withRig(model, async (rig) => {
      rig.binding.faults.readLimit = () => 1;
      expect(await hashesAgain(rig, 3, LIMIT_MS)).toBe(true);
    }));

  it('outlives doubled bytes and another baud rate', () =>
    withRig(model, async (rig) => {
      const { faults } = rig.binding;
      expect(await hashesAgain(rig, 1, LIMIT_MS)).toBe(true);
      faults.spoil = (bytes) => Uint8Array.from([...bytes].flatMap((byte) => [byte, byte]));
      await rig.clock.advance(10_000);
      faults.spoil = null;
      faults.onlyBaudRate = 1;
      await rig.clock.advance(10_000);
      faults.onlyBaudRate = null;
      expect(await hashesAgain(rig, 3, RECOVERY_MS)).toBe(true);
    }));

  it.each([
    ['Error: Permission denied, cannot open demo', 'portForbidden'],
    ['EACCES', 'portForbidden'],
    ['EBUSY', 'portBusy'],
    ['EAGAIN', 'portBusy'],
  ])('says of a port that does not open with %s: %s', (words, code) =>
    withRig(
      model,
      async (rig) => {
        // Why it did not open is asked of the file system, whose time is not the clock's.
        const causeSoon = async (): Promise<string | undefined> => {
          await rig.clock.advance(100);
          return onlyStick(rig)?.cause?.code;
        };
        await expect.poll(causeSoon, { interval: 5, timeout: 10_000 }).toBe(code);
        rig.binding.faults.openError = null;
        expect(await hashesAgain(rig, 1, RECOVERY_MS)).toBe(true);
      },
      ({ faults }) => {
        faults.openError = new Error(words);
      },
    ),
  );

  it.each([50, 700, 1600, 4000])('can be pulled out %i ms after its start, and be back', (atMs) =>
    withRig(model, async (rig) => {
      const [stick] = rig.demo.sticks;
      if (stick === undefined) throw new Error('no stick');
      await rig.clock.advance(atMs);
      rig.demo.setFault(stick, 'unplug', true);
      await rig.clock.advance(3000);
      expect(onlyStick(rig)?.health).toBe('lost');
      rig.demo.setFault(stick, 'unplug', false);
      expect(await hashesAgain(rig, 1, LIMIT_MS)).toBe(true);
    }),
  );

  it('gives nothing from a line of endless garbage, and hashes when it ends', () =>
    withRig(model, async (rig) => {
      const [stick] = rig.demo.sticks;
      if (stick === undefined) throw new Error('no stick');
      rig.demo.setFault(stick, 'freeze', true);
      rig.demo.setFault(stick, 'noise', true);
      await rig.clock.advance(60_000);
      expect(rig.source.submitted).toEqual([]);
      expect(onlyStick(rig)?.health).not.toBe('mining');
      rig.demo.setFault(stick, 'freeze', false);
      rig.demo.setFault(stick, 'noise', false);
      expect(await hashesAgain(rig, 1, RECOVERY_MS), JSON.stringify(onlyStick(rig))).toBe(true);
    }));
});

it('an R909 with one chip of six missing hashes with five, and says so', () =>
  withRig('r909', async (rig) => {
    const [stick] = rig.demo.sticks;
    if (stick === undefined) throw new Error('no stick');
    rig.demo.setFault(stick, 'loseChip', true);
    expect(await hashesAgain(rig, 3, LIMIT_MS)).toBe(true);
    expect(onlyStick(rig)?.chips).toHaveLength(5);
  }));
