// The caret menu: one for all cards, hung from the button that was pressed.
import { Info } from 'lucide-react';
import { useMemo } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import type { GameActionKind } from '../game-action.ts';
import { useApp, useGame, useUi } from '../store/use-app.ts';
import type { OpenMenu } from '../store/ui-state.ts';
import { strings } from '../strings.ts';
import { ActionIcon } from './ActionIcon.tsx';

export function GameMenu() {
  const menu = useUi((state) => state.menu);
  return menu === null ? null : <OpenGameMenu menu={menu} />;
}

function OpenGameMenu({ menu }: { menu: OpenMenu }) {
  const app = useApp();
  const view = useGame(menu.gameId);
  const anchor = useMemo(() => ({ current: menu.anchor }), [menu.anchor]);
  if (view === null) return null;
  const choose = (key: string | number) => {
    if (key === 'details') app.ui.getState().showGame(menu.gameId);
    else app.act(key as GameActionKind, menu.gameId);
    app.ui.getState().showMenu(null);
  };
  return (
    <Popover
      className="popover"
      aria-label={strings.actions.more(view.row.title)}
      isOpen
      triggerRef={anchor}
      placement="bottom end"
      offset={6}
      onOpenChange={(open) => {
        if (!open) app.ui.getState().showMenu(null);
      }}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that opens takes the focus */}
      <Menu className="menu" aria-label={strings.actions.more(view.row.title)} autoFocus="first" onAction={choose}>
        {view.actions.secondary.map((action) => (
          <MenuItem key={action.kind} id={action.kind} className="menu-item" textValue={action.label}>
            <ActionIcon kind={action.kind} />
            {action.label}
          </MenuItem>
        ))}
        <MenuItem id="details" className="menu-item" textValue={strings.actions.details}>
          <Info size={15} aria-hidden="true" />
          {strings.actions.details}
        </MenuItem>
      </Menu>
    </Popover>
  );
}
