/** What every build of the page shares: the packaged app (electron-vite), the dev server and the tests. */
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

export const rendererConfig = {
  base: './',
  plugins: [react()],
  build: {
    // The page's policy is `font-src 'self'` and `script-src 'self'`: no data: URLs, no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    minify: true,
    emptyOutDir: true,
    target: 'es2024',
    // Read from the disk of the same computer: splitting it up would gain nothing.
    chunkSizeWarningLimit: 1_000,
  },
} satisfies UserConfig;
