// The entry of the peer without a window: everything else is loaded from the cache of an earlier start, where there is one.
import { enableCompileCache } from 'node:module';

const { directory } = enableCompileCache();
// For the threads and processes that are started from here. Compiling anew costs a second and tens of megabytes.
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
await import('./run-cli.ts');
