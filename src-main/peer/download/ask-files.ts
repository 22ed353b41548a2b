// Asks the peers that have a game what it consists of.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { parseManifest } from '../protocol/parse.ts';
import type { ManifestClaim } from '../rules/manifest-vote.ts';
import { manifestProblem } from './check-manifest.ts';
import type { CollectOptions } from './collect-manifest.ts';

/** After this long those that do not answer are not waited for, when most have said what they have. */
const graceMs = 1000;

export interface Answers {
  claims: ManifestClaim[];
  /** Why the lists of some were refused. */
  refusals: PeerError[];
  /** Those that have not answered. */
  silent: PeerId[];
}

/** Waits for all, and soon only for as many as it takes: whoever has announced its hashes has said enough. */
export async function askAll(options: CollectOptions, peerIds: readonly PeerId[]): Promise<Answers> {
  const { registry, clock, gameId, signal } = options;
  const enough = new AbortController();
  const asking = { ...options, signal: AbortSignal.any([signal, enough.signal]) };
  const { promise, resolve } = Promise.withResolvers<void>();
  const silent = new Set(peerIds);
  const claims = new Map<PeerId, ManifestClaim[]>();
  const answers: Omit<Answers, 'claims'> = { refusals: [], silent: [] };
  let isLate = false;
  const decide = () => {
    const unknown = [...silent].filter((peerId) => registry.manifestId(peerId, gameId) === null);
    const isEnough = isLate && hasClaims(claims) && unknown.length * 2 < peerIds.length;
    if (silent.size === 0 || isEnough) resolve();
  };
  const ask = async (peerId: PeerId): Promise<void> => {
    try {
      claims.set(peerId, await askFiles(asking, peerId));
    } catch (error) {
      if (isRefusal(error)) answers.refusals.push(error);
      else answers.silent.push(peerId);
    }
    silent.delete(peerId);
    decide();
  };
  const callOff = clock.after(graceMs, () => {
    isLate = true;
    decide();
  });
  decide();
  for (const peerId of peerIds) void ask(peerId);
  await promise;
  callOff();
  // In the order of the peers, whoever was quickest.
  const inOrder = peerIds.flatMap((peerId) => claims.get(peerId) ?? []);
  const found = { ...answers, claims: inOrder, silent: [...answers.silent, ...silent] };
  enough.abort();
  signal.throwIfAborted();
  return found;
}

const hasClaims = (claims: ReadonlyMap<PeerId, ManifestClaim[]>): boolean =>
  [...claims.values()].some(({ length }) => length > 0);

/** What one complete source says that the game consists of; nothing when it has another version. */
export async function askFiles(options: CollectOptions, peerId: PeerId): Promise<ManifestClaim[]> {
  const { gameId, version, signal } = options;
  const answer = await options.room.request(peerId, { type: 'get-game', gameId }, signal);
  const said = parseOrRefuse(options, peerId, answer);
  if (said.gameId !== gameId || said.version !== version) return [];
  const problem = manifestProblem(said.files);
  if (problem !== null) throw refusedManifest(options, peerId, problem);
  return [{ peerId, files: said.files, manifestId: said.manifestId }];
}

export const isRefusal = (error: unknown): error is PeerError =>
  error instanceof PeerError && error.code === 'bad-manifest';

function parseOrRefuse(options: CollectOptions, peerId: PeerId, answer: unknown): ReturnType<typeof parseManifest> {
  try {
    return parseManifest(answer);
  } catch (error) {
    throw refusedManifest(options, peerId, (error as Error).message);
  }
}

function refusedManifest({ registry, log, gameId }: CollectOptions, peerId: PeerId, why: string): PeerError {
  const message = `The file list of ${gameId} from ${registry.name(peerId)} is refused. ${why}`;
  log('warn', message);
  return new PeerError('bad-manifest', message, 'Ask the owner of that PC to look at the game, or remove it there.');
}
