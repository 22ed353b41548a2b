// The picture of a game: its cover, or one made from its id and title.
import { memo, useState } from 'react';
import type { GameRow } from '../../src-shared/game.ts';
import { coverArt, coverTitle } from '../cover-art.ts';

interface Props {
  game: Pick<GameRow, 'id' | 'title' | 'cover'>;
  /** The hero shows the title itself. */
  showTitle?: boolean;
}

export const GameCover = memo(function GameCover({ game, showTitle = true }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  if (game.cover !== undefined && game.cover !== broken) {
    return (
      <img
        className="cover"
        src={`covers/${encodeURIComponent(game.cover)}`}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        onError={() => setBroken(game.cover ?? null)}
      />
    );
  }
  return <GeneratedCover id={game.id} title={showTitle ? game.title : null} />;
});

function GeneratedCover({ id, title }: { id: string; title: string | null }) {
  const art = coverArt(id);
  return (
    <div className="cover cover-generated" style={{ background: art.ground }}>
      <svg viewBox="0 0 200 200" preserveAspectRatio="xMidYMid slice" aria-hidden="true" style={{ color: art.ink }}>
        {art.rings.map((path) => (
          <path key={path} d={path} className={art.motif === 'fill' ? 'blob-fill' : 'blob-line'} />
        ))}
      </svg>
      {title !== null && <CoverTitle title={title} />}
    </div>
  );
}

/** Titles of games are English more often than not, and hyphens are put in by that. */
function CoverTitle({ title }: { title: string }) {
  const { size, breaks } = coverTitle(title);
  return (
    <span
      className="cover-title"
      aria-hidden="true"
      lang="en"
      data-breaks={breaks || undefined}
      style={{ fontSize: `${size}cqw` }}
    >
      {title}
    </span>
  );
}
