// A game as the catalog, this disk and the room know it.

/** One safe path component; also the name of the game root. */
export type GameId = string;
/** A date, `YYYYMMDD`. */
export type GameVersion = string;
export type PeerId = string;

/** `Ready` = downloaded here; `LocalOnly` = installed here without the downloaded files, so it is no source. */
export type Availability = 'Ready' | 'LocalOnly';

/** Static facts of one catalog entry. `size` is in bytes, `cover` a file name under `catalog/covers`. */
export interface CatalogGame {
  id: GameId;
  title: string;
  version: GameVersion;
  size?: number | undefined;
  genre?: string | undefined;
  minPlayers?: number | undefined;
  maxPlayers?: number | undefined;
  year?: number | undefined;
  publisher?: string | undefined;
  description?: string | undefined;
  canHostServer?: boolean | undefined;
  cover?: string | undefined;
  manifestId?: string | undefined;
}

/** One row of the merged list: catalog facts, this disk, and the room. Settled facts only. */
export interface GameRow extends CatalogGame {
  downloaded: boolean;
  installed: boolean;
  availability: Availability | null;
  /** Version in the root's `version.ini`, when downloaded. */
  localVersion: GameVersion | null;
  /** What the install was made from; null when nothing is installed, or when that is unknown. */
  installedVersion: GameVersion | null;
  /** Bytes of the downloaded files; 0 when not downloaded. */
  localBytes: number;
  /** Peers that serve the catalog's version now; where none has all of it, those that are downloading it. */
  peerCount: number;
  /** Download size as announced by those peers; null when nobody has it. */
  remoteBytes: number | null;
  /** What the catalog's version unpacks to: of the copy here, else as most of those peers say; null when nobody knows. */
  unpackedBytes: number | null;
  /** Peers that have the game in another version, which is never fetched. */
  otherVersionPeerCount: number;
}

/** One file of a game as it travels: path relative to the game root with `/`, size in bytes. */
export interface GameFile {
  path: string;
  size: number;
}
