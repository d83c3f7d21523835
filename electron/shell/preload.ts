/**
 * Hands the port to the host on to the page, and exposes nothing else. The page gets it as a window message
 * `{type: 'hashwatt:port'}` with one port, again at every start of the host. Runs sandboxed.
 */
import { ipcRenderer } from 'electron';

ipcRenderer.on('hashwatt:port', (event) => {
  window.postMessage({ type: 'hashwatt:port' }, '*', [...event.ports]);
});
