import { expect, test } from 'vitest';
import { gameActions, type GameActionKind } from '../game-action.ts';
import { applySnapshot, initialState } from '../store/app-state.ts';
import { queuePlaces } from '../queue-place.ts';
import { gameStates, statesSnapshot, windowStates } from './game-states.ts';

/** Named one by one, so that the compiler asks for each new one. */
const everyKind: Record<GameActionKind, true> = {
  download: true,
  'download-only': true,
  'stream-install': true,
  update: true,
  'pause-download': true,
  'resume-download': true,
  'retry-download': true,
  'cancel-download': true,
  'cancel-stream-install': true,
  'discard-download': true,
  'move-to-front': true,
  'replace-in-place': true,
  verify: true,
  'cancel-verify': true,
  install: true,
  'cancel-install': true,
  play: true,
  'stop-game': true,
  'start-server': true,
  'stop-server': true,
  uninstall: true,
  'remove-download': true,
  'open-folder': true,
  wait: true,
  unavailable: true,
};

test('the sheet of states shows every action there is', () => {
  const { games, operations, queue, running } = statesSnapshot();
  const { checking, starting, ending, servers, failures } = windowStates(new Map());
  const places = queuePlaces(queue);
  const runs = (gameId: string, kind: string) => running.some((row) => row.gameId === gameId && row.kind === kind);
  const offered = games.flatMap((row) => {
    const { primary, secondary } = gameActions(row, {
      operation: operations.find(({ gameId }) => gameId === row.id)?.kind ?? null,
      queued: places.get(row.id) ?? null,
      failure: failures.get(row.id) ?? gameStates[row.id]?.queued?.error ?? null,
      checking: checking.has(row.id),
      starting: starting.has(row.id),
      playing: runs(row.id, 'game'),
      serving: runs(row.id, 'server'),
      ending: ending.has(row.id),
      canServe: servers.has(row.id),
      canOpenFolder: true,
    });
    return [primary, ...secondary].map(({ kind }) => kind);
  });
  expect([...new Set(offered)].toSorted()).toEqual(Object.keys(everyKind).toSorted());
});

test('the sheet shows what a running game holds back, and a download whose connection is lost', () => {
  const state = applySnapshot(initialState, statesSnapshot(), 0);
  const kindOf = (gameId: string) => state.operations.get(gameId);
  const waiting = [...state.installs, ...state.verifications].filter(([, { waitingFor }]) => waitingFor !== null);
  expect(new Set(waiting.map(([gameId]) => kindOf(gameId)))).toEqual(new Set(['installing', 'updating', 'verifying']));
  const { downloads } = windowStates(state.downloads);
  const lost = [...downloads].filter(([, { rateKnown }]) => !rateKnown);
  expect(lost.map(([gameId]) => kindOf(gameId))).toEqual(['downloading']);
});
