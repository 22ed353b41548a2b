// Settings: who you are, where games go, what this is.
import { X } from 'lucide-react';
import { useRef } from 'react';
import { Button, Dialog, Form, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { formatBytes } from '../format.ts';
import { useApp, useAppState, useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { resetTexts } from '../texts/reset-texts.ts';
import { AppearanceFields } from './AppearanceFields.tsx';
import { AboutLinks } from './AboutLinks.tsx';
import { FolderField } from './FolderField.tsx';
import { LimitFields } from './LimitFields.tsx';
import { textsOf, useLimitsForm } from './limits-form.ts';
import { NameField } from './NameField.tsx';
import { useNetworkForm } from './network-form.ts';
import { NetworkSection } from './NetworkSettings.tsx';
import { SectionHead } from './SectionHead.tsx';
import { useSettingsForm } from './settings-form.ts';
import { useSystemForm } from './system-form.ts';
import { SystemSection } from './SystemSettings.tsx';
import { UpdateSection } from './UpdateSection.tsx';

export function SettingsDialog() {
  const app = useApp();
  const open = useUi((state) => state.settingsOpen);
  return (
    <ModalOverlay
      className="overlay overlay-dialog"
      isDismissable
      isOpen={open}
      onOpenChange={(isOpen) => app.ui.getState().showSettings(isOpen)}
    >
      <Modal className="dialog">
        <Dialog className="dialog-content" data-testid="settings">
          <Heading slot="title" className="dialog-title">
            {strings.settings.title}
          </Heading>
          <Button slot="close" className="icon-button dialog-close" aria-label={strings.close}>
            <X size={18} aria-hidden="true" />
          </Button>
          <SettingsForm />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function SettingsForm() {
  const app = useApp();
  const form = useSettingsForm();
  const limits = useLimitsForm('settings');
  const saved = useAppState((state) => state.settings);
  const defaults = useAppState((state) => state.defaults);
  const network = useNetworkForm();
  const system = useSystemForm();
  const element = useRef<HTMLFormElement>(null);
  const save = async () => {
    const isGood = [form.check(), limits.check(), network.check()].every(Boolean);
    if (isGood && (await saveInTurn([form.save, limits.save, network.save, system.save])))
      app.ui.getState().showSettings(false);
    else setTimeout(() => showFirstProblem(element.current));
  };
  return (
    <Form
      ref={element}
      validationBehavior="aria"
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="dialog-body">
        <section className="settings-section">
          <SectionHead
            title={strings.settings.profile}
            name="profile"
            now={form.name}
            defaults={defaults.playerName}
            put={form.setName}
          />
          <NameField
            label={strings.settings.playerName}
            help={strings.settings.playerNameHelp}
            value={form.name}
            onChange={form.setName}
            problem={form.problems.name}
          />
        </section>
        <section className="settings-section">
          <SectionHead
            title={strings.settings.library}
            name="library"
            label={resetTexts.folder}
            now={form.folder}
            defaults={saved.gameDir ?? ''}
            put={form.setFolder}
          />
          <FolderField
            label={strings.settings.gamesFolder}
            help={
              form.folder === (saved.gameDir ?? '')
                ? strings.settings.gamesFolderHelp
                : `${strings.settings.gamesFolderHelp} ${resetTexts.folderHelp}`
            }
            value={form.folder}
            onChange={form.setFolder}
            problem={form.problems.folder}
            placeholder={strings.settings.notSet}
            isRequired
          />
          <FolderState />
        </section>
        <section className="settings-section">
          <AppearanceFields />
        </section>
        <section className="settings-section">
          <SectionHead
            title={strings.settings.transfers}
            name="transfers"
            now={{ texts: limits.texts, concurrent: limits.concurrent }}
            defaults={{ texts: textsOf(defaults.limits), concurrent: defaults.limits.concurrentDownloads }}
            put={({ texts, concurrent }) => {
              limits.setTexts(texts);
              limits.setConcurrent(concurrent);
            }}
          />
          <LimitFields form={limits} />
        </section>
        <NetworkSection form={network} />
        <SystemSection form={system} />
        <UpdateSection />
        <About />
      </div>
      <div className="dialog-buttons">
        <Button className="button button-quiet" slot="close">
          {strings.cancel}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={form.busy} data-testid="save-settings">
          {form.busy ? strings.settings.saving : strings.settings.save}
        </Button>
      </div>
    </Form>
  );
}

/** Up to the first that is refused; true when everything is saved. */
async function saveInTurn(saves: (() => Promise<boolean>)[]): Promise<boolean> {
  for (const save of saves) if (!(await save())) return false;
  return true;
}

/** It may be scrolled out of sight. */
function showFirstProblem(form: HTMLFormElement | null): void {
  const input = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  input?.focus({ preventScroll: true });
  input?.closest('.field')?.scrollIntoView({ block: 'center' });
}

/** Free space, or what is wrong with the folder in use. */
function FolderState() {
  const gameDir = useAppState((state) => state.gameDir);
  if (gameDir === null) return <p className="folder-state unset">{strings.settings.notSet}</p>;
  if (gameDir.problem !== null) return <p className="folder-state unset">{gameDir.problem}</p>;
  if (gameDir.freeBytes === null) return null;
  return (
    <p className="folder-state" data-testid="free-space">
      {strings.settings.free(formatBytes(gameDir.freeBytes))}
    </p>
  );
}

function About() {
  const self = useAppState((state) => state.self);
  if (self === null) return null;
  return (
    <section className="settings-section">
      <h3>{strings.settings.about}</h3>
      <dl className="facts">
        <div>
          <dt>{strings.settings.version}</dt>
          <dd>{self.appVersion}</dd>
        </div>
        <div>
          <dt>{strings.settings.protocol}</dt>
          <dd>{self.protocolVersion}</dd>
        </div>
        <div className="fact-wide">
          <dt>{strings.settings.peerId}</dt>
          <dd>
            <code>{self.peerId}</code>
          </dd>
        </div>
      </dl>
      <AboutLinks />
    </section>
  );
}
