import { expect, test } from 'vitest';
import { StatusPrinter } from '../../../electron/host/status-printer.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { sampleFrame } from '../contract/samples.ts';

function printer({ json = false, isTerminal = false }) {
  const clock = new ManualClock();
  const lines: string[] = [];
  return {
    clock,
    lines,
    printer: new StatusPrinter({ clock, json, isTerminal, write: (line) => lines.push(line) }),
  };
}

test('on a terminal the address stands between blank lines, elsewhere it is one line', () => {
  const watched = printer({ isTerminal: true });
  watched.printer.address('http://127.0.0.1:1/#token=x');
  expect(watched.lines).toEqual(['\nOpen http://127.0.0.1:1/#token=x\n']);
  const piped = printer({});
  piped.printer.address('http://127.0.0.1:1/#token=x');
  expect(piped.lines).toEqual(['Open http://127.0.0.1:1/#token=x']);
});

test('the last word says whether all is saved', () => {
  const person = printer({});
  person.printer.stopped(true);
  person.printer.stopped(false);
  expect(person.lines).toEqual([
    'Stopped. All saved.',
    'Stopped. Not everything could be saved: see the log.',
  ]);
  const program = printer({ json: true, isTerminal: true });
  program.printer.address('http://127.0.0.1:1/');
  program.printer.stopped(false);
  expect(program.lines.map((line) => JSON.parse(line))).toEqual([
    { kind: 'address', url: 'http://127.0.0.1:1/' },
    { kind: 'stopped', allSaved: false },
  ]);
});

test('the state comes every ten seconds and on change, until it is stopped', async () => {
  const { clock, lines, printer: status } = printer({});
  let frame = calmFrame();
  status.start(() => frame);
  await clock.advance(10_000);
  expect(lines).toHaveLength(1);
  await clock.advance(1_000);
  expect(lines).toHaveLength(2);
  frame = { ...frame, run: { ...frame.run, state: 'noPool' } };
  await clock.advance(1_000);
  expect(lines).toHaveLength(3);
  status.stop();
  await clock.advance(60_000);
  expect(lines).toHaveLength(3);
  expect(clock.armed).toBe(0);
});

test('a fault is explained once, and again only when it comes back', async () => {
  const { clock, lines, printer: status } = printer({});
  const { faults } = sampleFrame(1);
  let frame = sampleFrame(1);
  status.start(() => frame);
  const explained = () =>
    lines.filter((line) => line.includes('The log in the data folder says more.')).length;
  await clock.advance(30_000);
  expect(explained()).toBe(1);
  frame = calmFrame();
  await clock.advance(1_000);
  frame = { ...frame, faults };
  await clock.advance(1_000);
  expect(explained()).toBe(2);
  status.stop();
});

test('the same fault of another stick is news', async () => {
  const { clock, lines, printer: status } = printer({});
  let frame = sampleFrame(1);
  status.start(() => frame);
  await clock.advance(1_000);
  const told = lines.length;
  const faults = frame.faults.map((fault) => ({ ...fault, subject: { ...fault.subject, id: 'serial:B2' } }));
  frame = { ...frame, faults };
  await clock.advance(1_000);
  expect(lines.length).toBe(told + 2);
  status.stop();
});

test('programs get the faults in the frame alone', async () => {
  const { clock, lines, printer: status } = printer({ json: true });
  status.start(() => sampleFrame(1));
  await clock.advance(1_000);
  expect(lines).toHaveLength(1);
  status.stop();
});

function calmFrame() {
  return { ...sampleFrame(1), faults: [] };
}
