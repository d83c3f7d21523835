/** The power side of boards against simulated ones: what they are told in which order, and what happens when they lie. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  EMBERONE_BOARD,
  GAMMA_BOARD,
  HEX_BOARD,
  MAX_BOARD,
  OXAXE_BOARD,
  QAXE_BOARD,
  SUPRA_402_BOARD,
  SUPRA_BOARD,
  SUPRA_HEX_BOARD,
  ULTRA_207_BOARD,
  ULTRA_BOARD,
} from '../../../electron/device/bitaxe-raw/boards.ts';
import type { BoardPlan } from '../../../electron/device/bitaxe-raw/raw-board.ts';
import type { SimulatedBoard } from '../../../electron/practice/simulator/board-kinds.ts';
import { BoardManagement } from '../../../electron/practice/simulator/board-management.ts';
import { QaxeEnd } from '../../../electron/practice/simulator/board-qaxe-end.ts';
import { type PracticeBoard, practiceBoard } from './practice-board.ts';
import { settled } from './practice-stick.ts';

const made: PracticeBoard[] = [];
afterEach(async () => {
  for (const practice of made.splice(0)) {
    await practice.stop();
    expect(practice.clock.armed, 'timers left').toBe(0);
  }
});

function boardOf(kind: SimulatedBoard, plan: BoardPlan, targetCoreMv: number | null = null): PracticeBoard {
  const practice = practiceBoard(kind, plan, targetCoreMv);
  made.push(practice);
  return practice;
}

const gamma = (targetCoreMv: number | null = null): PracticeBoard =>
  boardOf('bitaxe-gamma-raw', GAMMA_BOARD, targetCoreMv);

const BOARDS: readonly (readonly [SimulatedBoard, BoardPlan])[] = [
  ['bitaxe-gamma-raw', GAMMA_BOARD],
  ['bitaxe-supra-raw', SUPRA_BOARD],
  ['bitaxe-supra-402-raw', SUPRA_402_BOARD],
  ['bitaxe-ultra-raw', ULTRA_BOARD],
  ['bitaxe-ultra-207-raw', ULTRA_207_BOARD],
  ['bitaxe-max-raw', MAX_BOARD],
  ['bitaxe-hex-raw', HEX_BOARD],
  ['bitaxe-supra-hex-raw', SUPRA_HEX_BOARD],
  ['emberone-00', EMBERONE_BOARD],
  ['qaxe', QAXE_BOARD],
  ['qaxe-plus', QAXE_BOARD],
  ['0xaxe', OXAXE_BOARD],
];

describe('every board', () => {
  test.each(BOARDS)(
    '%s: feeds its chips, lets them out of reset only then, tells, and ends cold',
    async (kind, plan) => {
      const { power, board, clock, start, stop } = boardOf(kind, plan);
      await start();
      expect(board.physics.feedsChips).toBe(true);
      expect(board.physics.outputV).toBeCloseTo(plan.defaultRailV, 1);
      await settled(clock, power.resetLine.pulse(100, 100));
      await clock.advance(60_000);
      const { telemetry } = power;
      expect(telemetry?.tempC).toBeGreaterThan(20);
      expect(telemetry?.tempC).toBeLessThan(60);
      await stop();
      expect(power.telemetry).toBeNull();
      const { reset, rail } = restOf(board);
      expect({ reset, rail }).toEqual({ reset: false, rail: kind.includes('-raw') && isAlwaysOn(plan) });
    },
  );
});

/** Boards whose rail no pin and no command switches. */
const isAlwaysOn = ({ board }: BoardPlan): boolean =>
  board.kind === 'raw' && board.regulator.kind === 'ds4432u' && board.regulator.powerPin === null;

function restOf(board: PracticeBoard['board']): { readonly reset: boolean; readonly rail: boolean } {
  const reset = board.management instanceof BoardManagement && board.management.pin(0);
  return { reset, rail: board.physics.isRailOn };
}

