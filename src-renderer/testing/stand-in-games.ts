// About forty games in every state, for the stand-in bridge.
import type { GameRow } from '../../src-shared/game.ts';

const MB = 1_000_000;

export function gameRow(facts: Partial<GameRow> & { id: string }): GameRow {
  return {
    title: facts.id,
    version: '20250301',
    downloaded: false,
    installed: false,
    availability: null,
    localVersion: null,
    installedVersion: null,
    localBytes: 0,
    peerCount: 0,
    remoteBytes: null,
    unpackedBytes: null,
    otherVersionPeerCount: 0,
    ...facts,
  };
}

/** id, title, genre, size in MB, peers, year, publisher, players. */
type Line = [string, string, string, number, number, number, string, number];

const lines: Line[] = [
  ['xonotic', 'Xonotic', 'Arena shooter', 1240, 6, 2023, 'Team Xonotic', 16],
  ['openarena', 'OpenArena', 'Arena shooter', 432, 4, 2012, 'OpenArena team', 16],
  ['warzone2100', 'Warzone 2100', 'Real-time strategy', 386, 5, 2024, 'Warzone 2100 Project', 10],
  ['0ad', '0 A.D.', 'Real-time strategy', 2860, 5, 2024, 'Wildfire Games', 8],
  ['assaultcube', 'AssaultCube', 'Shooter', 51, 3, 2021, 'Rabid Viper', 16],
  ['red-eclipse', 'Red Eclipse', 'Arena shooter', 1830, 2, 2022, 'Red Eclipse team', 16],
  ['teeworlds', 'Teeworlds', 'Platform shooter', 14, 6, 2020, 'Teeworlds team', 16],
  ['hedgewars', 'Hedgewars', 'Artillery', 214, 6, 2022, 'Hedgewars project', 8],
  ['supertuxkart', 'SuperTuxKart', 'Racing', 735, 6, 2024, 'SuperTuxKart team', 8],
  ['wesnoth', 'The Battle for Wesnoth', 'Turn-based strategy', 524, 3, 2024, 'Wesnoth', 8],
  ['openttd', 'OpenTTD', 'Simulation', 46, 4, 2024, 'OpenTTD team', 15],
  ['freeciv', 'Freeciv', 'Turn-based strategy', 62, 2, 2023, 'Freeciv project', 32],
  ['ufo-ai', 'UFO: Alien Invasion', 'Tactics', 1460, 1, 2014, 'UFO AI team', 8],
  ['openra', 'OpenRA', 'Real-time strategy', 88, 6, 2023, 'OpenRA developers', 12],
  ['unvanquished', 'Unvanquished', 'Shooter', 690, 2, 2024, 'Unvanquished Development', 24],
  ['warsow', 'Warsow', 'Arena shooter', 517, 1, 2016, 'Warsow team', 16],
  ['armagetron', 'Armagetron Advanced', 'Arcade', 5, 5, 2021, 'Armagetron team', 16],
  ['luanti', 'Luanti', 'Sandbox', 34, 4, 2024, 'Luanti team', 32],
  ['speed-dreams', 'Speed Dreams', 'Racing', 3120, 1, 2023, 'Speed Dreams team', 8],
  ['stunt-rally', 'Stunt Rally', 'Racing', 1780, 2, 2023, 'Crystal Hammer', 4],
  ['megaglest', 'MegaGlest', 'Real-time strategy', 640, 3, 2018, 'MegaGlest team', 8],
  ['widelands', 'Widelands', 'Real-time strategy', 398, 2, 2024, 'Widelands Development', 8],
  ['mindustry', 'Mindustry', 'Factory strategy', 112, 5, 2024, 'Anuke', 16],
  ['sauerbraten', 'Cube 2: Sauerbraten', 'Arena shooter', 1010, 3, 2020, 'Wouter van Oortmerssen', 16],
  ['tremulous', 'Tremulous', 'Shooter', 184, 0, 2009, 'Dark Legion', 24],
  ['smokin-guns', "Smokin' Guns", 'Shooter', 412, 2, 2012, 'Smokin’ Guns Productions', 16],
  ['urban-terror', 'Urban Terror', 'Shooter', 1390, 6, 2018, 'Frozensand', 20],
  ['et-legacy', 'Enemy Territory: Legacy', 'Shooter', 296, 4, 2024, 'ET: Legacy team', 64],
  ['alien-arena', 'Alien Arena', 'Arena shooter', 980, 1, 2023, 'COR Entertainment', 16],
  ['frozen-bubble', 'Frozen Bubble', 'Puzzle', 18, 3, 2010, 'Frozen Bubble team', 5],
  ['torcs', 'TORCS', 'Racing', 560, 2, 2016, 'TORCS team', 4],
  ['globulation2', 'Globulation 2', 'Real-time strategy', 76, 1, 2009, 'Globulation 2 team', 8],
  ['zero-k', 'Zero-K', 'Real-time strategy', 2240, 2, 2024, 'Zero-K team', 32],
  ['veloren', 'Veloren', 'Role-playing', 1120, 4, 2025, 'Veloren team', 64],
  ['freeorion', 'FreeOrion', 'Turn-based strategy', 238, 1, 2023, 'FreeOrion project', 16],
  ['openspades', 'OpenSpades', 'Shooter', 42, 2, 2022, 'yvt', 32],
  ['quetoo', 'Quetoo', 'Arena shooter', 870, 1, 2022, 'Quetoo team', 16],
  ['doomsday', 'Doomsday Engine', 'Shooter', 64, 0, 2023, 'Doomsday team', 16],
  ['astromenace', 'AstroMenace', 'Arcade', 58, 0, 2021, 'Viewizard', 2],
  ['lincity', 'LinCity-NG', 'Simulation', 31, 2, 2024, 'LinCity-NG team', 1],
];

