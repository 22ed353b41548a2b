// One switch over all commands, one call per command.
import { lookup } from 'node:dns/promises';
import path from 'node:path';
import { assertNever } from '../../src-shared/assert-never.ts';
import type { GameId, PeerId } from '../../src-shared/game.ts';
import type { GameFiles, PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { TransferLimits } from '../../src-shared/transfer-limits.ts';
import { localGame, requireEntry, requireFolder, requireFolderHere, type PeerContext } from './context.ts';
import { blockPeer, describeRoom } from './describe-room.ts';
import { gameFiles, queueDownload } from './download-operation.ts';
import { collectManifest } from './download/collect-manifest.ts';
import { previewUninstall, startInstall, startRemove, startUninstall } from './install-operation.ts';
import { refuseWhileInUse } from './keep-in-use.ts';
import { listGameFiles, sumBytes } from './library/list-game-files.ts';
import { listRows } from './rows.ts';
import { startStreamInstall } from './stream-operation.ts';
import { startVerify } from './verify-operation.ts';
import type { PeerAddress } from './transport/transport.ts';

/** Answers what the command's result is; an outcome that takes time comes as an event. */
export async function handleCommand(context: PeerContext, command: PeerCommand): Promise<unknown> {
  refuseWhileInUse(context, command);
  if (needsFiles(context, command)) await requireFolderHere(context);
  switch (command.kind) {
    case 'list-games':
      return { games: listRows(context) };
    case 'get-game':
      return tellGameFiles(context, command.gameId, await localFiles(context, command.gameId));
    case 'fetch-latest-from-peers':
      return tellGameFiles(context, command.gameId, null);
    case 'download-game-files':
      return queueDownload(context, command.gameId, { install: command.install, inPlace: command.inPlace ?? false });
    case 'install-game':
      return startInstall(context, command.gameId);
    case 'describe-uninstall':
      return previewUninstall(context, command.gameId);
    case 'uninstall-game':
      return startUninstall(context, command.gameId, command.keepPlayerFiles ?? false);
    case 'remove-downloaded-game':
      return startRemove(context, command.gameId);
    case 'cancel-download':
      return cancelDownload(context, command.gameId);
    case 'set-game-dir':
      return context.setFolder(command.path);
    case 'rescan-library':
      return context.folder()?.refresh();
    case 'get-peer-count':
      return { count: context.registry.connectedCount };
    case 'connect-peer':
      return { peerId: await connectPeer(context, command.address) };
    case 'block-peer':
      return blockPeer(context, command.peerId, command.blocked);
    case 'describe-room':
      return describeRoom(context, command);
    case 'pause-download':
      return context.queue.pause(command.gameId);
    case 'resume-download':
      return context.queue.resume(command.gameId);
    case 'move-download':
      return context.queue.move(command.gameId, command.position);
    case 'verify-game':
      return startVerify(context, command.gameId, command.repair ?? false);
    case 'set-transfer-limits':
      return setLimits(context, command.limits);
    case 'stream-install-game':
      return startStreamInstall(context, command.gameId);
    default:
      return assertNever(command);
  }
}

/** Works on what lies in the games folder: while that is away, no game is said to be missing. */
function needsFiles(context: PeerContext, { kind }: PeerCommand): boolean {
  return (
    (kind === 'rescan-library' && context.folder() !== null) ||
    kind === 'install-game' ||
    kind === 'describe-uninstall' ||
    kind === 'uninstall-game' ||
    kind === 'remove-downloaded-game' ||
    kind === 'verify-game'
  );
}

/** Our own copy, when it is the version that everybody wants. */
async function localFiles(context: PeerContext, gameId: GameId): Promise<GameFiles | null> {
  const { version } = requireEntry(context, gameId);
  const local = localGame(context, gameId);
  const folder = context.folder();
  if (folder === null || !local.downloaded || local.version !== version) return null;
  const files = await listGameFiles(context.disk, path.join(folder.path, gameId));
  return { gameId, version, files, totalBytes: sumBytes(files), sources: [context.peerId] };
}

async function tellGameFiles(context: PeerContext, gameId: GameId, local: GameFiles | null): Promise<void> {
  const remote = local === null ? await collectManifest(voteOptions(context, gameId)) : null;
  const found = local ?? (remote === null ? null : gameFiles(remote));
  context.emit(found === null ? { kind: 'no-peers-have-game', gameId } : { kind: 'got-game-files', ...found });
}

const voteMs = 30_000;

function voteOptions(context: PeerContext, gameId: GameId) {
  const { version, manifestId = null } = requireEntry(context, gameId);
  return { ...context, gameId, version, catalogManifestId: manifestId, signal: AbortSignal.timeout(voteMs) };
}

function cancelDownload(context: PeerContext, gameId: GameId): void {
  requireFolder(context);
  const { operations } = context;
  // What was fetched of the next version has a question of its own.
  if (operations.cancel(gameId, ['installing', 'updating'])) return;
  const ended = operations.cancel(gameId, ['streaming', 'verifying']);
  if (!ended || context.queue.has(gameId)) context.queue.cancel(gameId);
}

function setLimits({ limits, queue }: PeerContext, next: TransferLimits): void {
  limits.set(next);
  queue.setConcurrency(next.concurrentDownloads);
}

async function connectPeer(context: PeerContext, address: string): Promise<PeerId> {
  return context.room.connect(await resolveAddress(address), AbortSignal.timeout(10_000));
}

/** `host:port`; a name is looked up. */
async function resolveAddress(text: string): Promise<PeerAddress> {
  const match = /^\s*([^\s:/]+):(\d{1,5})\s*$/.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535) {
    throw new PeerError('invalid-command', `"${text}" is no address.`, 'Write it like 192.168.1.20:40000.');
  }
  try {
    return { host: (await lookup(match[1], { family: 4 })).address, port };
  } catch (cause) {
    const hint = 'Check the spelling, or use the number form like 192.168.1.20:40000.';
    throw new PeerError('connect-failed', `There is no PC called ${match[1]} on this network.`, hint, { cause });
  }
}
