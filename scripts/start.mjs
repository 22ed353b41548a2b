// npm start: opens the launcher, in its own window or in the browser.
import { runOrExplain, runScript } from './install.mjs';

await runOrExplain(() => runScript('start/launch.ts', process.argv.slice(2)));