describe('a Gamma', () => {
  test('has its fan at full speed before its chips have voltage, and its reset low until asked', async () => {
    const { power, board, clock } = gamma();
    const starting = power.start();
    let fanAtPower = 0;
    while (!board.physics.isRailOn) {
      await clock.advance(5);
      fanAtPower = board.physics.fanShare;
    }
    expect(fanAtPower).toBe(1);
    expect(board.raw.pin(0)).toBe(false);
    await settled(clock, starting);
    expect(board.raw.pin(0)).toBe(false);
    await settled(clock, power.resetLine.pulse(100, 100));
    expect(board.raw.pin(0)).toBe(true);
  });

  test('tells volts, watts, core voltage, temperature and fan', async () => {
    const { power, board, clock, start } = gamma();
    await start();
    await clock.advance(1_000);
    const { physics } = board;
    expect(power.telemetry?.inputV).toBeCloseTo(physics.inputV, 1);
    expect(power.telemetry?.coreMv).toBeCloseTo(1150, -1);
    expect(power.telemetry?.powerW).toBeCloseTo(physics.outputW + 5, 0);
    expect(power.telemetry?.inputA).toBeNull();
    expect(power.telemetry?.fanRpm).toBeGreaterThan(1000);
    expect(power.abilities).toEqual({
      coreMv: { min: 1000, max: 1250, step: 10 },
      fan: true,
      blink: 'clock',
    });
  });

  test('sets and proves another core voltage, and refuses what is out of its range', async () => {
    const { power, board, clock, start } = gamma(1100);
    await start();
    expect(board.physics.outputV).toBeCloseTo(1.1, 2);
    power.setCoreMv(1200);
    await clock.advance(500);
    expect(board.physics.outputV).toBeCloseTo(1.2, 2);
    expect(power.targetCoreMv).toBe(1200);
    for (const bad of [999, 1251, Number.NaN]) expect(() => power.setCoreMv(bad)).toThrow(RangeError);
    expect(board.physics.outputV).toBeCloseTo(1.2, 2);
  });

  test.each([
    ['does not come up', 0],
    ['stays below what was asked', 1.0],
    ['goes above what was asked', 1.4],
  ])('whose voltage %s is never let out of reset', async (_what, stuckAtV) => {
    const { board, start, losses } = gamma();
    board.physics.railStuckAtV = stuckAtV;
    await expect(start()).rejects.toMatchObject({ code: 'noPower' });
    expect(board.raw.pin(0)).toBe(false);
    expect(board.physics.isRailOn).toBe(false);
    expect(losses).toEqual([]);
  });

  test('whose voltage moved since is not let out of reset', async () => {
    const { power, board, clock, start } = gamma();
    await start();
    board.physics.railStuckAtV = 0.8;
    await expect(settled(clock, power.resetLine.pulse(100, 100))).rejects.toMatchObject({ code: 'noPower' });
    expect(board.raw.pin(0)).toBe(false);
  });

  test.each([
    ['regulator', 0x24],
    ['fan controller', 0x4c],
  ])('without its %s is another model, and is not fed', async (_part, address) => {
    const { board, start } = gamma();
    board.raw.deadParts.add(address);
    await expect(start()).rejects.toMatchObject({ code: 'wrongModel' });
    expect(board.physics.isRailOn).toBe(false);
  });

  test('with another regulator at the address is another model', async () => {
    const { board, start } = gamma();
    board.raw.lies.set(BoardManagement.registerOf(0x24, 0xad), [6, 0x54, 0x49, 0x54, 0x6b, 0x24, 0x41]);
    await expect(start()).rejects.toMatchObject({ code: 'wrongModel' });
    expect(board.physics.isRailOn).toBe(false);
  });

  test('whose controller says nothing is said to be silent', async () => {
    const { board, start } = gamma();
    board.raw.silent = true;
    await expect(start()).rejects.toMatchObject({ code: 'silent' });
  });

  test('that goes silent has no telemetry after some polls, and ends after more', async () => {
    const { power, board, clock, start, losses } = gamma();
    await start();
    await clock.advance(1_000);
    expect(power.telemetry).not.toBeNull();
    board.raw.silent = true;
    await clock.advance(10_000);
    expect(power.telemetry).toBeNull();
    expect(losses).toEqual([]);
    await clock.advance(30_000);
    expect(losses.map(({ code }) => code)).toEqual(['silent']);
  });

  test('that is silent for a moment goes on', async () => {
    const { power, board, clock, start, losses } = gamma();
    await start();
    board.raw.silent = true;
    await clock.advance(5_000);
    board.raw.silent = false;
    await clock.advance(5_000);
    expect(power.telemetry).not.toBeNull();
    expect(losses).toEqual([]);
  });

  test.each([
    ['0 degrees', 0x00],
    ['an open diode', 0x7f],
    ['255', 0xff],
  ])('whose thermometer says %s has no temperature, and its fan blows', async (_lie, high) => {
    const { power, board, clock, start } = gamma();
    await start();
    await clock.advance(3_000);
    board.raw.lies.set(BoardManagement.registerOf(0x4c, 0x01), [high]);
    board.raw.lies.set(BoardManagement.registerOf(0x4c, 0x10), [0]);
    await clock.advance(3_000);
    expect(power.telemetry?.tempC).toBeNull();
    expect(board.physics.fanShare).toBe(1);
  });

  test.each([
    ['0', [0, 0]],
    ['all ones', [0xff, 0xff]],
  ])('whose regulator says %s for its input and output has neither', async (_lie, bytes) => {
    const { power, board, clock, start } = gamma();
    await start();
    for (const register of [0x88, 0x8b])
      board.raw.lies.set(BoardManagement.registerOf(0x24, register), bytes);
    await clock.advance(2_000);
    expect(power.telemetry).toMatchObject({ inputV: null, coreMv: null, powerW: null });
  });

  test('is switched off when it stays too hot, and not for one hot reading', async () => {
    const { board, clock, start, losses } = gamma();
    await start();
    const hot = BoardManagement.registerOf(0x4c, 0x01);
    board.raw.lies.set(hot, [95]);
    await clock.advance(1_000);
    board.raw.lies.delete(hot);
    await clock.advance(5_000);
    expect(losses).toEqual([]);
    board.raw.lies.set(hot, [95]);
    await clock.advance(6_000);
    expect(losses.map(({ code }) => code)).toEqual(['tooHot']);
    expect(board.physics.isRailOn).toBe(false);
    // It was warm when it ended: somebody must blow.
    expect(board.physics.fanShare).toBe(1);
  });

  test('whose regulator gave up is said to have no power', async () => {
    const { board, clock, start, losses } = gamma();
    await start();
    board.physics.isRailOn = false;
    await clock.advance(6_000);
    expect(losses.map(({ code }) => code)).toEqual(['noPower']);
  });

  test('slows its fan while it is cool, and does not let anybody stop it when it is warm', async () => {
    const { power, board, clock, start } = gamma();
    await start();
    await clock.advance(5_000);
    expect(board.physics.fanShare).toBeLessThan(0.4);
    power.setFan(80);
    await clock.advance(2_000);
    expect(board.physics.fanShare).toBeCloseTo(0.8, 1);
    power.setFan(0);
    board.raw.lies.set(BoardManagement.registerOf(0x4c, 0x01), [70]);
    await clock.advance(2_000);
    expect(board.physics.fanShare).toBe(1);
    expect(() => power.setFan(101)).toThrow(RangeError);
  });

  test('stopped in the middle of its start has no voltage, whenever that is', async () => {
    for (let ms = 0; ms <= 800; ms += 20) {
      const { power, board, clock, losses } = practiceBoard('bitaxe-gamma-raw', GAMMA_BOARD);
      const starting = power.start().catch(() => 'ended');
      await clock.advance(ms);
      await settled(clock, power.stop());
      await clock.advance(5_000);
      expect(board.physics.isRailOn, `after ${ms} ms`).toBe(false);
      expect(board.raw.pin(0)).toBe(false);
      expect(losses).toEqual([]);
      await starting;
      expect(clock.armed).toBe(0);
    }
  });

  test('pulled out in each phase ends with one word', async () => {
    for (const ms of [0, 5, 50, 150, 300, 700]) {
      const { power, clock, unplug, stop } = practiceBoard('bitaxe-gamma-raw', GAMMA_BOARD);
      const starting = power.start();
      const outcome = starting.then(
        () => null,
        (error: unknown) => error,
      );
      await clock.advance(ms);
      unplug();
      expect(await settled(clock, outcome), `after ${ms} ms`).toMatchObject({ subject: 'demo:board' });
      await stop();
      expect(clock.armed).toBe(0);
    }
  });

  test('pulled out while it mines is lost at once', async () => {
    const { clock, start, unplug, losses } = gamma();
    await start();
    unplug();
    await clock.advance(100);
    expect(losses.map(({ code }) => code)).toEqual(['unplugged']);
  });

  test('is heard through noise, lost and doubled bytes', async () => {
    const { power, board, clock, start, losses } = gamma();
    await start();
    board.raw.lineFaults = { lostChance: 0.01, doubledChance: 0.01, noiseChance: 0.02 };
    let told = 0;
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1_000);
      if (power.telemetry !== null) told += 1;
      const coreMv = power.telemetry?.coreMv ?? 1150;
      expect(coreMv).toBeGreaterThan(0);
    }
    expect(told).toBeGreaterThan(30);
    expect(losses).toEqual([]);
  });
});

