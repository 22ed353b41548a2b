// Runs one scenario in its own place, bounded in time, and tells how it went.
import type { PeerProcess } from '../peer-process.ts';
import { ScenarioSkipped, type Scenario } from './scenario.ts';
import { openStage, type OpenStage } from './stage.ts';

export type Verdict = 'passed' | 'failed' | 'skipped';

export interface Report {
  verdict: Verdict;
  /** What is printed of it, first line first. */
  lines: string[];
}

const defaultLimitSeconds = 30;
const shownEvents = 12;
const shownErrorLines = 15;

/**
 * Never rejects. Whatever the scenario has started has ended when this resolves. An abort cuts it off and deletes its
 * folder.
 */
export async function runScenario(scenario: Scenario, signal: AbortSignal): Promise<Report> {
  const { id, title } = scenario;
  const notes: string[] = [];
  const stage = await openStage(id, (text) => void notes.push(`  NOTE ${id}: ${text}`));
  const fromMs = performance.now();
  try {
    await withinLimit(scenario, stage, signal);
    await stage.remove();
    return { verdict: 'passed', lines: [`PASS ${id} ${title} (${secondsSince(fromMs)} s)`, ...notes] };
  } catch (error) {
    await stage.abandon();
    if (error instanceof ScenarioSkipped || signal.aborted) {
      await stage.remove();
      return { verdict: 'skipped', lines: [`SKIP ${id}: ${(error as Error).message}`] };
    }
    stage.keep();
    const head = `FAIL ${id} ${title} (${secondsSince(fromMs)} s)`;
    return { verdict: 'failed', lines: [head, ...notes, ...describeFailure(error, stage)] };
  }
}

async function withinLimit(scenario: Scenario, stage: OpenStage, signal: AbortSignal): Promise<void> {
  const { run, limitSeconds = defaultLimitSeconds } = scenario;
  const cutOff = Promise.withResolvers<never>();
  const interrupt = () => cutOff.reject(new Error('the run was interrupted'));
  const timer = setTimeout(() => cutOff.reject(new Error(`it had not ended after ${limitSeconds} s`)), limitSeconds * 1000); // prettier-ignore
  signal.addEventListener('abort', interrupt);
  try {
    await Promise.race([run(stage).then(stage.stop), cutOff.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', interrupt);
  }
}

const secondsSince = (fromMs: number): string => ((performance.now() - fromMs) / 1000).toFixed(1);

function describeFailure(error: unknown, stage: OpenStage): string[] {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    ...reason.split('\n').map((line) => `  ${line}`),
    ...stage.peers.flatMap(describePeer),
    `  its files are kept in ${stage.home}`,
  ];
}

function describePeer(peer: PeerProcess): string[] {
  const events = peer.events.slice(-shownEvents).map(({ event }) => `    ${JSON.stringify(event).slice(0, 300)}`);
  const errors = peer.errorOutput().trimEnd();
  return [
    `  ${peer.name}: last ${events.length} of ${peer.events.length} events:`,
    ...events,
    ...(errors === '' ? [] : [`  ${peer.name}: error output:`]),
    ...errors.split('\n').slice(-shownErrorLines).flatMap((line) => (line === '' ? [] : [`    ${line}`])), // prettier-ignore
  ];
}
