// Adds a PC by its address; says in place what went wrong.
import { useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { useApp } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { FieldProblem } from './FieldProblem.tsx';
import { useDraft } from './use-draft.ts';

type Outcome =
  { kind: 'idle' } | { kind: 'busy' } | { kind: 'done'; address: string } | { kind: 'failed'; error: ErrorData };

export function AddPeerForm() {
  const app = useApp();
  const [address, setAddress] = useDraft('peer-address', () => '');
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'idle' });
  const connect = async () => {
    const wanted = address.trim();
    if (wanted === '') {
      setOutcome({ kind: 'failed', error: { code: 'invalid-command', message: strings.room.addEmpty } });
      return;
    }
    setOutcome({ kind: 'busy' });
    try {
      await app.connectPeer(wanted);
      setOutcome({ kind: 'done', address: wanted });
      setAddress('');
    } catch (error) {
      setOutcome({ kind: 'failed', error: toErrorData(error) });
    }
  };
  return (
    <Form
      validationBehavior="aria"
      className="add-peer"
      onSubmit={(event) => {
        event.preventDefault();
        void connect();
      }}
    >
      <TextField value={address} onChange={setAddress} className="field" isInvalid={outcome.kind === 'failed'}>
        <Label>{strings.room.addTitle}</Label>
        <div className="field-row">
          <Input
            className="input"
            placeholder={strings.room.addPlaceholder}
            autoComplete="off"
            spellCheck="false"
            data-testid="peer-address"
          />
          <Button type="submit" className="button" isDisabled={outcome.kind === 'busy'} data-testid="connect-peer">
            {outcome.kind === 'busy' ? strings.room.adding : strings.room.addButton}
          </Button>
        </div>
      </TextField>
      {outcome.kind === 'failed' && <FieldProblem error={outcome.error} />}
      {outcome.kind === 'done' && <output className="field-good">{strings.room.added(outcome.address)}</output>}
    </Form>
  );
}
