// The window over scripted data, built once per run and served to a browser.
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { rendererConfig } from '../src-renderer/vite.config.ts';

const outDir = join(import.meta.dirname, '../.cache/gallery');

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface Gallery {
  /** Address of a scene, such as `busy` or `many`. */
  url: (scene: string) => string;
  stop: () => Promise<void>;
}

/** Builds as for players: what is measured here is what they get. */
export async function startGallery(): Promise<Gallery> {
  const input = { gallery: join(rendererConfig.root, 'gallery.html') };
  await build({
    ...rendererConfig,
    configFile: false,
    logLevel: 'error',
    build: { ...rendererConfig.build, outDir, rolldownOptions: { input } },
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    readFile(join(outDir, pathname)).then(
      (bytes) => response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (scene) => `http://127.0.0.1:${port}/gallery.html#${scene}`,
    stop: async () => stopServer(server),
  };
}

async function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
}
