// Before a download: what it takes, what is free, what will remain.
import { formatBytes } from '../format.ts';
import { spaceNeed } from '../space-need.ts';
import { useAppState, type GameView } from '../store/use-app.ts';
import { libraryTexts } from '../texts/library-texts.ts';

export function SpaceFacts({ view }: { view: GameView }) {
  const gameDir = useAppState((state) => state.gameDir);
  const { kind } = view.actions.primary;
  if (kind !== 'download' && kind !== 'update') return null;
  const need = spaceNeed(view.row, gameDir, view.download?.downloadedBytes ?? 0);
  if (need.downloadBytes === null || need.freeBytes === null) return null;
  const { space } = libraryTexts;
  const facts = [
    [space.download, formatBytes(need.downloadBytes)],
    [space.free, formatBytes(need.freeBytes)],
    [space.remaining, need.remainingBytes === null ? null : formatBytes(need.remainingBytes)],
  ] as const;
  return (
    <section className="space" data-testid="space" aria-label={space.title}>
      <dl className="figures">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd data-tone={value === null ? 'bad' : undefined}>
              {value ?? space.short(formatBytes(need.missingBytes))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="help">{space.installNote}</p>
    </section>
  );
}
