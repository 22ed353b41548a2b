// The window's own origin: files of the built interface and covers, through a scheme of ours.
import { securityHeaders } from '../app/content-policy.ts';
import type { WindowFiles } from '../app/window-files.ts';
import type { ElectronApi } from './electron-api.ts';

export const appScheme = 'app-lanspread';
const appHost = 'launcher';
export const appUrl = `${appScheme}://${appHost}/`;

/** Must run before Electron is ready. */
export function registerAppScheme({ protocol }: Pick<ElectronApi, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, codeCache: true },
    },
  ]);
}

export function serveAppScheme({ protocol }: Pick<ElectronApi, 'protocol'>, files: WindowFiles): void {
  protocol.handle(appScheme, async (request) => answerAppRequest(request, files));
}

export async function answerAppRequest(request: Request, files: WindowFiles): Promise<Response> {
  const url = URL.parse(request.url);
  if (url?.protocol !== `${appScheme}:` || url.host !== appHost) return refuse(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const file = await files.read(url.pathname);
  if (file === null) return refuse(404);
  return new Response(request.method === 'HEAD' ? null : file.bytes, {
    headers: { ...securityHeaders(), ...file.headers },
  });
}

const refuse = (status: number) => new Response(null, { status, headers: securityHeaders() });

/** Whether a URL belongs to our page. `devUrl` is the page's origin during development. */
export function isOwnPage(url: string, devUrl: string | null): boolean {
  const parsed = URL.parse(url);
  if (parsed === null) return false;
  if (parsed.protocol === `${appScheme}:`) return parsed.host === appHost;
  return devUrl !== null && parsed.origin === URL.parse(devUrl)?.origin;
}
