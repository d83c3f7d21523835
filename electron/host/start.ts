/** Entry of `npm start`, after the set-up. All it does is in `open-app.ts`. */
import { keepCompiledCode } from './compile-cache.ts';
import { keepHeapSmall } from './small-heap.ts';
import { listenForStop } from './stop-signals.ts';

const signals = listenForStop();
keepHeapSmall();
keepCompiledCode();
const { openApp } = await import('./open-app.ts');
process.exitCode = await openApp(process.argv.slice(2), signals);
