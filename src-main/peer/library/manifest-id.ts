// The name of a manifest: whoever names the same one holds the same bytes.
import { createHash } from 'node:crypto';
import { canonicalManifest, type Manifest } from '../rules/manifest.ts';

/** 64 digits of hex. */
export const manifestIdOf = (manifest: Manifest): string =>
  createHash('sha256').update(canonicalManifest(manifest)).digest('hex');
