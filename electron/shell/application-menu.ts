/** The menu bar: hidden until Alt on Linux and Windows, but with the keys people expect (quit, copy, close). */
import { Menu } from 'electron';

export function applicationMenu(): Menu {
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ]);
}
