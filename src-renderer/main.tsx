// Entry of the window.
import { createBridge, linkFor } from './bridge.ts';
import { showApp, showNoToken } from './start-window.tsx';

const link = linkFor(window);
if (link === null) showNoToken();
else {
  window.lanspread = createBridge(link);
  showApp(window.lanspread);
}
