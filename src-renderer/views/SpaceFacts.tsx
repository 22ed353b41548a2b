// Before a download or an install: what it takes, what is free, what will remain.
import { formatBytes } from '../format.ts';
import { spaceNeed } from '../space-need.ts';
import { useAppState, type GameView } from '../store/use-app.ts';
import { libraryTexts } from '../texts/library-texts.ts';

export function SpaceFacts({ view }: { view: GameView }) {
  const gameDir = useAppState((state) => state.gameDir);
  const { kind } = view.actions.primary;
  const fetches = kind === 'download' || kind === 'update';
  if (!fetches && kind !== 'install') return null;
  const keptBytes = view.download?.downloadedBytes ?? 0;
  const need = spaceNeed(view.row, gameDir, { fetches, unpacks: true, keptBytes });
  if (need.downloadBytes === null || need.freeBytes === null) return null;
  if (!fetches && need.unpackedBytes === null) return null;
  const { space } = libraryTexts;
  const facts: (readonly [string, string | null])[] = [
    ...(fetches ? [[space.download, formatBytes(need.downloadBytes)] as const] : []),
    ...(need.unpackedBytes === null ? [] : [[space.unpacked, formatBytes(need.unpackedBytes)] as const]),
    [space.free, formatBytes(need.freeBytes)],
    [space.remaining, need.remainingBytes === null ? null : formatBytes(need.remainingBytes)],
  ];
  const notes = need.unpackedBytes === null ? [space.installNote] : [space.unpackedNote];
  if (view.row.installed) notes.push(space.replacedNote);
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
      <p className="help">{notes.join(' ')}</p>
    </section>
  );
}
