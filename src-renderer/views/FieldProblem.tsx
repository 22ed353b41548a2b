// An error beside the thing it is about: what happened, what to do, and all of it to copy.
import { CircleAlert } from 'lucide-react';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import { CopyDetails } from './CopyDetails.tsx';

/** `about` names what failed in the copy. */
export function FieldProblem({ error, about }: { error: ErrorData; about?: string }) {
  return (
    <div className="problem" data-testid="problem">
      <CircleAlert size={15} aria-hidden="true" />
      <div>
        <p role="alert">
          {error.message}
          {error.hint !== undefined && <span className="problem-hint"> {error.hint}</span>}
        </p>
        <CopyDetails error={error} {...(about !== undefined && { about })} />
      </div>
    </div>
  );
}
