// The bridge as a window of either language sees it: what the peer says is worded anew, with the titles of games.
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
import type { StartedNetwork } from '../src-shared/network-settings.ts';
import { fromErrorData, toErrorData, type ErrorCode, type ErrorData } from '../src-shared/peer-error.ts';
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
import { titledError, titledWait } from '../src-shared/titled-errors.ts';

/** How a language says what the peer says in English. */
interface Words {
  /** `title` of the game that it is about; null when it is about none. */
  error: (error: ErrorData, title: string | null) => ErrorData;
  /** Of a failure that is about no game. */
  message: (code: ErrorCode, english: string) => string;
  wait: (waitingFor: string, title: string | null) => string;
  banReason: (reason: string) => string;
  folderProblem: (problem: string) => string;
  gigabytes: (amount: string) => string;
}

const asItIs = (english: string) => english;

const englishWords: Words = {
  error: titledError,
  message: (_code, english) => english,
  wait: titledWait,
  banReason: asItIs,
  folderProblem: asItIs,
  gigabytes: asItIs,
};

const germanWords: Words = {
  error: germanError,
  message: (code, english) => germanMessage(code, english, null),
  wait: germanWait,
  banReason: germanBanReason,
  folderProblem: germanFolderProblem,
  gigabytes: (amount) => amount.replace('.', ','),
};

type TitleOf = (gameId: GameId) => string | null;
type Speech = Words & { titleOf: TitleOf };

export const speakEnglish = (bridge: AppBridge, titleOf: TitleOf): AppBridge =>
  wordBridge(bridge, { ...englishWords, titleOf });
export const speakGerman = (bridge: AppBridge, titleOf: TitleOf): AppBridge =>
  wordBridge(bridge, { ...germanWords, titleOf });

function wordBridge(bridge: AppBridge, words: Speech): AppBridge {
  return {
    ...bridge,
    call: async (name, input) => {
      try {
        return wordedAnswer(name, await bridge.call(name, input), words);
      } catch (error) {
        throw fromErrorData(words.error(toErrorData(error), words.titleOf(gameIdIn(input) ?? '')));
      }
    },
    subscribe: (topic, listener) => bridge.subscribe(topic, (data) => listener(wordedTopic(topic, data, words))),
  };
}

function gameIdIn(input: unknown): GameId | null {
  const { gameId } = (input ?? {}) as { gameId?: unknown };
  return typeof gameId === 'string' ? gameId : null;
}

function wordedAnswer<K extends CallName>(name: K, answer: AppCalls[K]['output'], words: Speech) {
  if (name === 'get-snapshot') return wordedSnapshot(answer as AppSnapshot, words) as typeof answer;
  if (name === 'run-doctor') return wordedReport(answer as DoctorReport, words) as typeof answer;
  return name === 'unpack-log'
    ? ((answer as UnpackRun[]).map((run) => wordedRun(run, words)) as typeof answer)
    : answer;
}

function wordedSnapshot(snapshot: AppSnapshot, before: Speech): AppSnapshot {
  // The window may not know the titles yet that come with this very snapshot.
  const titles = new Map(snapshot.games.map(({ id, title }) => [id, title]));
  const words: Speech = { ...before, titleOf: (gameId) => titles.get(gameId) ?? before.titleOf(gameId) };
  return {
    ...snapshot,
    gameDir: wordedDir(snapshot.gameDir, words),
    network: wordedNetwork(snapshot.network, words),
    downloads: snapshot.downloads.map((progress) => wordedProgress(progress, words)),
    installs: snapshot.installs.map((progress) => wordedProgress(progress, words)),
    verifications: snapshot.verifications.map((progress) => wordedProgress(progress, words)),
    queue: wordedQueue(snapshot.queue, words),
    recoveryFailures: snapshot.recoveryFailures.map(({ gameId, error }) => ({
      gameId,
      error: words.error(error, words.titleOf(gameId)),
    })),
    peers: snapshot.peers.map((peer) => wordedPeer(peer, words)),
  };
}

