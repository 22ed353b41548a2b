// The first start: a name and a folder, then the library.
import { Button, Form } from 'react-aria-components';
import { contours } from '../cover-art.ts';
import { strings } from '../strings.ts';
import { LanguageField } from './AppearanceFields.tsx';
import { FolderField } from './FolderField.tsx';
import { LogoMark } from './LogoMark.tsx';
import { NameField } from './NameField.tsx';
import { useSettingsForm } from './settings-form.ts';

const contourLines = contours('lanspread', 16);

/** Once the folder is saved, the settings tell so and the library takes this page's place. */
export function Welcome() {
  const form = useSettingsForm();
  return (
    <main className="welcome" data-testid="welcome">
      <Contours />
      <div className="welcome-card">
        <LogoMark />
        <h1>{strings.welcome.title}</h1>
        <p className="lead">{strings.welcome.lead}</p>
        <LanguageField />
        <Form
          validationBehavior="aria"
          onSubmit={(event) => {
            event.preventDefault();
            void form.save();
          }}
        >
          <NameField
            label={strings.welcome.name}
            help={strings.settings.playerNameHelp}
            value={form.name}
            onChange={form.setName}
            problem={form.problems.name}
          />
          <FolderField
            label={strings.welcome.folder}
            help={strings.welcome.folderHelp}
            value={form.folder}
            onChange={form.setFolder}
            problem={form.problems.folder}
            placeholder={strings.welcome.folderPlaceholder}
          />
          <Button
            type="submit"
            className="button button-accent button-large"
            isDisabled={form.busy}
            data-testid="welcome-done"
          >
            {strings.welcome.start}
          </Button>
        </Form>
        <p className="quiet">{strings.welcome.nothingElse}</p>
      </div>
    </main>
  );
}

/** The lines of the made-up covers, large and faint. */
function Contours() {
  return (
    <svg className="contours" viewBox="0 0 200 200" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {contourLines.map((path) => (
        <path key={path} d={path} className="blob-line" />
      ))}
    </svg>
  );
}
