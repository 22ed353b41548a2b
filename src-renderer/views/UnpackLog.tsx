// How the last runs of the archive engine ended, to be searched.
import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import type { UnpackRun } from '../../src-shared/unpack-run.ts';
import { archiveName, describeRun, filterRuns, formatRunTime, runsToText } from '../log-view.ts';
import { useApp } from '../store/use-app.ts';
import { aboutTexts } from '../texts/about-texts.ts';
import { CopyButton } from './CopyButton.tsx';

export function UnpackLog() {
  const runs = useRuns();
  const [search, setSearch] = useState('');
  const [errorsOnly, setErrorsOnly] = useState(false);
  const shown = filterRuns(runs ?? [], search, errorsOnly);
  return (
    <>
      <div className="about-tools">
        <input
          className="input about-search"
          type="text"
          inputMode="search"
          autoComplete="off"
          spellCheck={false}
          aria-label={aboutTexts.search}
          placeholder={aboutTexts.searchPlaceholder}
          data-testid="search-runs"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Checkbox className="checkbox" data-testid="errors-only" isSelected={errorsOnly} onChange={setErrorsOnly}>
          <span className="checkbox-box">
            <Check size={14} strokeWidth={3} aria-hidden="true" />
          </span>
          <span>{aboutTexts.errorsOnly}</span>
        </Checkbox>
        <CopyButton text={() => runsToText(shown)} />
        <span className="about-count">{runs !== null && aboutTexts.runs(shown.length)}</span>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be in reach of the keyboard */}
      <section className="about-list" aria-label={aboutTexts.unpackLog} tabIndex={0}>
        {runs?.length === 0 && <p className="quiet">{aboutTexts.noRuns}</p>}
        {runs !== null && runs.length > 0 && shown.length === 0 && <p className="quiet">{aboutTexts.noRunMatches}</p>}
        {shown.map((run) => (
          <Run key={`${run.startedMs} ${run.archive} ${run.kind}`} run={run} />
        ))}
      </section>
    </>
  );
}

const tones = { ok: 'good', cancelled: 'quiet', failed: 'bad' } as const;

function Run({ run }: { run: UnpackRun }) {
  const { outcome } = run;
  return (
    <article className="run" data-tone={tones[outcome.kind]} data-testid="unpack-run">
      <div className="run-head">
        <strong title={run.archive}>{archiveName(run)}</strong>
        <span className="run-outcome">{aboutTexts.outcomes[outcome.kind]}</span>
        <time>{formatRunTime(run.startedMs)}</time>
      </div>
      <p className="help">{describeRun(run)}</p>
      {outcome.kind === 'failed' && <p className="run-message">{outcome.message}</p>}
    </article>
  );
}

const LOOK_EVERY_MS = 1000;

/** Asked once a second, and not while the page is hidden: of what is read out for another PC nothing is told. Null until the first answer. */
function useRuns(): readonly UnpackRun[] | null {
  const { bridge } = useApp();
  const [runs, setRuns] = useState<readonly UnpackRun[] | null>(null);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      // The banner tells of a lost connection.
      const answer = document.hidden ? null : await bridge.call('unpack-log', undefined).catch(() => null);
      if (isOver) return;
      if (answer !== null) setRuns((known) => (isSame(known, answer) ? known : answer));
      timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [bridge]);
  return runs;
}

/** Runs are never changed, only added, and the oldest dropped. */
const isSame = (known: readonly UnpackRun[] | null, answer: readonly UnpackRun[]): boolean =>
  known !== null && known.length === answer.length && [0, -1].every((at) => sameRun(known.at(at), answer.at(at)));

const sameRun = (one: UnpackRun | undefined, other: UnpackRun | undefined): boolean =>
  one?.startedMs === other?.startedMs && one?.archive === other?.archive && one?.kind === other?.kind;
