// Builds the interface; used by a plain `vite build` and by electron-vite.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin, UserConfig } from 'vite';
import { collectLicences } from '../scripts/licences.ts';

const here = import.meta.dirname;

/** With LANSPREAD_GALLERY=1 the gallery (scripted data, no peer) is built as well. */
const gallery = process.env['LANSPREAD_GALLERY'] === '1' ? { gallery: `${here}/gallery.html` } : {};

/** A file of its own, which the window loads only for whoever reads it. */
const licences: Plugin = {
  name: 'licences',
  generateBundle() {
    // `here` is elsewhere where electron-vite has bundled this file.
    const repository = join(this.environment.config.root, '..');
    const source = JSON.stringify(collectLicences(repository));
    this.emitFile({ type: 'asset', fileName: 'licences.json', source });
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
    rolldownOptions: { input: { index: `${here}/index.html`, ...gallery } },
  },
} satisfies UserConfig;

export default rendererConfig;
