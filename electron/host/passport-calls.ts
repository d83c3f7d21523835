/** The calls about a stick's past: its passport and its own history. */
import { CallError } from '../contract/call-error.ts';
import type { MinerContract } from '../contract/contract.ts';
import type { Passport } from '../contract/passport.ts';
import type { Handlers } from '../contract/serve.ts';
import type { Settings } from '../contract/settings.ts';
import type { Ledger } from '../ledger/entries.ts';
import { historyOf } from './history.ts';

export interface PassportCallsDeps {
  readonly ledger: Pick<Ledger, 'passports' | 'points' | 'events'>;
  readonly settings: () => Settings;
}

/** Handlers of `passport`, `passports` and `stickHistory`. */
export function passportCalls({ ledger, settings }: PassportCallsDeps) {
  /** By the names the user has given them since. */
  const all = async (): Promise<Passport[]> => {
    const { sticks } = settings();
    const passports = await ledger.passports();
    return passports.map((passport) => ({
      ...passport,
      name: sticks[passport.stickId]?.name ?? passport.name,
    }));
  };
  return {
    passports: () => all(),
    passport: async ({ stickId }) => {
      const found = (await all()).find((passport) => passport.stickId === stickId);
      if (found === undefined) throw new CallError('refused', { reason: 'unknownStick' });
      return found;
    },
    stickHistory: ({ stickId, range }) => historyOf(ledger, range, stickId),
  } satisfies Partial<Handlers<MinerContract>>;
}
