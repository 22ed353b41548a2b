// Covers or a list.
import { LayoutGrid, List } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useUi } from '../store/use-app.ts';
import { libraryTexts } from '../texts/library-texts.ts';

export function ViewToggle() {
  const view = useUi((state) => state.view);
  const setView = useUi((state) => state.setView);
  const Icon = view === 'grid' ? List : LayoutGrid;
  return (
    <Button
      className="icon-button"
      aria-label={view === 'grid' ? libraryTexts.showList : libraryTexts.showGrid}
      data-testid="view-toggle"
      onPress={() => setView(view === 'grid' ? 'list' : 'grid')}
    >
      <Icon size={18} aria-hidden="true" />
    </Button>
  );
}