const description =
  'A fast game for a room full of friends.<br>One PC hosts, everybody else joins by name; bots fill the empty places.' +
  '<br><br>Runs on modest hardware and needs no account.';

function rowOf([id, title, genre, size, peers, year, publisher, players]: Line): GameRow {
  const bytes = size * MB;
  return gameRow({
    id,
    title,
    genre,
    year,
    publisher,
    description: id === 'torcs' ? undefined : description,
    size: bytes,
    minPlayers: 1,
    maxPlayers: players,
    canHostServer: true,
    peerCount: peers,
    remoteBytes: peers > 0 ? bytes : null,
  });
}

const installed: Partial<GameRow> = { installed: true, availability: 'LocalOnly' };
const downloaded = (megabytes: number, version = '20250301'): Partial<GameRow> => ({
  downloaded: true,
  availability: 'Ready',
  localVersion: version,
  localBytes: megabytes * MB,
});

/** What differs from “the room has it, this PC does not”. */
const states: Record<string, Partial<GameRow>> = {
  '0ad': { unpackedBytes: 5120 * MB },
  teeworlds: { ...downloaded(14), installed: true },
  hedgewars: { ...downloaded(214), installed: true },
  openra: { ...downloaded(88), installed: true },
  'urban-terror': { ...downloaded(1390), installed: true },
  mindustry: { ...downloaded(108, '20241115'), installed: true },
  astromenace: installed,
  openttd: installed,
  assaultcube: downloaded(51),
  'frozen-bubble': downloaded(18),
  luanti: downloaded(31, '20240820'),
  unvanquished: { ...downloaded(690), unpackedBytes: 1450 * MB },
  tremulous: { otherVersionPeerCount: 2, peerCount: 0, remoteBytes: null },
  doomsday: { peerCount: 0, remoteBytes: 64 * MB },
};

export function standInGames(): GameRow[] {
  return lines.map((line) => ({ ...rowOf(line), ...states[line[0]] }));
}

/** Many rows for measuring: the same games with numbered ids and titles. */
export function manyGames(count: number): GameRow[] {
  const base = standInGames();
  return Array.from({ length: count }, (_, index) => {
    const row = base[index % base.length] as GameRow;
    return index < base.length ? row : { ...row, id: `${row.id}-${index}`, title: `${row.title} ${index}` };
  });
}
