// What speaks up by itself: the connection banner, toasts, and the voice for screen readers.
import { CircleCheck, ShieldAlert, TriangleAlert, X } from 'lucide-react';
import { useAppState, useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { CopyDetails } from './CopyDetails.tsx';
import { ScriptOutput } from './ScriptOutput.tsx';

/** Only after a connection once stood: before that the start page speaks. */
export function ConnectionBanner() {
  const lost = useAppState((state) => state.loaded && !state.connected);
  const host = useAppState((state) => state.host);
  if (!lost) return null;
  return (
    <div className="banner" role="alert" data-testid="connection-banner">
      <span className="banner-dot" aria-hidden="true" />
      <span>
        <strong>{strings.connection.lost}</strong> {strings.connection.lostHint[host]}
      </span>
    </div>
  );
}

const toastIcons = { bad: TriangleAlert, warm: ShieldAlert, good: CircleCheck };

/** Both stay in reach of mouse and screen reader while a dialog is open. */
const aboveDialogs = { 'data-react-aria-top-layer': true };

export function Toasts() {
  const toasts = useUi((state) => state.toasts);
  const dismiss = useUi((state) => state.dismissToast);
  return (
    <section className="toasts" aria-label={strings.errors.region} {...aboveDialogs}>
      {toasts.map(({ id, title, message, hint, output, tone, error }) => {
        const Icon = toastIcons[tone];
        return (
          <div
            key={id}
            className="toast"
            role={tone === 'good' ? 'status' : 'alert'}
            data-tone={tone}
            data-testid="toast"
          >
            <Icon size={18} aria-hidden="true" />
            <div>
              <strong>{title}</strong>
              <p>
                {message} {hint}
              </p>
              <ScriptOutput text={output} isOpen={false} />
              {error !== undefined && <CopyDetails error={error} about={title} />}
            </div>
            <button type="button" className="icon-button" aria-label={strings.dismiss} onClick={() => dismiss(id)}>
              <X size={16} aria-hidden="true" />
            </button>
          </div>
        );
      })}
    </section>
  );
}

export function Announcer() {
  const announcement = useUi((state) => state.announcement);
  return (
    <output className="sr-only" aria-live="polite" data-testid="announcer" {...aboveDialogs}>
      <span key={announcement.id}>{announcement.text}</span>
    </output>
  );
}

export function StartPage({ problem }: { problem: { message: string; hint: string } | null }) {
  return (
    <main className="start-page">
      {problem === null ? (
        <div>
          <output className="lead">{strings.connection.connecting}</output>
          <p className="quiet start-slow">{strings.connection.slow}</p>
        </div>
      ) : (
        <div role="alert">
          <h1>{problem.message}</h1>
          <p className="lead">{problem.hint}</p>
        </div>
      )}
    </main>
  );
}
