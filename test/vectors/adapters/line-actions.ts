/** Actions of a recipe as the vectors tell events: waits in a row as one. */
import { bytesToHex } from '../../../electron/core/bytes.ts';
import type { LineAction } from '../../../electron/device/bm1370/bring-up.ts';
import type { LineEvent } from './recorded-line.ts';

export function framesOf(actions: readonly LineAction[]): readonly string[] {
  return actions.flatMap((action) => (action.kind === 'send' ? [bytesToHex(action.frame)] : []));
}

export function toldOf(actions: readonly LineAction[]): readonly LineEvent[] {
  const told: LineEvent[] = [];
  for (const action of actions) {
    const last = told.at(-1);
    if (action.kind === 'send') told.push({ tx: bytesToHex(action.frame) });
    else if (action.kind === 'baudRate') told.push({ baud: action.baudRate });
    else if (action.kind === 'flush') told.push({ flush: true });
    else if (last !== undefined && 'waitUs' in last) {
      told[told.length - 1] = { waitUs: last.waitUs + action.ms * 1000 };
    } else told.push({ waitUs: action.ms * 1000 });
  }
  return told;
}
