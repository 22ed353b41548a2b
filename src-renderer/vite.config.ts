// Builds the interface; used by a plain `vite build` and by electron-vite.
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

const here = import.meta.dirname;

/** With LANSPREAD_GALLERY=1 the gallery (scripted data, no peer) is built as well. */
const gallery = process.env['LANSPREAD_GALLERY'] === '1' ? { gallery: `${here}/gallery.html` } : {};

export const rendererConfig = {
  root: here,
  base: './',
  plugins: [react()],
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
