// How large cards and rows are, by the chosen look. Pure, in pixels.
import type { Appearance, CoverAspect, Density } from '../../src-shared/appearance.ts';
import type { LibraryView } from '../store/ui-state.ts';
import type { GridShape } from './grid-window.ts';

/** Must equal the height that card.css gives the part below the cover. */
const BODY_HEIGHT = 124;

const gaps: Record<Density, number> = { compact: 12, normal: 18, large: 24 };

const cardWidths: Record<CoverAspect, Record<Density, number>> = {
  box: { compact: 148, normal: 176, large: 240 },
  square: { compact: 152, normal: 188, large: 260 },
  banner: { compact: 200, normal: 248, large: 340 },
};

/** Height by width; tokens.css has the same as `--cover-aspect`. */
const coverHeights: Record<CoverAspect, number> = { box: 4 / 3, square: 1, banner: 9 / 16 };

const listRowHeights: Record<Density, number> = { compact: 46, normal: 58, large: 76 };

export function libraryShape(view: LibraryView, { density, coverAspect }: Appearance): GridShape {
  if (view === 'list') return { kind: 'list', rowHeight: listRowHeights[density], gap: density === 'compact' ? 2 : 4 };
  return {
    kind: 'cards',
    minCardWidth: cardWidths[coverAspect][density],
    gap: gaps[density],
    coverHeight: coverHeights[coverAspect],
    bodyHeight: BODY_HEIGHT,
  };
}
