/** Whole boards: from plug to nonces to a cold stop, over both of their ports. */
import { afterEach, describe, expect, test } from 'vitest';
import { createStick } from '../../../electron/device/create-stick.ts';
import { matchStick } from '../../../electron/device/stick-catalog.ts';
import { BOARD_KINDS, type SimulatedBoard } from '../../../electron/practice/simulator/board-kinds.ts';
import { BoardManagement } from '../../../electron/practice/simulator/board-management.ts';
import { type PracticeBoardStick, practiceBoardStick } from './practice-board.ts';
import { feedOf, jobOf, settled } from './practice-stick.ts';

const made: PracticeBoardStick[] = [];
afterEach(async () => {
  for (const practice of made.splice(0)) {
    await practice.stop();
    expect(practice.clock.armed, 'timers left').toBe(0);
  }
});

function stickOf(...args: Parameters<typeof practiceBoardStick>): PracticeBoardStick {
  const practice = practiceBoardStick(...args);
  made.push(practice);
  return practice;
}

const KINDS = Object.keys(BOARD_KINDS) as SimulatedBoard[];

describe('every board', () => {
  test.each(KINDS)('%s mines, tells, and stops cold', async (kind) => {
    const { stick, board, clock, nonces, start, stop } = stickOf(kind);
    await start();
    expect(stick.status).toMatchObject({ chipCount: BOARD_KINDS[kind].chipCount, error: null });
    stick.setFeed(feedOf(jobOf(16)));
    await clock.advance(15_000);
    const { status } = stick;
    expect(nonces.length).toBeGreaterThan(5);
    expect(status.counters).toMatchObject({ hardwareErrors: 0, orphanNonces: 0, resets: 0 });
    expect(status.telemetry?.tempC).toBeGreaterThan(20);
    expect(status.frequencyMhz).toBeGreaterThanOrEqual(380);
    await stop();
    expect(stick.status.telemetry).toBeNull();
    const { management } = board;
    if (management instanceof BoardManagement) expect(management.pin(0)).toBe(false);
    else expect(board.physics.isRailOn).toBe(false);
    const before = nonces.length;
    await clock.advance(2_000);
    expect(nonces.length).toBe(before);
  });

  test.each(['qaxe', 'qaxe-plus', '0xaxe'] as const)('%s never leaves 115,200 baud', async (kind) => {
    const { stick, clock, start } = stickOf(kind);
    await start();
    stick.setFeed(feedOf(jobOf(16)));
    await clock.advance(1_000);
    expect(stick.status.baudRate).toBe(115_200);
  });

  test('whose nonces name their chip says which it was', async () => {
    for (const kind of ['qaxe', 'emberone-00', 'bitaxe-hex-raw'] as const) {
      const { stick, clock, nonces, start } = stickOf(kind);
      await start();
      stick.setFeed(feedOf(jobOf(16)));
      await clock.advance(10_000);
      const chips = new Set(nonces.map(({ chipIndex }) => chipIndex));
      expect(chips.size, kind).toBe(BOARD_KINDS[kind].chipCount);
    }
  });
});

describe('the catalogue', () => {
  const port = (kind: SimulatedBoard) => ({ ...BOARD_KINDS[kind].usb, product: BOARD_KINDS[kind].product });

  test.each([
    ['bitaxe-gamma-raw', 'bitaxe-gamma-raw'],
    ['emberone-00', 'emberone-00'],
    ['qaxe', 'qaxe'],
    ['0xaxe', '0xaxe'],
  ] as const)('finds a %s by its strings', (kind, id) => {
    expect(matchStick(port(kind))?.id).toBe(id);
  });

  test('does not take a Bonanza for a Bitaxe, nor a stranger with the same numbers for anything', () => {
    expect(matchStick({ ...port('bitaxe-gamma-raw'), product: 'BitaxeBonanza' })?.id).toBe('bitaxe-bonanza');
    const stranger = { ...port('bitaxe-gamma-raw'), manufacturer: 'Embassy', product: 'USB-serial example' };
    expect(matchStick(stranger)).toBeNull();
  });

  test('asks for the second port', () => {
    const { clock } = stickOf('qaxe');
    const options = {
      id: 'serial:B' as never,
      model: 'qaxe',
      path: 'demo:chips',
      resetLine: 'none',
    } as const;
    expect(() =>
      createStick({
        ...options,
        binding: {} as never,
        chain: { kind: 'practice', bits: 26 },
        clock,
        log: {} as never,
        targetMhz: null,
        platform: 'linux',
      }),
    ).toThrowError(expect.objectContaining({ code: 'needsSecondPort' }));
  });
});

