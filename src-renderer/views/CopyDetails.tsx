// Copies all that is known of a failure, to be sent to whoever helps.
import type { ErrorData } from '../../src-shared/peer-error.ts';
import { errorDetails, hasDetails } from '../error-details.ts';
import { useAppState } from '../store/use-app.ts';
import { errorTexts } from '../texts/error-texts.ts';
import { CopyButton } from './CopyButton.tsx';

export function CopyDetails({ error, about = null }: { error: ErrorData; about?: string | null }) {
  const version = useAppState((state) => state.self?.appVersion ?? null);
  if (!hasDetails(error)) return null;
  return (
    <CopyButton
      className="link-button"
      testId="copy-details"
      label={errorTexts.copyDetails}
      text={() => errorDetails(error, about, version)}
    />
  );
}
