/** The page alone: `vite renderer` for work on it, and the tests that serve it beside a made-up host. */
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { rendererConfig } from './vite.shared.ts';

export default defineConfig({ ...rendererConfig, root: join(import.meta.dirname) });
