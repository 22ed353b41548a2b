// Builds the desktop program: main process with its thread and process entries, preload, interface.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { rendererConfig } from './src-renderer/vite.config.ts';

/** electron-vite bundles this file elsewhere and keeps only `import.meta.url` true. */
const inRepository = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        // Threads and processes are started by file name, so each keeps its own.
        input: {
          main: inRepository('src-main/electron/main.ts'),
          'quic-worker': inRepository('src-main/peer/transport/quic/quic-worker.ts'),
          'hash-worker': inRepository('src-main/peer/library/hash-worker.ts'),
          sidecar: inRepository('src-main/unrar/sidecar.ts'),
          'unrar-worker': inRepository('src-main/unrar/unrar-worker.ts'),
        },
        output: { entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can load nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: inRepository('src-main/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...rendererConfig,
    root: inRepository('src-renderer'),
    build: {
      ...rendererConfig.build,
      outDir: inRepository('out/renderer'),
      minify: true,
      rolldownOptions: { input: { index: inRepository('src-renderer/index.html') } },
    },
  },
});
