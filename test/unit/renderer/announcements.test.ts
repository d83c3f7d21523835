import { beforeEach, expect, test } from 'vitest';
import { Announcements, type SpokenState } from '../../../renderer/state/announcements.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';

let clock: ManualClock;
let said: string[];
let announcements: Announcements;

beforeEach(() => {
  clock = new ManualClock();
  said = [];
  announcements = new Announcements(clock, (sentence) => said.push(sentence));
});

function state(run: string, ...sticks: string[]): SpokenState {
  return { run, sticks: sticks.map((sentence, index) => ({ id: String(index), sentence })) };
}

test('the first state and a state that stays are no news', () => {
  announcements.offer(state('Mining', 'A mines'));
  announcements.offer(state('Mining', 'A mines'));
  expect(said).toEqual([]);
});

test('a change is said at once, the next ones wait ten seconds and the newest is said', async () => {
  announcements.offer(state('Mining'));
  announcements.offer(state('Paused'));
  announcements.offer(state('Mining'));
  announcements.offer(state('Stalled'));
  expect(said).toEqual(['Paused']);
  await clock.advance(10_000);
  expect(said).toEqual(['Paused', 'Stalled']);
});

test('a stick that changes and a stick that is new are news', () => {
  announcements.offer(state('Mining', 'A mines'));
  announcements.offer(state('Mining', 'A mines', 'B is new'));
  expect(said).toEqual(['B is new']);
});

test('stops without a timer left', () => {
  announcements.offer(state('Mining'));
  announcements.offer(state('Paused'));
  announcements.offer(state('Mining'));
  announcements.stop();
  expect(clock.armed).toBe(0);
});
