// The bridge as a German window sees it: what the peer words in English comes in German where that can be said.
import type {
  AppBridge,
  AppCalls,
  AppSnapshot,
  AppTopics,
  CallName,
  GameDirInfo,
  TopicName,
} from '../src-shared/app-bridge.ts';
import type { DoctorFinding, DoctorReport } from '../src-shared/doctor.ts';
import type { QueuedDownload } from '../src-shared/download-queue.ts';
import type { GameId } from '../src-shared/game.ts';
import { PeerError, toErrorData } from '../src-shared/peer-error.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import type { PeerRow } from '../src-shared/peer-row.ts';
import type { UnpackRun } from '../src-shared/unpack-run.ts';
import {
  germanBanReason,
  germanError,
  germanFolderProblem,
  germanMessage,
  germanWait,
} from '../src-shared/german-errors.ts';

type TitleOf = (gameId: GameId) => string | null;

export function speakGerman(bridge: AppBridge, titleOf: TitleOf): AppBridge {
  return {
    ...bridge,
    call: async (name, input) => {
      try {
        return germanAnswer(name, await bridge.call(name, input), titleOf);
      } catch (error) {
        const { code, message, hint } = germanError(toErrorData(error), titleOf(gameIdIn(input) ?? ''));
        throw new PeerError(code, message, hint, { cause: error });
      }
    },
    subscribe: (topic, listener) => bridge.subscribe(topic, (data) => listener(germanTopic(topic, data, titleOf))),
  };
}

function gameIdIn(input: unknown): GameId | null {
  const { gameId } = (input ?? {}) as { gameId?: unknown };
  return typeof gameId === 'string' ? gameId : null;
}

function germanAnswer<K extends CallName>(name: K, answer: AppCalls[K]['output'], titleOf: TitleOf) {
  if (name === 'get-snapshot') return germanSnapshot(answer as AppSnapshot, titleOf) as typeof answer;
  if (name === 'run-doctor') return germanReport(answer as DoctorReport) as typeof answer;
  return name === 'unpack-log' ? ((answer as UnpackRun[]).map(germanRun) as typeof answer) : answer;
}

function germanSnapshot(snapshot: AppSnapshot, titleOf: TitleOf): AppSnapshot {
  // The window may not know the titles yet that come with this very snapshot.
  const titles = new Map(snapshot.games.map(({ id, title }) => [id, title]));
  return {
    ...snapshot,
    gameDir: germanDir(snapshot.gameDir),
    downloads: snapshot.downloads.map(germanProgress),
    installs: snapshot.installs.map(germanProgress),
    verifications: snapshot.verifications.map(germanProgress),
    queue: germanQueue(snapshot.queue, (gameId) => titles.get(gameId) ?? titleOf(gameId)),
    peers: snapshot.peers.map(germanPeer),
  };
}

function germanTopic<T extends TopicName>(topic: T, data: AppTopics[T], titleOf: TitleOf): AppTopics[T] {
  if (topic === 'peer-event') return germanEvent(data as PeerEvent, titleOf) as AppTopics[T];
  if (topic === 'settings-changed') {
    const change = data as AppTopics['settings-changed'];
    return { ...change, gameDir: germanDir(change.gameDir) } as AppTopics[T];
  }
  if (topic !== 'running-changed') return data;
  const { running, ended } = data as AppTopics['running-changed'];
  if (ended === null || ended.error === null) return data;
  return { running, ended: { ...ended, error: germanError(ended.error, titleOf(ended.gameId)) } } as AppTopics[T];
}

function germanEvent(event: PeerEvent, titleOf: TitleOf): PeerEvent {
  switch (event.kind) {
    case 'download-failed':
    case 'verify-failed':
    case 'install-failed':
    case 'uninstall-failed':
    case 'remove-failed':
      return { ...event, error: germanError(event.error, titleOf(event.gameId)) };
    case 'runtime-failed':
      return { ...event, error: germanError(event.error, null) };
    case 'download-queue-changed':
      return { ...event, queue: germanQueue(event.queue, titleOf) };
    case 'download-progress':
    case 'install-progress':
    case 'verify-progress':
      return germanProgress(event);
    case 'source-banned':
      return { ...event, reason: germanBanReason(event.reason) };
    case 'peer-connected':
    case 'peer-updated':
      return { ...event, peer: germanPeer(event.peer) };
    default:
      return event;
  }
}

function germanReport({ findings }: DoctorReport): DoctorReport {
  return { findings: findings.map((finding) => ({ ...finding, about: germanFacts(finding.about) })) };
}

/** Its amounts and its reasons; names and versions stay. */
function germanFacts(about: DoctorFinding['about']): DoctorFinding['about'] {
  const { gigabytes, problem } = about;
  return {
    ...about,
    ...(gigabytes === undefined ? {} : { gigabytes: gigabytes.replace('.', ',') }),
    ...(problem === undefined ? {} : { problem: germanFolderProblem(problem) }),
  };
}

function germanRun(run: UnpackRun): UnpackRun {
  if (run.outcome.kind !== 'failed') return run;
  const { code, message } = run.outcome;
  return { ...run, outcome: { ...run.outcome, message: germanMessage(code, message, null) } };
}

const germanQueue = (queue: QueuedDownload[], titleOf: TitleOf): QueuedDownload[] =>
  queue.map((entry) =>
    entry.error === null ? entry : { ...entry, error: germanError(entry.error, titleOf(entry.gameId)) },
  );

const germanProgress = <T extends { waitingFor?: string | null | undefined }>(progress: T): T =>
  typeof progress.waitingFor === 'string' ? { ...progress, waitingFor: germanWait(progress.waitingFor) } : progress;

const germanPeer = (peer: PeerRow): PeerRow =>
  peer.ban === null ? peer : { ...peer, ban: { ...peer.ban, reason: germanBanReason(peer.ban.reason) } };

const germanDir = (dir: GameDirInfo | null): GameDirInfo | null =>
  dir === null || dir.problem === null ? dir : { ...dir, problem: germanFolderProblem(dir.problem) };
