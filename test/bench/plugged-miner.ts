/**
 * The headless miner as its own entry starts it, with sticks looked for in another tree of devices. Arguments: what
 * stands for /sys, what stands for /dev, then its flags. Started by `headless-miner.ts`.
 */
import { keepCompiledCode } from '../../electron/host/compile-cache.ts';
import { keepHeapSmall } from '../../electron/host/small-heap.ts';
import { listenForStop } from '../../electron/host/stop-signals.ts';

const signals = listenForStop();
keepHeapSmall();
keepCompiledCode();
const { runHeadless } = await import('../../electron/host/run-headless.ts');
const [sys = '', dev = '', ...flags] = process.argv.slice(2);
process.exitCode = await runHeadless(flags, signals, { deviceRoots: { sys, dev } });
