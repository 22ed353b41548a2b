// Answers the commands of a headless peer, one record per answer.
import path from 'node:path';
import type { Settings } from '../../src-shared/app-bridge.ts';
import type { DoctorReport } from '../../src-shared/doctor.ts';
import { doctorTexts, fillIn } from '../../src-shared/doctor-texts.ts';
import { PeerError, toErrorData } from '../../src-shared/peer-error.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { TransferLimits } from '../../src-shared/transfer-limits.ts';
import type { RunningApp } from '../app/start-app.ts';
import { parseCliLine, toPeerCommand, type CliCommand } from './cli-command.ts';

export type CliRecord =
  | { type: 'result'; id: string; ok: true; data: unknown }
  | { type: 'error'; id: string | null; code: string; message: string; hint?: string; cause?: string }
  | { type: 'event'; event: PeerEvent }
  /** Where the interface is served. */
  | { type: 'web'; url: string };

export interface CliSession {
  receiveLine: (line: string) => void;
  /** Wakes whoever waits for peers. */
  receiveEvent: (event: PeerEvent) => void;
}

export function createCliSession(
  app: RunningApp,
  print: (record: CliRecord) => void,
  shutDown: () => void,
): CliSession {
  const waiting = new Set<() => void>();

  const answer = async (command: CliCommand): Promise<unknown> => {
    const peerCommand = toPeerCommand(command);
    if (peerCommand?.kind === 'set-game-dir') return setGameDir(app, peerCommand.path);
    if (peerCommand?.kind === 'set-transfer-limits') return setLimits(app, peerCommand.limits);
    if (peerCommand !== null) return app.peer.send(peerCommand);
    if (command.cmd === 'status') return describeStatus(app);
    if (command.cmd === 'list-peers') return { peers: app.peer.snapshot().peers };
    if (command.cmd === 'queue') return { queue: app.peer.snapshot().queue };
    if (command.cmd === 'doctor')
      return explainReport((await app.host.handleCall('run-doctor', undefined)) as DoctorReport);
    if (command.cmd === 'wait-peers') return waitForPeers(app, waiting, command.count, command.timeoutMs);
    return undefined;
  };

  const perform = async (command: CliCommand): Promise<void> => {
    try {
      print({ type: 'result', id: command.id, ok: true, data: (await answer(command)) ?? null });
    } catch (error) {
      print({ type: 'error', id: command.id, ...toErrorData(error) });
    }
    if (command.cmd === 'shutdown') shutDown();
  };

  return {
    receiveLine: (line) => {
      if (line.trim() === '') return;
      const parsed = parseCliLine(line);
      if ('command' in parsed) void perform(parsed.command);
      else print({ type: 'error', id: parsed.id, ...toErrorData(parsed.error) });
    },
    receiveEvent: ({ kind }) => {
      if (kind === 'peer-count') for (const look of waiting) look();
    },
  };
}

/** The command line decides, and the interface and the next start know. */
async function setGameDir({ peer, settings }: RunningApp, wanted: string): Promise<void> {
  const gameDir = path.resolve(wanted);
  await peer.send({ kind: 'set-game-dir', path: gameDir });
  await settings.save({ gameDir });
}

/** As the settings of a window do, so that they are saved and every window is told. */
async function setLimits({ host }: RunningApp, limits: TransferLimits): Promise<object> {
  const settings = (await host.handleCall('save-settings', { limits })) as Settings;
  return { limits: settings.limits };
}

/** Beside the codes in words, for who reads along. */
function explainReport({ findings }: DoctorReport): object {
  return {
    findings: findings.map((finding) => {
      const { title, why, fix } = doctorTexts.en[finding.code];
      const [said, because, todo] = [title, why, fix].map((text) => fillIn(text, finding.about));
      return { ...finding, title: said, why: because, fix: todo };
    }),
  };
}

function describeStatus({ peer, catalog }: RunningApp): object {
  const { self, games, peers, ...rest } = peer.snapshot();
  const [address = ''] = self.addresses;
  return {
    ...self,
    address,
    port: Number(address.split(':').at(-1)),
    process: describeProcess(),
    gameCount: games.length,
    catalogSize: catalog.games.size,
    peerCount: peers.filter((row) => row.state === 'connected').length,
    ...rest,
  };
}

/** CPU time of all threads, and the most memory that was ever resident. */
function describeProcess(): object {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { pid: process.pid, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakRssBytes: maxRSS * 1024 };
}

function waitForPeers(
  { peer }: RunningApp,
  waiting: Set<() => void>,
  count: number,
  timeoutMs: number,
): Promise<object> {
  const connected = () => peer.snapshot().peers.filter((row) => row.state === 'connected').length;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      waiting.delete(look);
      settle();
    };
    const look = () => {
      if (connected() >= count) end(() => resolve({ count: connected() }));
    };
    const timer = setTimeout(() => end(() => reject(tooFew(connected(), count))), timeoutMs);
    waiting.add(look);
    look();
  });
}

const tooFew = (found: number, wanted: number) =>
  new PeerError('request-timeout', `Only ${found} of ${wanted} peers were found in time.`, 'Connect by address.');
