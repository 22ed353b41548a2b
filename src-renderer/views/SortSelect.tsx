// The order of the library.
import { ArrowDownWideNarrow, Check, ChevronDown } from 'lucide-react';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { SORT_ORDERS, type SortOrder } from '../store/select-games.ts';
import { useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export function SortSelect() {
  const sort = useUi((state) => state.sort);
  const setSort = useUi((state) => state.setSort);
  return (
    <Select aria-label={strings.sort.label} value={sort} onChange={(key) => setSort(key as SortOrder)}>
      <Button className="sort-button" data-testid="sort">
        <ArrowDownWideNarrow size={16} aria-hidden="true" />
        <SelectValue className="sort-value">{strings.sort[sort]}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" className="sort-caret" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <ListBox className="menu">
          {SORT_ORDERS.map((order) => (
            <ListBoxItem key={order} id={order} textValue={strings.sort[order]} className="menu-item">
              <span className="menu-check">{order === sort && <Check size={14} aria-hidden="true" />}</span>
              {strings.sort[order]}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
