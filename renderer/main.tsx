/** Start of the page: wires the parts together and renders; nothing else. */
import './jitless.ts';
import './sound-language.ts';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { pageClock } from './link/page-clock.ts';
import { portSource } from './link/port-source.ts';
import { socketSource } from './link/socket-source.ts';
import { Miner } from './state/miner.ts';
import { savedTheme, ThemeBook } from './state/theme.ts';

// Served by the headless host, which is plain http on this computer, the page opens a socket to it; in the
// app (its own scheme) the preload script hands over a port.
const source = window.location.protocol === 'http:' ? socketSource(window) : portSource(window);
const miner = new Miner({ source, clock: pageClock, page: document });
const theme = new ThemeBook({
  root: document.documentElement,
  page: window,
  theme: savedTheme(window.localStorage),
});
theme.start();
miner.start();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App miner={miner} theme={theme} />);
