// The sheet of states: cards, lines and buttons in every state, in each theme, density and cover shape, on one page.
import type { ReactNode } from 'react';
import { coverAspects, densities, type CoverAspect, type Density } from '../../src-shared/appearance.ts';
import { useGame } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { ActionIcon } from '../views/ActionIcon.tsx';
import { GameCard } from '../views/GameCard.tsx';
import { GameLine } from '../views/GameLine.tsx';
import { GameMenu } from '../views/GameMenu.tsx';
import { libraryShape } from '../views/library-shape.ts';
import { gameStates } from './game-states.ts';
import './state-sheet.css';

const themes = ['dark', 'light', 'contrast'] as const;
const allStates = Object.keys(gameStates);
/** What tells most about a shape: much text, long text, many chips, an error. */
const tellingStates = ['downloading', 'waiting', 'long-title', 'unshareable', 'install-failed', 'update'];

export function StateSheet({ scenes }: { scenes: readonly string[] }) {
  return (
    <main className="state-sheet">
      <nav aria-label="Scenes">
        {scenes.map((scene) => (
          <a key={scene} href={`#${scene}`}>
            {scene}
          </a>
        ))}
      </nav>
      <p id="card-hint" className="sr-only">
        {strings.card.hint}
      </p>
      {themes.map((theme) => (
        <section key={theme} data-theme={theme} data-testid={`sheet-${theme}`} aria-label={theme}>
          <Part title={`${theme}: every state`}>
            <Cards states={allStates} density="normal" coverAspect="square" />
          </Part>
          {densities.flatMap((density) =>
            coverAspects.map((coverAspect) => (
              <Part key={`${density} ${coverAspect}`} title={`${theme}: ${density}, ${coverAspect}`}>
                <Cards states={tellingStates} density={density} coverAspect={coverAspect} />
              </Part>
            )),
          )}
          {densities.map((density) => (
            <Part key={density} title={`${theme}: list, ${density}`}>
              <Lines states={density === 'normal' ? allStates : tellingStates} density={density} />
            </Part>
          ))}
          <Part title={`${theme}: buttons`}>
            <Buttons />
          </Part>
        </section>
      ))}
      <GameMenu />
    </main>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="state-part">
      <h1>{title}</h1>
      {children}
    </div>
  );
}

const cell = (id: string, column: number) => ({ id, column, isCurrent: true, onFocus: () => {} });

interface CardsProps {
  states: readonly string[];
  density: Density;
  coverAspect: CoverAspect;
}

function Cards({ states, density, coverAspect }: CardsProps) {
  const shape = libraryShape('grid', { density, coverAspect, theme: 'dark', motion: 'reduced' });
  if (shape.kind !== 'cards') return null;
  const gridTemplateColumns = `repeat(auto-fill, ${shape.minCardWidth}px)`;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as in the library
    <div role="grid" aria-label={`${density} ${coverAspect}`} data-density={density} data-cover-aspect={coverAspect}>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus -- as in the library */}
      <div role="row" className="state-cards" style={{ gridTemplateColumns, gap: shape.gap }}>
        {states.map((id, column) => (
          <GameCard key={id} {...cell(id, column)} />
        ))}
      </div>
    </div>
  );
}

function Lines({ states, density }: { states: readonly string[]; density: Density }) {
  const shape = libraryShape('list', { density, coverAspect: 'square', theme: 'dark', motion: 'reduced' });
  if (shape.kind !== 'list') return null;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as in the library
    <div role="grid" aria-label={density} data-density={density} data-cover-aspect="square" className="state-lines">
      {states.map((id) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus -- as in the library
        <div key={id} role="row" style={{ height: shape.rowHeight, marginBottom: shape.gap }}>
          <GameLine {...cell(id, 0)} />
        </div>
      ))}
    </div>
  );
}

/** All that the sheet of a game offers, state by state. */
function Buttons() {
  return allStates.map((id) => <StateButtons key={id} id={id} />);
}

function StateButtons({ id }: { id: string }) {
  const view = useGame(id);
  if (view === null) return null;
  const { primary, secondary } = view.actions;
  return (
    <div className="state-buttons">
      <span>{view.row.title}</span>
      {[
        { look: 'button-large', action: primary, kind: primary.kind },
        { look: '', action: primary, kind: primary.kind },
        ...secondary.map((action) => ({ look: 'button-quiet', action, kind: undefined })),
      ].map(({ look, action, kind }) => (
        <button
          key={`${look} ${action.kind}`}
          type="button"
          className={`button ${look}`}
          data-kind={kind}
          aria-label={action.name}
          disabled={!action.enabled}
        >
          <ActionIcon kind={action.kind} size={look === 'button-large' ? 18 : 15} />
          <span className="button-text">{action.label}</span>
        </button>
      ))}
    </div>
  );
}
