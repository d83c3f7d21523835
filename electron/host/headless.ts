/** Entry under Node: the miner without a window. All it does is in `run-headless.ts`. */
import { keepCompiledCode } from './compile-cache.ts';
import { keepHeapSmall } from './small-heap.ts';
import { listenForStop } from './stop-signals.ts';

const signals = listenForStop();
keepHeapSmall();
keepCompiledCode();
const { runHeadless } = await import('./run-headless.ts');
process.exitCode = await runHeadless(process.argv.slice(2), signals);
