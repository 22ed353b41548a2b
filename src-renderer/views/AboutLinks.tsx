// The buttons under the program's version: logs, licences, diagnostics.
import { FileArchive, Scale, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { toErrorData } from '../../src-shared/peer-error.ts';
import { saveFile } from '../save-file.ts';
import type { LiveApp } from '../store/live-app.ts';
import { useApp } from '../store/use-app.ts';
import { aboutTexts } from '../texts/about-texts.ts';

export function AboutLinks() {
  const app = useApp();
  const [busy, setBusy] = useState(false);
  const { showAbout } = app.ui.getState();
  const save = async () => {
    setBusy(true);
    await saveDiagnostics(app);
    setBusy(false);
  };
  return (
    <>
      <div className="about-links">
        <Button className="button button-quiet" data-testid="open-logs" onPress={() => showAbout('log')}>
          <ScrollText size={16} aria-hidden="true" />
          {aboutTexts.logs}
        </Button>
        <Button className="button button-quiet" data-testid="open-licences" onPress={() => showAbout('licences')}>
          <Scale size={16} aria-hidden="true" />
          {aboutTexts.licences}
        </Button>
        <Button
          className="button button-quiet"
          data-testid="save-diagnostics"
          isDisabled={busy}
          onPress={() => void save()}
        >
          <FileArchive size={16} aria-hidden="true" />
          {aboutTexts.diagnostics}
        </Button>
      </div>
      <p className="help">{aboutTexts.diagnosticsHelp}</p>
    </>
  );
}

async function saveDiagnostics({ bridge, ui }: LiveApp): Promise<void> {
  const { toast } = ui.getState();
  const told = (message: string) => toast({ title: aboutTexts.savedTitle, message, tone: 'good' });
  try {
    const saved = await bridge.call('save-diagnostics', undefined);
    if (saved.kind === 'file') {
      saveFile(saved.name, saved.bytes);
      told(aboutTexts.savedInDownloads(saved.name));
    } else if (saved.path !== null) told(aboutTexts.savedAt(saved.path));
  } catch (error) {
    const { message, hint } = toErrorData(error);
    toast({ title: aboutTexts.failedTitle, message, hint, tone: 'bad' });
  }
}
