// Answers the browser's requests for files: our own address only, reading only, with strict headers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { securityHeaders } from '../app/content-policy.ts';
import type { WindowFiles } from '../app/window-files.ts';
import { isOwnHost } from './web-guard.ts';

export async function answerFileRequest(
  request: IncomingMessage,
  response: ServerResponse,
  files: WindowFiles,
  port: number,
): Promise<void> {
  const sockets = [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`];
  for (const [name, value] of Object.entries(securityHeaders(sockets))) response.setHeader(name, value);
  if (!isOwnHost(request.headers.host, port)) return refuse(response, 403, 'This address is not served here.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET is served.');
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const file = await files.read(path);
  if (file === null) return refuse(response, 404, 'There is no such file.');
  response.writeHead(200, { ...file.headers, 'Content-Length': file.bytes.length });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
