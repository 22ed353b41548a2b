// The entry of the peer without a window. Plain JavaScript: what compiles TypeScript takes 15 MB, and is not even loaded
// where an earlier start has left its work.
import { enableCompileCache } from 'node:module';

shareMallocArenas();
const { directory } = enableCompileCache();
// For the threads and processes that are started from here. Compiling anew costs a second and tens of megabytes.
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
await import('./run-cli.ts');

/**
 * glibc gives each thread memory of its own and keeps what they leave: 50 MB more in a peer with a thousand games. It reads
 * this only when a program begins, so the program begins once more, as the same process.
 */
function shareMallocArenas() {
  const variable = 'MALLOC_ARENA_MAX';
  if (process.platform !== 'linux' || process.execve === undefined || process.env[variable] !== undefined) return;
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...process.env, [variable]: '2' });
}