describe('a Gamma', () => {
  test('whose chip does not answer has no voltage afterwards', async () => {
    const { stick, board, start } = stickOf('bitaxe-gamma-raw');
    board.chips.silent = true;
    await expect(start()).rejects.toMatchObject({ code: 'noChips' });
    expect(stick.status.phase).toBe('failed');
    expect(board.physics.isRailOn).toBe(false);
    expect(board.raw.pin(0)).toBe(false);
  });

  test('that carries another chip is said to be another model, and which', async () => {
    const { board, start } = stickOf('bitaxe-supra-402-raw', { model: 'bitaxe-gamma-raw' });
    await expect(start()).rejects.toMatchObject({
      code: 'wrongModel',
      message: expect.stringContaining('BM1368'),
    });
    expect(board.physics.isRailOn).toBe(false);
  });

  test('whose regulator does not come up never has a chip asked', async () => {
    const { stick, board, start } = stickOf('bitaxe-gamma-raw');
    board.physics.railStuckAtV = 1.45;
    await expect(start()).rejects.toMatchObject({ code: 'noPower' });
    expect(stick.status.phase).toBe('failed');
    expect(board.chips.counters.jobs).toBe(0);
    expect(board.physics.isRailOn).toBe(false);
  });

  test('that gets too hot while it mines fails, cold', async () => {
    const { stick, board, clock, start } = stickOf('bitaxe-gamma-raw');
    await start();
    stick.setFeed(feedOf(jobOf(16)));
    await clock.advance(2_000);
    board.raw.lies.set(BoardManagement.registerOf(0x4c, 0x01), [92]);
    await clock.advance(8_000);
    expect(stick.status).toMatchObject({ phase: 'failed', error: { code: 'tooHot' } });
    expect(board.physics.isRailOn).toBe(false);
    expect(board.raw.pin(0)).toBe(false);
  });

  test('reset by whoever runs it mines on, its voltage proven again', async () => {
    const { stick, clock, nonces, start } = stickOf('bitaxe-gamma-raw');
    await start();
    stick.setFeed(feedOf(jobOf(16)));
    await clock.advance(3_000);
    await settled(clock, stick.resetChips());
    const before = nonces.length;
    await clock.advance(8_000);
    expect(nonces.length).toBeGreaterThan(before);
    expect(stick.status.counters.resets).toBe(1);
  });

  test('takes another core voltage while it mines', async () => {
    const { stick, board, clock, start } = stickOf('bitaxe-gamma-raw', { targetCoreMv: 1100 });
    await start();
    stick.setFeed(feedOf(jobOf(16)));
    stick.setTargetCoreVoltage(1200);
    await clock.advance(2_000);
    expect(board.physics.outputV).toBeCloseTo(1.2, 2);
    expect(stick.status).toMatchObject({ targetCoreMv: 1200 });
    expect(() => stick.setTargetCoreVoltage(1400)).toThrow(RangeError);
  });

  test('pulled out in each phase fails with one word, and leaves nothing behind', async () => {
    for (const ms of [0, 100, 400, 900, 1_200, 2_500, 5_000, 9_000]) {
      const { stick, clock, start, stop, unplug } = practiceBoardStick('bitaxe-gamma-raw');
      const outcome = start().then(
        () => null,
        (error: unknown) => error,
      );
      stick.setFeed(feedOf(jobOf(16)));
      await clock.advance(ms);
      unplug();
      await settled(clock, outcome);
      await clock.advance(3_000);
      expect(stick.status.phase, `after ${ms} ms`).toBe('failed');
      await stop();
      expect(clock.armed, `after ${ms} ms`).toBe(0);
    }
  });
});
