/** Calls whose parts are being built. To be empty, and gone, before this lands. */
import { CallError } from '../contract/call-error.ts';
import type { MinerContract } from '../contract/contract.ts';
import type { Handlers } from '../contract/serve.ts';

const notYet = (): never => {
  throw new CallError('refused', { reason: 'notYet' });
};

export const CALLS_TO_COME = {
  demoState: notYet,
  setDemoSticks: notYet,
  setDemoFault: notYet,
} satisfies Partial<Handlers<MinerContract>>;
