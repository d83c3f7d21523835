/** Whatever a client sends, the host neither throws nor calls a handler with something the table forbids. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minerContract } from '../../../electron/contract/contract.ts';
import { ToClient } from '../../../electron/contract/envelope.ts';
import { serve } from '../../../electron/contract/serve.ts';
import { SettingsPatch } from '../../../electron/contract/settings.ts';
import type { Wire } from '../../../electron/contract/wire.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';
import { CALL_INPUTS, HELLO, sampleHandlers } from './samples.ts';

function servedDirectly() {
  const posted: unknown[] = [];
  const heard: [string, unknown][] = [];
  const lines: LoggedLine[] = [];
  let deliver: (message: unknown) => void = () => {};
  const wire: Wire = {
    post: (message) => posted.push(message),
    onMessage: (listener) => {
      deliver = listener;
    },
    onClose: () => {},
    close: () => {},
  };
  const handlers = sampleHandlers(heard);
  const feeds = { frame: { subscribe: () => () => {} } };
  serve(minerContract, {
    wire,
    hello: HELLO,
    handlers,
    feeds,
    clock: new ManualClock(),
    log: silentLogger(lines),
  });
  return { posted, heard, lines, deliver: (message: unknown) => deliver(message) };
}

const names = fc.oneof(
  fc.constantFrom(...Object.keys(CALL_INPUTS), 'constructor', '__proto__', 'toString', 'hasOwnProperty', ''),
  fc.string(),
);
const messages = fc.oneof(
  fc.anything({ withBigInt: true, withMap: true, withSparseArray: true, withNullPrototype: true }),
  fc.record(
    {
      kind: fc.constantFrom('call', 'subscribe', 'unsubscribe', 'ack', 'visibility', 'hello', 'answer'),
      id: fc.oneof(fc.nat(), fc.double(), fc.string()),
      name: names,
      feed: fc.oneof(fc.constantFrom('frame', 'constructor', '__proto__'), fc.string()),
      seq: fc.oneof(fc.nat(), fc.double()),
      hidden: fc.oneof(fc.boolean(), fc.anything()),
      input: fc.oneof(fc.anything(), fc.constantFrom(...Object.values(CALL_INPUTS))),
    },
    { requiredKeys: ['kind'] },
  ),
);

test('arbitrary messages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(messages, { maxLength: 20 }), async (batch) => {
      const { posted, heard, lines, deliver } = servedDirectly();
      for (const message of batch) deliver(message);
      await new Promise<void>((resolve) => setImmediate(resolve));
      for (const message of posted) expect(ToClient.safeParse(message).success).toBe(true);
      for (const [name, input] of heard) {
        const { calls } = minerContract;
        expect(calls[name as keyof typeof calls].input.safeParse(input).success).toBe(true);
      }
      expect(lines.filter((line) => line.level === 'error')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'nothing'])(
  '%s is not a call',
  async (name) => {
    const { posted, deliver } = servedDirectly();
    deliver({ kind: 'call', id: 4, name, input: {} });
    await Promise.resolve();
    expect(posted.slice(1)).toEqual([{ kind: 'refusal', id: 4, error: { code: 'unknownCall' } }]);
  },
);

test('a malformed call with a usable id is refused at once', () => {
  const { posted, deliver } = servedDirectly();
  deliver({ kind: 'call', id: 9, name: 7, input: {} });
  expect(posted.slice(1)).toEqual([{ kind: 'refusal', id: 9, error: { code: 'badInput' } }]);
});

test('an input with cycles or of more than 16 KiB is refused', async () => {
  const { posted, heard, deliver } = servedDirectly();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  deliver({ kind: 'call', id: 1, name: 'resume', input: cycle });
  deliver({
    kind: 'call',
    id: 2,
    name: 'setPoolPassword',
    input: { poolId: 'a', password: 'x'.repeat(17_000) },
  });
  await Promise.resolve();
  const error = { code: 'badInput', reason: 'inputTooLong' };
  expect(posted.slice(1)).toEqual([
    { kind: 'refusal', id: 1, error },
    { kind: 'refusal', id: 2, error },
  ]);
  expect(heard).toEqual([]);
});

test('a __proto__ key in a patch reaches no prototype', () => {
  const patch: unknown = JSON.parse('{"sticks":{"__proto__":{"name":"x"},"serial:A":{"name":"y"}}}');
  const parsed = SettingsPatch.safeParse(patch);
  if (parsed.success) expect(Object.getPrototypeOf(parsed.data.sticks)).toBe(Object.prototype);
  expect(({} as { name?: string }).name).toBeUndefined();
});
