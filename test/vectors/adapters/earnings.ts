/** Earnings vectors: difficulty, subsidy, expected earnings, odds, retarget, local days. */
import { type Adapter, unknown } from '../adapter.ts';
import { compare } from '../compare.ts';
import { CHAIN_OPERATIONS } from './earnings-chain.ts';
import { MONEY_OPERATIONS } from './earnings-money.ts';

/** Takes the inputs of a case and the folder of its file. */
export type Operation = (inputs: unknown, folder: string) => unknown;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([...CHAIN_OPERATIONS, ...MONEY_OPERATIONS]);

export const earningsAdapter: Adapter = {
  format: 'earnings',
  async run(vectorCase) {
    const operation = OPERATIONS.get(vectorCase.key);
    if (operation === undefined) return unknown(vectorCase);
    const { inputs, expected, tolerance } = vectorCase.value;
    return compare(await operation(inputs, vectorCase.folder), expected, tolerance);
  },
};
