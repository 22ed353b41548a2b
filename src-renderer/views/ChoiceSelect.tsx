// A labelled choice of a few.
import { Check, ChevronDown } from 'lucide-react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';

interface Props<T extends string> {
  label: string;
  values: readonly T[];
  texts: Record<T, string>;
  value: T;
  onChange: (value: T) => void;
  testId: string;
}

export function ChoiceSelect<T extends string>({ label, values, texts, value, onChange, testId }: Props<T>) {
  return (
    <Select className="field" value={value} onChange={(key) => onChange(key as T)}>
      <Label>{label}</Label>
      <Button className="button select-button" data-testid={testId}>
        <SelectValue>{texts[value]}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start" offset={6}>
        <ListBox className="menu menu-narrow">
          {values.map((one) => (
            <ListBoxItem key={one} id={one} textValue={texts[one]} className="menu-item">
              <span className="menu-check">{one === value && <Check size={14} aria-hidden="true" />}</span>
              {texts[one]}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
