// The window: what is shown when.
import { useAppState } from '../store/use-app.ts';
import { AboutPages } from './AboutPages.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { DetailSheet } from './DetailSheet.tsx';
import { Announcer, ConnectionBanner, StartPage, Toasts } from './Feedback.tsx';
import { GameMenu } from './GameMenu.tsx';
import { LazyPages } from './LazyPages.tsx';
import { Library } from './Library.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { SpaceDialog } from './SpaceDialog.tsx';
import { TopBar } from './TopBar.tsx';
import { Welcome } from './Welcome.tsx';

export function App() {
  const loaded = useAppState((state) => state.loaded);
  const hasFolder = useAppState((state) => state.settings.gameDir !== null);
  return (
    <div className="app">
      <ConnectionBanner />
      {!loaded && <StartPage problem={null} />}
      {loaded && !hasFolder && <Welcome />}
      {loaded && hasFolder && <MainPage />}
      <Toasts />
      <Announcer />
    </div>
  );
}

function MainPage() {
  return (
    <>
      <TopBar />
      <Library />
      <GameMenu />
      <DetailSheet />
      <LazyPages />
      <SettingsDialog />
      <SpaceDialog />
      <ConfirmDialog />
      <AboutPages />
    </>
  );
}
