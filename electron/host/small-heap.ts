/**
 * Keeps the heap as small as mining needs. V8 reckons with short bursts and lots of memory: with 64 sticks it
 * lets the garbage of some 30 MB that live grow to 300 MB, and clears it in pauses that a nonce would wait for.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * The young generation stays at the 1 MB it starts with: cleared ten times a second in a millisecond. The old one is
 * cleared when it has grown by this, and not at two to four times the size.
 */
const FLAGS = ['--semi-space-growth-factor=1', '--heap-growing-percent=40'] as const;

/** V8 reads both flags whenever it sizes the heap. Call before anything is loaded. */
export function keepHeapSmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
