// A quiet line while the library is being hashed, and nothing otherwise.
import { Fingerprint } from 'lucide-react';
import { formatPercent } from '../format.ts';
import { shareOf } from '../store/progress.ts';
import { useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export function HashingLine() {
  const { gameId, hashedBytes, totalBytes } = useAppState((state) => state.hashing);
  const share = shareOf(hashedBytes, totalBytes);
  if (gameId === null || share === null) return null;
  return (
    <p className="hashing" data-testid="hashing" title={strings.downloads.hashingHelp}>
      <Fingerprint size={14} aria-hidden="true" />
      {strings.downloads.hashing(formatPercent(share))}
    </p>
  );
}
