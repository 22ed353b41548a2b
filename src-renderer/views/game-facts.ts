// The facts that the sheet lists about a game. Pure; what is unknown is left out.
import type { GameRow } from '../../src-shared/game.ts';
import { isInstallBehind } from '../../src-shared/game-version.ts';
import { formatBytes, formatVersion } from '../format.ts';
import type { GameView } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { chipOf, type Tone } from './game-status.ts';

export interface Fact {
  label: string;
  value: string;
  tone?: Tone;
}

export function factsOf(view: GameView): Fact[] {
  const { row } = view;
  // The sheet shows a failure apart; this line says what is settled.
  const chip = chipOf({ ...view, failure: null });
  const download = row.remoteBytes ?? row.size;
  const facts: (Fact | null)[] = [
    chip === null
      ? { label: strings.detail.status, value: strings.detail.notHere }
      : { label: strings.detail.status, value: chip.text, tone: chip.tone },
    { label: strings.detail.room, value: roomText(row) },
    download === undefined ? null : { label: strings.detail.size, value: formatBytes(download) },
    row.downloaded ? { label: strings.detail.sizeHere, value: formatBytes(row.localBytes) } : null,
    fact(strings.detail.players, playersText(row)),
    { label: strings.detail.version, value: formatVersion(row.version) },
    fact(strings.detail.localVersion, localVersionText(row)),
    fact(strings.detail.installedVersion, installedVersionText(row)),
    fact(strings.detail.year, row.year === undefined ? null : String(row.year)),
    fact(strings.detail.publisher, row.publisher ?? null),
  ];
  return facts.filter((entry) => entry !== null);
}

const fact = (label: string, value: string | null): Fact | null => (value === null ? null : { label, value });

/** Only where it is another than the catalog's or the installed one. */
function localVersionText(row: GameRow): string | null {
  const { localVersion, version } = row;
  return localVersion === null || (localVersion === version && !isInstallBehind(row))
    ? null
    : formatVersion(localVersion);
}

/** Where it is not known, it is taken for that of the downloaded files beside it. */
function installedVersionText({ installed, installedVersion, downloaded }: GameRow): string | null {
  if (!installed) return null;
  if (installedVersion !== null) return formatVersion(installedVersion);
  return downloaded ? null : strings.detail.unknownVersion;
}

function roomText(row: GameRow): string {
  if (row.peerCount > 0) return strings.card.peers(row.peerCount);
  return row.otherVersionPeerCount > 0
    ? strings.detail.otherVersions(row.otherVersionPeerCount)
    : strings.reasons.nobody;
}

export function playersText({ minPlayers, maxPlayers }: GameRow): string | null {
  if (minPlayers !== undefined && maxPlayers !== undefined) return strings.detail.fromTo(minPlayers, maxPlayers);
  if (maxPlayers !== undefined) return strings.detail.upTo(maxPlayers);
  return minPlayers === undefined ? null : strings.detail.atLeast(minPlayers);
}

/** As the system of the host writes it. */
export function gameFolderPath(gameDir: string, gameId: string): string {
  const separator = /^(?:[a-z]:|\\\\)/i.test(gameDir) ? '\\' : '/';
  return gameDir.replace(/[/\\]+$/, '') + separator + gameId;
}
