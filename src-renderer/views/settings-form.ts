// Name and folder as a form: what was changed, what is wrong with it, and saving it piece by piece.
import { useState } from 'react';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { useDraft } from './use-draft.ts';

export interface SettingsProblems {
  name: ErrorData | null;
  folder: ErrorData | null;
}

const noProblems: SettingsProblems = { name: null, folder: null };

const LONGEST_NAME = 32;

/** What can be said before asking the peer. */
export function checkForm(name: string, folder: string): SettingsProblems {
  const length = name.trim().length;
  const badName = length < 1 || length > LONGEST_NAME;
  return {
    name: badName ? { code: 'bad-settings', message: strings.settings.nameMissing } : null,
    folder: folder.trim() === '' ? { code: 'no-game-dir', message: strings.settings.folderMissing } : null,
  };
}

/** Name and folder are saved apart, so that each error stands at its own field. */
export function useSettingsForm() {
  const app = useApp();
  const saved = useAppState((state) => state.settings);
  const [name, setName] = useDraft('player-name', () => saved.playerName);
  const [folder, setFolder] = useDraft('games-folder', () => saved.gameDir ?? '');
  const [problems, setProblems] = useState(noProblems);
  const [busy, setBusy] = useState(false);

  const saveOne = async (change: Parameters<typeof app.saveSettings>[0]): Promise<ErrorData | null> => {
    try {
      await app.saveSettings(change);
      return null;
    } catch (error) {
      return toErrorData(error);
    }
  };

  /** True when both can be saved; shows what is wrong otherwise. */
  const check = (): boolean => {
    const found = checkForm(name, folder);
    setProblems(found);
    return found.name === null && found.folder === null;
  };

  /** True when everything is saved. */
  const save = async (): Promise<boolean> => {
    if (!check()) return false;
    setBusy(true);
    const nameProblem = name.trim() === saved.playerName ? null : await saveOne({ playerName: name.trim() });
    const folderProblem = folder.trim() === saved.gameDir ? null : await saveOne({ gameDir: folder.trim() });
    setBusy(false);
    setProblems({ name: nameProblem, folder: folderProblem });
    return nameProblem === null && folderProblem === null;
  };

  return { name, setName, folder, setFolder, problems, busy, check, save };
}
