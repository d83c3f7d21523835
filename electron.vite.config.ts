/**
 * One build for main, preload and renderer into `out/`. Packages of `dependencies` stay outside the bundles of
 * main (they are read from node_modules, or from the asar); the sandboxed preload must be one CommonJS file.
 */
import { defineConfig } from 'electron-vite';
import { rendererConfig } from './renderer/vite.shared.ts';

export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        input: {
          main: 'electron/shell/main.ts',
          'engine-process': 'electron/host/engine-process.ts',
          'ledger-worker': 'electron/ledger/ledger-worker.ts',
        },
        output: { chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/shell/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...rendererConfig,
    root: 'renderer',
    build: {
      ...rendererConfig.build,
      outDir: 'out/renderer',
      // Read from disk, not over a network: the warning at 500 kB is about something else.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
});
