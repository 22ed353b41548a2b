// Keeps every page of the application where it is: no foreign content, windows, permissions or downloads.
import type { Session, WebContents } from 'electron';

export type IsOwnPage = (url: string) => boolean;

/** For each web contents, before it loads anything. */
export function guardContents(contents: WebContents, isOwnPage: IsOwnPage): void {
  const stay = (event: { preventDefault: () => void; url: string }) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Our own page may write text to the clipboard; nobody may do anything else. */
export function guardSession(session: Session, isOwnPage: IsOwnPage): void {
  const isAllowed = (permission: string, url: string) => permission === 'clipboard-sanitized-write' && isOwnPage(url);
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isAllowed(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
