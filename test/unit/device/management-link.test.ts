/** The management channel: answers found in whatever comes, one question at a time, and an end to every wait. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Exchange, NoAnswerError } from '../../../electron/device/bitaxe-raw/exchange.ts';
import { ManagementLink, RefusedError } from '../../../electron/device/bitaxe-raw/management-link.ts';
import { qaxeRequest, qaxeResponseIn } from '../../../electron/device/bitaxe-raw/qaxe-messages.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { settled } from './practice-stick.ts';

type Form = 'v0' | 'v1';
/** What the firmware answers a request with, as bytes on the wire. */
type Firmware = (request: Uint8Array) => Uint8Array;

const idOf = (request: Uint8Array): number => request[2] ?? 0;
const dataOf = (form: Form, id: number, data: readonly number[]): Uint8Array =>
  form === 'v0'
    ? Uint8Array.of(data.length, 0, id, ...data)
    : Uint8Array.of(data.length + 4, 0, id, 0, ...data);

function linkTo(firmware: Firmware, cut: (bytes: Uint8Array) => readonly Uint8Array[] = (bytes) => [bytes]) {
  const clock = new ManualClock();
  const asked: Uint8Array[] = [];
  const link = new ManagementLink({
    clock,
    async send(request) {
      asked.push(request);
      for (const piece of cut(firmware(request))) {
        clock.after(1, () => link.push(piece));
      }
    },
  });
  return { clock, asked, link };
}

/** A board with one pin and one register, which holds 12 34. */
const board =
  (form: Form): Firmware =>
  (request) => {
    const [, , id = 0, , page = 0, command = 0] = request;
    if (page === 0x06) return dataOf(form, id, [request[6] ?? 1]);
    return dataOf(form, id, command === 0x40 ? [0x12, 0x34] : [1]);
  };

