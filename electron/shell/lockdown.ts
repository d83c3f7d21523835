/**
 * Takes away from pages what Electron gives them by default: permissions, devices, the network, navigation,
 * windows, frames. Rows 1, 5, 7, 12-15, 17 and 18 of docs/security.md. One exported function for each moment:
 * before ready, after ready, and before a port is given away.
 */
import {
  type App,
  type Protocol,
  protocol,
  type Session,
  type WebContents,
  type WebFrameMain,
} from 'electron';
import type { Logger } from '../contract/ports.ts';
import { APP_ORIGIN, APP_SCHEME, isAppPage, serveBundle } from './bundle-files.ts';

/** Before ready: sandboxes every renderer, makes `app:` a real origin, and watches every page made later. */
export function lockBeforeReady(app: App, log: Logger): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => lockContents(contents, log));
}

/** After ready, before the first window. */
export function lockSession(session: Session, bundleFolder: string, log: Logger): void {
  serveApp(session.protocol, bundleFolder);
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn('permission refused', { permission });
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const isOurs = details.url.startsWith(`${APP_ORIGIN}/`) || details.url.startsWith('devtools://');
    if (!isOurs) log.warn('request refused', { url: details.url.slice(0, 200) });
    answer({ cancel: !isOurs });
  });
  session.on('will-download', (event) => event.preventDefault());
}

/** True when this frame may be given a port to the host: the top frame, standing at our own page. */
export function mayHavePort(contents: WebContents, frame: WebFrameMain): boolean {
  return frame === contents.mainFrame && frame.parent === null && isAppPage(frame.url);
}

function serveApp(appProtocol: Protocol, bundleFolder: string): void {
  appProtocol.handle(APP_SCHEME, (request) => serveBundle(bundleFolder, request));
}

function lockContents(contents: WebContents, log: Logger): void {
  const refuse = (what: string, url: string) => log.warn(`${what} refused`, { url: url.slice(0, 200) });
  contents.setWindowOpenHandler(({ url }) => {
    refuse('new window', url);
    return { action: 'deny' };
  });
  // A page may reload itself (it does when the host is of another version) and go nowhere else.
  contents.on('will-navigate', (event) => {
    if (isAppPage(event.url)) return;
    refuse('navigation', event.url);
    event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isAppPage(event.url)) return;
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