describe('an emberOne', () => {
  test('speaks the newer form, and shows its light', async () => {
    const { power, board, clock, start } = boardOf('emberone-00', EMBERONE_BOARD);
    await start();
    expect(board.raw.pin(1)).toBe(true);
    expect(board.raw.pin(2)).toBe(true);
    expect(power.abilities).toEqual({ coreMv: null, fan: false, blink: 'light' });
    expect(() => power.setCoreMv(300)).toThrow(RangeError);
    expect(() => power.setFan(50)).toThrow(RangeError);
    const blinking = power.blink();
    await clock.advance(100);
    expect(board.raw.led.every((level) => level > 0)).toBe(true);
    await settled(clock, blinking);
    expect(board.raw.led).toEqual([0, 0, 0]);
  });
});

describe('a QAxe', () => {
  test('whose voltage does not come up is not used', async () => {
    const { board, start } = boardOf('qaxe', QAXE_BOARD);
    board.physics.railStuckAtV = 0.3;
    await expect(start()).rejects.toMatchObject({ code: 'noPower' });
    expect(board.physics.isRailOn).toBe(false);
  });

  test('that says nothing is silent', async () => {
    const { board, start } = boardOf('qaxe', QAXE_BOARD);
    if (board.management instanceof QaxeEnd) board.management.silent = true;
    await expect(start()).rejects.toMatchObject({ code: 'silent' });
  });

  test('driven as a 0xAxe is another model', async () => {
    const { start } = boardOf('qaxe', OXAXE_BOARD);
    await expect(start()).rejects.toMatchObject({ code: 'wrongModel' });
  });
});