function wordedTopic<T extends TopicName>(topic: T, data: AppTopics[T], words: Speech): AppTopics[T] {
  if (topic === 'peer-event') return wordedEvent(data as PeerEvent, words) as AppTopics[T];
  if (topic === 'settings-changed') {
    const change = data as AppTopics['settings-changed'];
    return { ...change, gameDir: wordedDir(change.gameDir, words) } as AppTopics[T];
  }
  if (topic !== 'running-changed') return data;
  const { running, ended } = data as AppTopics['running-changed'];
  if (ended === null || ended.error === null) return data;
  return { running, ended: { ...ended, error: words.error(ended.error, words.titleOf(ended.gameId)) } } as AppTopics[T];
}

function wordedEvent(event: PeerEvent, words: Speech): PeerEvent {
  switch (event.kind) {
    case 'download-failed':
    case 'verify-failed':
    case 'install-failed':
    case 'uninstall-failed':
    case 'remove-failed':
    case 'recovery-failed':
      return { ...event, error: words.error(event.error, words.titleOf(event.gameId)) };
    case 'uninstall-finished':
    case 'remove-finished': {
      const { warning, gameId } = event;
      return warning === undefined ? event : { ...event, warning: words.error(warning, words.titleOf(gameId)) };
    }
    case 'runtime-failed':
      return { ...event, error: words.error(event.error, null) };
    case 'download-queue-changed':
      return { ...event, queue: wordedQueue(event.queue, words) };
    case 'download-progress':
    case 'install-progress':
    case 'verify-progress':
      return wordedProgress(event, words);
    case 'source-banned':
      return { ...event, reason: words.banReason(event.reason) };
    case 'peer-connected':
    case 'peer-updated':
      return { ...event, peer: wordedPeer(event.peer, words) };
    default:
      return event;
  }
}

function wordedReport({ findings }: DoctorReport, words: Speech): DoctorReport {
  return { findings: findings.map((finding) => ({ ...finding, about: wordedFacts(finding.about, words) })) };
}

/** Its amounts and its reasons; names and versions stay. */
function wordedFacts(about: DoctorFinding['about'], words: Speech): DoctorFinding['about'] {
  const { gigabytes, problem } = about;
  return {
    ...about,
    ...(gigabytes === undefined ? {} : { gigabytes: words.gigabytes(gigabytes) }),
    ...(problem === undefined ? {} : { problem: words.folderProblem(problem) }),
  };
}

function wordedRun(run: UnpackRun, words: Speech): UnpackRun {
  if (run.outcome.kind !== 'failed') return run;
  const { code, message } = run.outcome;
  return { ...run, outcome: { ...run.outcome, message: words.message(code, message) } };
}

function wordedNetwork({ problems, ...rest }: StartedNetwork, words: Speech): StartedNetwork {
  const worded = (error: ErrorData | null) => (error === null ? null : words.error(error, null));
  return { ...rest, problems: { port: worded(problems.port), roomDir: worded(problems.roomDir) } };
}

const wordedQueue = (queue: QueuedDownload[], words: Speech): QueuedDownload[] =>
  queue.map((entry) =>
    entry.error === null ? entry : { ...entry, error: words.error(entry.error, words.titleOf(entry.gameId)) },
  );

const wordedProgress = <T extends { gameId: GameId; waitingFor?: string | null | undefined }>(
  progress: T,
  { wait, titleOf }: Speech,
): T => {
  const { gameId, waitingFor } = progress;
  return typeof waitingFor === 'string' ? { ...progress, waitingFor: wait(waitingFor, titleOf(gameId)) } : progress;
};

const wordedPeer = (peer: PeerRow, words: Speech): PeerRow =>
  peer.ban === null ? peer : { ...peer, ban: { ...peer.ban, reason: words.banReason(peer.ban.reason) } };

const wordedDir = (dir: GameDirInfo | null, words: Speech): GameDirInfo | null =>
  dir === null || dir.problem === null ? dir : { ...dir, problem: words.folderProblem(dir.problem) };
