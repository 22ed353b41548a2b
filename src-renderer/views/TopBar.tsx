// The bar at the top: brand and filter, search, then sort, room and settings.
import { Settings } from 'lucide-react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { formatCount } from '../format.ts';
import { LIBRARY_FILTERS, type LibraryFilter } from '../store/select-games.ts';
import { useApp, useGameCounts, useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { DownloadsButton } from './DownloadsButton.tsx';
import { LogoMark } from './LogoMark.tsx';
import { RoomBadge } from './RoomBadge.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SortSelect } from './SortSelect.tsx';
import { ViewToggle } from './ViewToggle.tsx';

export function TopBar() {
  const app = useApp();
  return (
    <header className="top-bar">
      <div className="top-left">
        <div className="brand">
          <LogoMark />
          <h1 className="brand-name">{strings.appName}</h1>
        </div>
        <FilterPills />
      </div>
      <SearchBox />
      <div className="top-right">
        <ViewToggle />
        <SortSelect />
        <RoomBadge />
        <DownloadsButton />
        <Button
          className="icon-button"
          aria-label={strings.settings.open}
          data-testid="open-settings"
          onPress={() => app.ui.getState().showSettings(true)}
        >
          <Settings size={18} aria-hidden="true" />
        </Button>
      </div>
    </header>
  );
}

function FilterPills() {
  const filter = useUi((state) => state.filter);
  const setFilter = useUi((state) => state.setFilter);
  const counts = useGameCounts();
  return (
    <ToggleButtonGroup
      className="pills"
      aria-label={strings.filters.label}
      disallowEmptySelection
      selectedKeys={[filter]}
      onSelectionChange={(keys) => setFilter(([...keys][0] as LibraryFilter | undefined) ?? 'all')}
    >
      {LIBRARY_FILTERS.map((id) => (
        <ToggleButton key={id} id={id} className="pill" data-testid={`filter-${id}`}>
          <span className="pill-text">{strings.filters[id]}</span>
          {id === 'all' && <span className="pill-short">{strings.filters.allShort}</span>}
          <span className="pill-count">{formatCount(counts[id])}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
