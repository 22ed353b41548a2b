// How much of the network and how many downloads at once: the fields of the settings.
import { Check, ChevronDown } from 'lucide-react';
import {
  Button,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  TextField,
} from 'react-aria-components';
import { maxConcurrentDownloads } from '../../src-shared/transfer-limits.ts';
import { strings } from '../strings.ts';
import { FieldProblem } from './FieldProblem.tsx';
import { RATES, type LimitsForm, type RateName } from './limits-form.ts';

export function LimitFields({ form }: { form: LimitsForm }) {
  return (
    <>
      <div className="limits">
        {RATES.map((name) => (
          <RateField key={name} name={name} form={form} />
        ))}
      </div>
      <p className="help">{strings.settings.limitsHelp}</p>
      <ConcurrentSelect value={form.concurrent} onChange={form.setConcurrent} />
      {form.refusal !== null && <FieldProblem error={form.refusal} />}
    </>
  );
}

function RateField({ name, form }: { name: RateName; form: LimitsForm }) {
  const problem = form.problems[name];
  return (
    <TextField
      value={form.texts[name]}
      onChange={(text) => form.setText(name, text)}
      isInvalid={problem !== null}
      className="field"
    >
      <Label>
        {strings.settings.limits[name]} <span className="unit">({strings.settings.limitUnit})</span>
      </Label>
      <Input
        className="input"
        inputMode="decimal"
        autoComplete="off"
        placeholder={strings.settings.noLimit}
        data-testid={`limit-${name}`}
      />
      {problem !== null && <FieldProblem error={problem} />}
    </TextField>
  );
}

const counts = Array.from({ length: maxConcurrentDownloads }, (_, index) => index + 1);

function ConcurrentSelect({ value, onChange }: { value: number; onChange: (count: number) => void }) {
  return (
    <Select className="field" value={value} onChange={(key) => onChange(Number(key))}>
      <Label>{strings.settings.concurrent}</Label>
      <Button className="button select-button" data-testid="concurrent-downloads">
        <SelectValue>{value}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start" offset={6}>
        <ListBox className="menu menu-narrow">
          {counts.map((count) => (
            <ListBoxItem key={count} id={count} textValue={String(count)} className="menu-item">
              <span className="menu-check">{count === value && <Check size={14} aria-hidden="true" />}</span>
              {count}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
