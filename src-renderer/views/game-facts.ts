// The facts that the sheet lists about a game. Pure; what is unknown is left out.
import type { GameRow } from '../../src-shared/game.ts';
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
    row.localVersion === null || row.localVersion === row.version
      ? null
      : { label: strings.detail.localVersion, value: formatVersion(row.localVersion) },
    fact(strings.detail.year, row.year === undefined ? null : String(row.year)),
    fact(strings.detail.publisher, row.publisher ?? null),
  ];
  return facts.filter((entry) => entry !== null);
}

const fact = (label: string, value: string | null): Fact | null => (value === null ? null : { label, value });

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
