// Compares every byte of a downloaded game with what the room agrees on, and fetches what is wrong where that is wished.
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { VerifySummary } from '../../../src-shared/peer-event.ts';
import { toDiskError } from '../disk/disk-error.ts';
import { pause } from '../edge/clock.ts';
import type { StampedFile } from '../library/hash-cache.ts';
import { rememberHashes } from '../library/hash-library.ts';
import { sumBytes } from '../library/list-game-files.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import { isSameSurvey, surveyGame } from '../library/survey-game.ts';
import type { Manifest } from '../rules/manifest.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { collectManifest, describeAgreed, type AgreedGame } from './collect-manifest.ts';
import { discardDownload, fetchAndCommit, rootOf, type DownloadOptions } from './download-game.ts';
import { planReuse, type Reuse } from './reuse.ts';
import { recoverBeforehand } from './until-closed.ts';

/** How long others may take to finish hashing before our own word has to do. */
const patienceMs = 60_000;
const retryMs = 250;

/** What was found to be wrong, good for as long as the files look the same. */
export interface Finding {
  root: string;
  manifestId: string;
  /** How the files looked before they were read. */
  survey: readonly StampedFile[];
  reuse: Reuse;
}

export interface VerifyOptions extends DownloadOptions {
  /** What this peer knows of its own copy from before; null when nothing. */
  ownManifest: () => Promise<Manifest | null>;
  /** Fetch what is wrong; otherwise it is only told. */
  repair: boolean;
  /** Of an earlier look, so that a repair need not read everything again. */
  earlier: Finding | null;
  onChecked: (checkedBytes: number, totalBytes: number) => void;
}

export interface Verified {
  outcome: VerifySummary;
  /** What is still to be repaired; null when nothing is. */
  finding: Finding | null;
}

/** Throws `no-sources` when nobody can tell what is right. The game stays as it is until what is wrong has been fetched. */
export async function verifyGame(options: VerifyOptions): Promise<Verified> {
  try {
    await recoverBeforehand(options);
    const agreed = await agreeOnHashes(options);
    const finding = (await findingThatHolds(options, agreed)) ?? (await compare(options, agreed));
    const outcome = summarize(agreed.manifest, finding.reuse);
    if (outcome.badFiles === 0) {
      await rememberHashes({ ...options, manifest: agreed.manifest });
      return { outcome, finding: null };
    }
    requireProspects(options, outcome);
    if (!options.repair) return { outcome, finding };
    await fetchAndCommit(options, agreed.game, finding.reuse);
    return { outcome: { ...outcome, repaired: true }, finding: null };
  } catch (error) {
    if (options.signal.aborted) await discardDownload(options);
    options.signal.throwIfAborted();
    throw toDiskError(error, `verify ${options.gameId}`);
  }
}

interface Agreed {
  game: AgreedGame;
  manifest: Manifest;
}

/** The room's word; without one, what was known of the copy here when it was whole. */
async function agreeOnHashes(options: VerifyOptions): Promise<Agreed> {
  const { clock, registry, gameId, version, signal } = options;
  const deadlineMs = clock.nowMs() + patienceMs;
  do {
    const game = await collectManifest(options);
    if (game?.verified != null) return { game, manifest: game.verified.manifest };
    const own = game === null ? await options.ownManifest() : null;
    if (own !== null) {
      const verified = { manifest: own, manifestId: manifestIdOf(own) };
      return { game: describeAgreed(options, own.files, verified, []), manifest: own };
    }
    if (game === null && registry.sources(gameId, version).length === 0) break;
    await pause(clock, retryMs);
    signal.throwIfAborted();
  } while (registry.sources(gameId, version).length > 0 && clock.nowMs() < deadlineMs);
  const hint = 'Wait until a PC with this version is in the room and has prepared it for sharing, then verify again.';
  throw new PeerError('no-sources', `Nobody in the room can tell what ${gameId} has to look like.`, hint);
}

/** Nothing is touched unless somebody can give what is wrong here. */
function requireProspects({ registry, gameId, version }: VerifyOptions, { badPieces }: VerifySummary): void {
  if (registry.prospects(gameId, version).length > 0) return;
  const what = `${badPieces} ${badPieces === 1 ? 'piece' : 'pieces'} of ${gameId}`;
  const hint = 'Verify again when a PC that has the game is in the room; the files were left as they are.';
  throw new PeerError('no-sources', `Wrong on this disk: ${what}. Nobody in the room can give what is right.`, hint);
}

async function findingThatHolds(options: VerifyOptions, { game, manifest }: Agreed): Promise<Finding | null> {
  const { disk, earlier, onChecked } = options;
  const root = rootOf(options);
  if (earlier?.root !== root || earlier.manifestId !== manifestIdOf(manifest)) return null;
  if (!isSameSurvey(earlier.survey, await surveyGame(disk, root))) return null;
  onChecked(game.totalBytes, game.totalBytes);
  return earlier;
}

async function compare(options: VerifyOptions, { game, manifest }: Agreed): Promise<Finding> {
  const { disk, hasher, signal, onChecked } = options;
  const root = rootOf(options);
  const survey = await surveyGame(disk, root);
  let checkedBytes = 0;
  const onBytes = (count: number) => onChecked((checkedBytes += count), game.totalBytes);
  onChecked(0, game.totalBytes);
  const reuse = await planReuse({ disk, hasher, root, manifest, signal, onBytes });
  return { root, manifestId: manifestIdOf(manifest), survey, reuse };
}

function summarize({ files, pieceBytes }: Manifest, { keep, copy }: Reuse): VerifySummary {
  const kept = new Set(keep);
  const copied = new Set(copy);
  const bad = cutIntoPieces(files, pieceBytes).filter(
    (piece) => !kept.has(files[piece.file]?.path ?? '') && !copied.has(piece.index),
  );
  const wrong = new Set(bad.map(({ file }) => file));
  // An empty file has no piece that could be wrong.
  const missing = files.filter(({ path, size }) => size === 0 && !kept.has(path));
  return {
    files: files.length,
    checkedBytes: sumBytes(files),
    badFiles: wrong.size + missing.length,
    badPieces: bad.length,
    badBytes: bad.reduce((sum, piece) => sum + piece.length, 0),
    repaired: false,
  };
}