describe('the management link', () => {
  test.each(['v0', 'v1'] as const)('finds out by itself that firmware answers in form %s', async (form) => {
    const { clock, link } = linkTo(board(form));
    await settled(clock, link.identify());
    expect(link.form).toBe(form);
    expect([...(await settled(clock, link.read(0x24, 0x88, 2)))]).toEqual([0x12, 0x34]);
    await settled(clock, link.setPin(0, true));
    expect(clock.armed).toBe(0);
  });

  test('tells a refusal from silence at once, in either form', async () => {
    for (const form of ['v0', 'v1'] as const) {
      const { clock, link } = linkTo((request) =>
        request[4] === 0x06 ? dataOf(form, idOf(request), [1]) : Uint8Array.of(4, 0, idOf(request), 0x10),
      );
      await settled(clock, link.identify());
      const startedMs = clock.monotonicMs();
      await expect(settled(clock, link.read(0x40, 1, 2))).rejects.toMatchObject({
        name: 'RefusedError',
        fault: 'timeout',
      });
      expect(clock.monotonicMs() - startedMs).toBeLessThan(200);
    }
  });

  test('tells a refusal from an answer that is four bytes long too, when time is up', async () => {
    const { clock, link } = linkTo((request) => Uint8Array.of(4, 0, idOf(request), 0x11));
    await expect(settled(clock, link.read(0x40, 1, 4))).rejects.toBeInstanceOf(RefusedError);
  });

  test('believes no refusal that is about another request', async () => {
    const { clock, link } = linkTo((request) => Uint8Array.of(4, 0, idOf(request) ^ 0x40, 0x10));
    await expect(settled(clock, link.read(0x40, 1, 2))).rejects.toBeInstanceOf(NoAnswerError);
  });

  test('asks again once, and gives up after that', async () => {
    const { clock, link, asked } = linkTo(() => new Uint8Array(0));
    await expect(settled(clock, link.identify())).rejects.toBeInstanceOf(NoAnswerError);
    expect(asked.length).toBe(2);
    expect(idOf(asked[0] ?? new Uint8Array())).not.toBe(idOf(asked[1] ?? new Uint8Array()));
  });

  test('does not take a late answer for that of the next question', async () => {
    let late: Uint8Array | null = null;
    const { clock, link } = linkTo((request) => {
      const before = late;
      late = dataOf('v0', idOf(request), [0xaa, 0xbb]);
      return before ?? new Uint8Array(0);
    });
    await expect(settled(clock, link.read(0x24, 1, 2))).rejects.toBeInstanceOf(NoAnswerError);
  });

  test('has one question under way, whoever asks', async () => {
    let underWay = 0;
    let most = 0;
    const clock = new ManualClock();
    const link = new ManagementLink({
      clock,
      async send(request) {
        underWay += 1;
        most = Math.max(most, underWay);
        clock.after(5, () => {
          underWay -= 1;
          link.push(board('v0')(request));
        });
      },
    });
    await settled(clock, Promise.all([1, 2, 3, 4].map((register) => link.read(0x24, register, 2))));
    expect(most).toBe(1);
  });

  test('ends what is asked, and what is asked later, with the word it is given', async () => {
    const { clock, link } = linkTo(() => new Uint8Array(0));
    const asking = link.read(0x24, 1, 2);
    await clock.advance(10);
    const waiting = link.setPin(0, false);
    const word = new Error('unplugged');
    link.stop(word);
    await expect(asking).rejects.toBe(word);
    await expect(waiting).rejects.toBe(word);
    await expect(link.read(0x24, 1, 2)).rejects.toBe(word);
    expect(clock.armed).toBe(0);
  });

  test('hears through splits at every byte and noise around, in either form', async () => {
    // Nothing is checked in these frames: noise that spells the length of the answer cannot be told from one.
    const isLength = (byte: number): boolean => byte === 2 || byte === 6;
    const byte = fc.integer({ min: 0, max: 255 }).filter((one) => !isLength(one));
    const noise = fc.array(byte, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Form>('v0', 'v1'),
        noise,
        noise,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
        async (form, before, after, cuts) => {
          let isNoisy = false;
          const { clock, link } = linkTo(
            (request) => {
              const answer = board(form)(request);
              return isNoisy ? Uint8Array.of(...before, ...answer, ...after) : answer;
            },
            (bytes) => pieces(bytes, cuts),
          );
          await settled(clock, link.identify());
          isNoisy = true;
          const outcome = await settled(
            clock,
            link.read(0x24, 0x88, 2).then(
              (data) => [...data],
              (error: unknown) => error,
            ),
          );
          // Noise may look like a refusal of this very request; it never becomes a reading.
          if (!(outcome instanceof RefusedError)) expect(outcome).toEqual([0x12, 0x34]);
          expect(clock.armed).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('keeps little of a line that streams for ever, and ends its wait', async () => {
    const clock = new ManualClock();
    const exchange = new Exchange({ clock, limitMs: 1000, send: async () => {} });
    let longest = 0;
    const asking = exchange.ask(Uint8Array.of(1), (received) => {
      longest = Math.max(longest, received.length);
      return null;
    });
    const outcome = asking.catch((error: unknown) => error);
    for (let turn = 0; turn < 100; turn += 1) {
      exchange.push(new Uint8Array(1000).fill(turn));
      await clock.advance(20);
    }
    expect(await outcome).toBeInstanceOf(NoAnswerError);
    expect(longest).toBeLessThanOrEqual(256);
  });
});

describe('messages of a QAxe', () => {
  test('are bytes as its reference host writes them', () => {
    // id 1, op 1, data: 1.2 V on, both fans at 100 %.
    const control = new Map([
      [1, 1],
      [2, 100],
      [3, 100],
    ]);
    expect([...qaxeRequest(1, 1, control)]).toEqual([13, 8, 1, 16, 1, 26, 7, 6, 8, 1, 16, 100, 24, 100]);
    expect([...qaxeRequest(2, 2, null)]).toEqual([4, 8, 2, 16, 2]);
  });

  test('are found in noise, whole, with the right id, and never made up', () => {
    const noise = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        noise,
        fc.integer({ min: 2, max: 127 }),
        fc.integer({ min: 1, max: 5000 }),
        (before, id, count) => {
          const inner = [8, 1, 16, (count & 0x7f) | 0x80, count >> 7];
          const body = [8, id, 26, inner.length + 1, inner.length, ...inner];
          const answer = [body.length, ...body];
          const found = qaxeResponseIn(Uint8Array.of(...answer), id);
          expect(found).toEqual({
            error: 0,
            fields: new Map([
              [1, 1],
              [2, count],
            ]),
          });
          expect(qaxeResponseIn(Uint8Array.of(...answer), id === 2 ? 3 : 2)).toBeNull();
          for (let length = 0; length < answer.length; length += 1) {
            expect(
              qaxeResponseIn(Uint8Array.of(...answer.slice(0, length)), id)?.fields.get(2),
            ).toBeUndefined();
          }
          // Whatever else comes first, looking never throws.
          qaxeResponseIn(Uint8Array.of(...before, ...answer), id);
        },
      ),
    );
  });
});

function pieces(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = cuts[turn % cuts.length] ?? 1;
    out.push(bytes.slice(at, at + length));
    at += length;
  }
  return out;
}
