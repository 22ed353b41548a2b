// Keeps language and look of the page in step with the settings.
import { rememberAppearance, rememberedAppearance, showAppearance } from './appearance.ts';
import { keepWindow } from './keep-window.ts';
import { chooseLanguage, language } from './language.ts';
import type { AppState } from './store/app-state.ts';
import type { LiveApp } from './store/live-app.ts';

/** Answers how to stop. */
export function followSettings(app: LiveApp): () => void {
  const { store } = app;
  document.documentElement.lang = language;
  let leaveLook = showAppearance(rememberedAppearance());
  const follow = ({ settings, loaded }: AppState, before: AppState | null) => {
    // Before the first snapshot the settings are only the defaults.
    if (!loaded) return;
    const old = before?.loaded === true ? before.settings : null;
    if (settings.appearance !== old?.appearance) {
      leaveLook();
      leaveLook = showAppearance(settings.appearance);
      rememberAppearance(settings.appearance);
    }
    // Texts are constants, so another language needs a new page.
    if (settings.language === old?.language) return;
    if (!chooseLanguage(settings.language === 'system' ? null : settings.language)) return;
    keepWindow(app);
    location.reload();
  };
  const leaveStore = store.subscribe(follow);
  follow(store.getState(), null);
  return () => {
    leaveStore();
    leaveLook();
  };
}
