// Builds the interface; used by a plain `vite build` and by electron-vite.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin, UserConfig } from 'vite';
import { collectLicences } from '../scripts/licences.ts';

const here = import.meta.dirname;

// `root` and not `here`, which is elsewhere where electron-vite has bundled this file.
const licencesOf = (root: string) => JSON.stringify(collectLicences(join(root, '..')));

/** A file of its own, which the window loads only for whoever reads it. */
const licences: Plugin = {
  name: 'licences',
  generateBundle() {
    const source = licencesOf(this.environment.config.root);
    this.emitFile({ type: 'asset', fileName: 'licences.json', source });
  },
  configureServer({ config, middlewares }) {
    middlewares.use('/licences.json', (_, response) => void response.end(licencesOf(config.root)));
  },
};

export const rendererConfig = {
  root: here,
  base: './',
  plugins: [react(), licences],
  build: {
    outDir: `${here}/../out/renderer`,
    emptyOutDir: true,
    target: 'es2022',
    // Inlined images would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: `${here}/index.html` } },
  },
} satisfies UserConfig;

export default rendererConfig;
