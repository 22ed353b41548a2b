// npm test: runs every check and every test; the last line is the sum.
import { runOrExplain, runScript } from './install.mjs';

await runOrExplain(() => runScript('test/run.ts', process.argv.slice(2)));
