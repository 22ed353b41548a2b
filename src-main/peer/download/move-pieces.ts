// Gets every missing piece into the payload, shares what is there, and takes hashes over as soon as the room has them.
import { warnOnce } from '../edge/log.ts';
import { createPiecePicker } from '../rules/piece-picker.ts';
import { pieceHashes, type Manifest } from '../rules/manifest.ts';
import { PieceSet } from '../rules/piece-set.ts';
import type { Piece } from '../rules/pieces.ts';
import type { PeerId } from '../../../src-shared/game.ts';
import { askFiles } from './ask-files.ts';
import { collectManifest, type AgreedGame } from './collect-manifest.ts';
import { isSameList } from './begin-payload.ts';
import type { DownloadOptions } from './download-game.ts';
import type { Payload } from './payload.ts';
import type { PieceHashes } from './receive-piece.ts';
import { startTransfer, type Transfer } from './transfer.ts';

export type Moved =
  /** Every piece is here, checked as far as the room knows hashes. */
  | { kind: 'whole'; stopSharing: () => void }
  /** The hashes that the room has now are of other files: what is here has to be looked at anew. */
  | { kind: 'other-files'; agreed: AgreedGame };

export async function movePieces(options: DownloadOptions, agreed: AgreedGame, payload: Payload): Promise<Moved> {
  const mover = createMover(options, agreed, payload);
  options.onBegin(agreed, payload.pieces);
  options.progress.setPresent(sumLengths(payload.pieces, payload.have));
  options.progress.setPhase('downloading');
  try {
    const other = await mover.run();
    return other === null ? { kind: 'whole', stopSharing: mover.stopSharing } : { kind: 'other-files', agreed: other };
  } catch (error) {
    mover.stopSharing();
    throw error;
  }
}

function createMover(options: DownloadOptions, agreed: AgreedGame, payload: Payload) {
  const { gameId, registry, progress, partials, swarm, signal } = options;
  const picker = createPiecePicker(payload.have, Math.random, options.peerId);
  const asking = { ...options, log: warnOnce(options.log) };
  /** Who has given bytes in this run. */
  const contributors = new Set<PeerId>();
  const listeners = new Set<(index: number) => void>();
  /** Who gave which piece, as long as it could not be checked. */
  const givers = new Map<number, PeerId>();
  let hashes: PieceHashes | null = null;
  let transfer: Transfer | null = null;
  let stopSharing = () => {};
  let upgrading: Promise<void> | null = null;
  let askedAgain = false;
  let other: AgreedGame | null = null;

  const tellAdded = (index: number) => {
    for (const listener of listeners) listener(index);
  };

  const useHashes = (manifest: Manifest, manifestId: string) => {
    hashes = { manifestId, ofPiece: pieceHashes(manifest) };
    progress.setVerified(true);
    if (swarm) stopSharing = partials.share(describeShare(manifest, manifestId));
  };

  const describeShare = (manifest: Manifest, manifestId: string) => ({
    gameId,
    version: options.version,
    manifestId,
    manifest,
    pieces: payload.pieces,
    totalBytes: agreed.totalBytes,
    have: payload.have,
    fileOf: payload.fileOf,
    onAdded: (listener: (index: number) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });

  const write = async (piece: Piece, bytes: Uint8Array, from: PeerId, checked: boolean): Promise<void> => {
    if (!checked) givers.set(piece.index, from);
    await payload.write(piece, bytes, checked);
    if (checked) tellAdded(piece.index);
  };

  const ban = (peerId: PeerId, piece: Piece) => {
    const path = agreed.files[piece.file]?.path ?? '';
    options.onBan(peerId, `${registry.name(peerId)} sent wrong bytes of ${path} (piece ${piece.index + 1}).`);
  };

  /** What came while nobody knew hashes is hashed now; what is wrong is fetched again. */
  const upgrade = async (): Promise<void> => {
    const next = await collectManifest(asking);
    if (next === null || next.verified === null || hashes !== null) return;
    const { manifest, manifestId } = next.verified;
    if (!isSameList(manifest.files, agreed.files)) return leaveFor(next);
    await payload.adopt(manifest, manifestId);
    useHashes(manifest, manifestId);
    transfer?.refresh();
    const { right, wrong } = await payload.settleDoubts(options.hasher, signal);
    for (const index of wrong) lose(index);
    for (const index of right) tellAdded(index);
    givers.clear();
    transfer?.refresh();
  };

  const leaveFor = (next: AgreedGame) => {
    other = next;
    transfer?.fail(new Error(`the room has other files of ${gameId} now`));
  };

  const lose = (index: number) => {
    const piece = payload.pieces[index];
    if (piece === undefined) return;
    picker.lose(index);
    progress.losePiece(piece.length);
    const from = givers.get(index);
    if (from !== undefined) ban(from, piece);
  };

  const knowsHashes = () =>
    registry.prospects(gameId, options.version).some((peerId) => registry.manifestId(peerId, gameId) !== null);

  /** An attempt that came to nothing is repeated when the room changes again; its failure ends the download. */
  const upgradeWhenPossible = () => {
    if (hashes !== null || other !== null || !knowsHashes()) return;
    askedAgain = upgrading !== null;
    if (askedAgain) return;
    upgrading = upgrade().finally(() => {
      upgrading = null;
      // The room has changed meanwhile: what it says now was not heard.
      if (askedAgain) upgradeWhenPossible();
    });
    upgrading.catch((error: unknown) => transfer?.fail(error));
  };

  /** Once more, whatever became of the attempts before: nothing is committed unchecked that somebody could check. */
  const upgradeAtLast = async (): Promise<void> => {
    upgradeWhenPossible();
    for (let running = upgrading; running !== null; running = upgrading) await running;
  };

  const runOnce = async (): Promise<void> => {
    transfer = startTransfer({
      ...options,
      files: agreed.files,
      pieces: payload.pieces,
      pieceBytes: payload.pieceBytes,
      picker,
      random: Math.random,
      contributors,
      hashes: () => hashes,
      askFiles: async (peerId) => (await askFiles(asking, peerId))[0]?.files ?? null,
      write,
      onWrongPiece: ban,
    });
    try {
      upgradeWhenPossible();
      await transfer.done;
    } finally {
      await transfer.stop();
    }
  };

  const isUnfinished = () => picker.missing > 0 && other === null;

  const run = async (): Promise<AgreedGame | null> => {
    if (agreed.verified !== null) useHashes(agreed.verified.manifest, agreed.verified.manifestId);
    const stopWatching = options.watchGame(upgradeWhenPossible);
    try {
      do {
        await runOnce();
        await upgradeAtLast();
      } while (isUnfinished());
    } catch (error) {
      if (other === null) throw error;
    } finally {
      stopWatching();
    }
    signal.throwIfAborted();
    return other;
  };

  return { run, stopSharing: () => stopSharing() };
}

function sumLengths(pieces: readonly Piece[], have: PieceSet): number {
  return pieces.reduce((sum, piece) => sum + (have.has(piece.index) ? piece.length : 0), 0);
}
