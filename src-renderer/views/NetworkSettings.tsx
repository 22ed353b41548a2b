// The section of the settings about the port, and the room that this PC is in.
import { KeyRound } from 'lucide-react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { StartedNetwork } from '../../src-shared/network-settings.ts';
import { useAppState } from '../store/use-app.ts';
import { networkTexts } from '../texts/network-texts.ts';
import { FieldProblem } from './FieldProblem.tsx';
import { FolderField } from './FolderField.tsx';
import { valuesOf, type NetworkForm } from './network-form.ts';
import { SectionHead } from './SectionHead.tsx';

export function NetworkSection({ form }: { form: NetworkForm }) {
  const network = useAppState((state) => state.network);
  const defaults = useAppState((state) => state.defaults.network);
  if (network === null) return null;
  return (
    <section className="settings-section" data-testid="network-settings">
      <SectionHead
        title={networkTexts.title}
        name="network"
        now={form.values}
        defaults={valuesOf(defaults)}
        put={form.setValues}
      />
      <PortField form={form} network={network} />
      <RoomField form={form} network={network} />
      {holdsLater(form, network) && (
        <output className="help" data-testid="network-later">
          {networkTexts.later}
        </output>
      )}
    </section>
  );
}

interface FieldProps {
  form: NetworkForm;
  network: StartedNetwork;
}

function PortField({ form, network: { wanted, listenPort, isGiven, problems } }: FieldProps) {
  const problem = form.problems.port ?? (form.values.port === valuesOf(wanted).port ? problems.port : null);
  return (
    <TextField
      value={isGiven.port ? valuesOf(wanted).port : form.values.port}
      onChange={(text) => form.set('port', text)}
      isInvalid={problem !== null}
      isDisabled={isGiven.port}
      className="field"
    >
      <Label>{networkTexts.port}</Label>
      <Input
        className="input"
        inputMode="numeric"
        autoComplete="off"
        placeholder={networkTexts.automatic}
        data-testid="network-port"
      />
      {problem !== null && <FieldProblem error={problem} />}
      <p className="help">{isGiven.port ? networkTexts.given('--port') : networkTexts.portHelp(listenPort)}</p>
    </TextField>
  );
}

function RoomField({ form, network: { wanted, isGiven, problems } }: FieldProps) {
  const started = valuesOf(wanted).roomDir;
  const problem = form.problems.roomDir ?? (form.values.roomDir === started ? problems.roomDir : null);
  return (
    <>
      <FolderField
        label={networkTexts.room}
        help={isGiven.roomDir ? networkTexts.given('--certs') : networkTexts.roomHelp}
        value={isGiven.roomDir ? started : form.values.roomDir}
        onChange={(path) => form.set('roomDir', path)}
        problem={problem}
        name="room"
        placeholder={networkTexts.defaultRoom}
        isDisabled={isGiven.roomDir}
      />
      {!isGiven.roomDir && (
        <Button className="button button-quiet room-make" data-testid="make-room" onPress={() => void form.makeRoom()}>
          <KeyRound size={15} aria-hidden="true" />
          {networkTexts.make}
        </Button>
      )}
      {form.made !== null && (
        <output className="room-made" data-testid="room-made">
          {networkTexts.made}
          <code>{form.made}</code>
          {networkTexts.madeCare}
        </output>
      )}
    </>
  );
}

/** Whether something in the fields is another than what the peer was started with. */
function holdsLater({ values }: NetworkForm, { wanted, isGiven }: StartedNetwork): boolean {
  const started = valuesOf(wanted);
  return (['port', 'roomDir'] as const).some((name) => !isGiven[name] && values[name].trim() !== started[name]);
}
