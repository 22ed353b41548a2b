// What opens over the settings: logs and licences, loaded when somebody asks for them.
import { X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { AboutPage } from '../store/ui-state.ts';
import { useApp, useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { aboutTexts } from '../texts/about-texts.ts';

const LogPages = lazy(async () => {
  const { LogPages } = await import('./LogPages.tsx');
  return { default: LogPages };
});
const LicencesPage = lazy(async () => {
  const { LicencesPage } = await import('./LicencesPage.tsx');
  return { default: LicencesPage };
});

export function AboutPages() {
  const app = useApp();
  const page = useUi((state) => state.aboutPage);
  return (
    <ModalOverlay
      className="overlay overlay-dialog"
      isDismissable
      isOpen={page !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) app.ui.getState().showAbout(null);
      }}
    >
      <Modal className="dialog dialog-wide">
        <Dialog className="dialog-content about-page" data-testid="about-page">
          <Heading slot="title" className="dialog-title">
            {page === 'licences' ? aboutTexts.licencesTitle : aboutTexts.logs}
          </Heading>
          <Button slot="close" className="icon-button dialog-close" aria-label={strings.close}>
            <X size={18} aria-hidden="true" />
          </Button>
          <Suspense fallback={<div className="about-list" />}>{page !== null && <Page page={page} />}</Suspense>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Page({ page }: { page: AboutPage }) {
  return page === 'licences' ? <LicencesPage /> : <LogPages page={page} />;
}
