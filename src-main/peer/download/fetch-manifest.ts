// Gets a manifest by its id, from whoever has it: the id proves it, so it does not matter who sends it.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { sumBytes } from '../library/list-game-files.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import { parseManifestAnswer } from '../protocol/parse.ts';
import type { Manifest } from '../rules/manifest.ts';
import { pieceBytesFor } from '../rules/pieces.ts';
import { manifestProblem } from './check-manifest.ts';
import type { CollectOptions } from './collect-manifest.ts';

interface FetchOptions extends Pick<CollectOptions, 'room' | 'log' | 'gameId' | 'version' | 'signal'> {
  registry: Pick<CollectOptions['registry'], 'name'>;
}

/**
 * Asks one after the other; null when nobody can give it just now. Throws `bad-manifest` when somebody did and all that came
 * has to be refused.
 */
export async function fetchManifest(
  options: FetchOptions,
  manifestId: string,
  holders: readonly PeerId[],
): Promise<Manifest | null> {
  let refused: unknown = null;
  for (const peerId of holders) {
    try {
      return await ask(options, manifestId, peerId);
    } catch (error) {
      options.signal.throwIfAborted();
      options.log('info', `the hashes of ${options.gameId} from ${options.registry.name(peerId)}: ${String(error)}`);
      // Whoever is busy with the game, or has just gone, may be back in a moment.
      if (error instanceof PeerError && ['bad-manifest', 'protocol-error'].includes(error.code)) refused = error;
    }
  }
  if (refused !== null) throw refused;
  return null;
}

async function ask(
  { room, gameId, version, signal }: FetchOptions,
  manifestId: string,
  peerId: PeerId,
): Promise<Manifest> {
  const answer = await room.request(peerId, { type: 'get-manifest', gameId, manifestId }, signal);
  const { manifest } = parseManifestAnswer(answer);
  const problem =
    manifestIdOf(manifest) !== manifestId
      ? 'It is not the one that was asked for.'
      : problemOf(manifest, gameId, version);
  if (problem === null) return manifest;
  throw new PeerError('bad-manifest', `The list of hashes of ${gameId} is refused. ${problem}`);
}

function problemOf(manifest: Manifest, gameId: string, version: string): string | null {
  const { files, pieceBytes } = manifest;
  if (manifest.gameId !== gameId || manifest.version !== version) return 'It belongs to another game or version.';
  const unsafe = manifestProblem(files);
  if (unsafe !== null) return unsafe;
  if (pieceBytes !== pieceBytesFor(sumBytes(files))) return 'Its pieces have an unusual size.';
  const odd = files.find(({ size, pieces }) => pieces.length !== Math.ceil(size / pieceBytes));
  return odd === undefined ? null : `"${odd.path}" has the wrong number of hashes.`;
}
