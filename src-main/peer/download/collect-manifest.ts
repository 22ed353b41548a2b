// Asks the peers that serve a game what it consists of and lets them vote.
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Log } from '../edge/log.ts';
import { sumBytes } from '../library/list-game-files.ts';
import type { GameManifest } from '../protocol/messages.ts';
import { parseManifest } from '../protocol/parse.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import type { Room } from '../room/room.ts';
import { agreeManifest, type AgreedFile, type SourceManifest } from '../rules/manifest-vote.ts';
import { manifestProblem } from './check-manifest.ts';

export interface AgreedManifest {
  gameId: GameId;
  version: GameVersion;
  files: AgreedFile[];
  totalBytes: number;
  /** Peers that have the agreed copy of at least one file. */
  sources: PeerId[];
}

export interface CollectOptions {
  room: Pick<Room, 'request'>;
  registry: Pick<PeerRegistry, 'sources' | 'name'>;
  log: Log;
}

/** null when nobody serves this version. Throws `no-majority`, or `bad-manifest` when every list must be refused. */
export async function collectManifest(
  options: CollectOptions,
  gameId: GameId,
  version: GameVersion,
  signal: AbortSignal,
): Promise<AgreedManifest | null> {
  const peerIds = options.registry.sources(gameId, version);
  const answers = await Promise.allSettled(
    peerIds.map((peerId) => askManifest(options, peerId, gameId, version, signal)),
  );
  signal.throwIfAborted();
  const manifests = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (manifests.length === 0) return rejectOrNobody(answers);
  const vote = agreeManifest(manifests);
  if (!vote.agreed) throw noMajority(gameId, vote.path, vote.sizes);
  const problem = manifestProblem(vote.files);
  if (problem !== null) throw new PeerError('bad-manifest', `The file list of ${gameId} is refused. ${problem}`);
  const sources = [...new Set(vote.files.flatMap((file) => file.sources))];
  return { gameId, version, files: vote.files, totalBytes: sumBytes(vote.files), sources };
}

async function askManifest(
  options: CollectOptions,
  peerId: PeerId,
  gameId: GameId,
  version: GameVersion,
  signal: AbortSignal,
): Promise<SourceManifest[]> {
  const answer = await options.room.request(peerId, { type: 'get-game', gameId }, signal);
  const manifest = parseOrRefuse(options, peerId, gameId, answer);
  if (manifest.gameId !== gameId || manifest.version !== version) return [];
  const problem = manifestProblem(manifest.files);
  if (problem !== null) throw refusedManifest(options, peerId, gameId, problem);
  return [{ peerId, files: manifest.files }];
}

function parseOrRefuse(options: CollectOptions, peerId: PeerId, gameId: GameId, answer: unknown): GameManifest {
  try {
    return parseManifest(answer);
  } catch (error) {
    throw refusedManifest(options, peerId, gameId, (error as Error).message);
  }
}

function refusedManifest({ registry, log }: CollectOptions, peerId: PeerId, gameId: GameId, why: string): PeerError {
  const message = `The file list of ${gameId} from ${registry.name(peerId)} is refused. ${why}`;
  log('warn', message);
  return new PeerError('bad-manifest', message, 'Ask the owner of that PC to look at the game, or remove it there.');
}

/** Nobody gave a usable list: the reason of the first refusal, or null when there simply was nobody. */
function rejectOrNobody(answers: PromiseSettledResult<unknown>[]): null {
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  return null;
}

function noMajority(gameId: GameId, path: string, sizes: number[]): PeerError {
  const message = `The PCs that have ${gameId} disagree about ${path} (${sizes.join(' and ')} bytes) and none is in the majority.`;
  return new PeerError('no-majority', message, 'Find out whose copy is whole, and remove the game from the other PCs.');
}
