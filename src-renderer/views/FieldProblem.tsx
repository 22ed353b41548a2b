// An error beside the thing it is about: what happened, and what to do.
import { CircleAlert } from 'lucide-react';
import type { ErrorData } from '../../src-shared/peer-error.ts';

export function FieldProblem({ error }: { error: Pick<ErrorData, 'message' | 'hint'> }) {
  return (
    <p className="problem" role="alert" data-testid="problem">
      <CircleAlert size={15} aria-hidden="true" />
      <span>
        {error.message}
        {error.hint !== undefined && <span className="problem-hint"> {error.hint}</span>}
      </span>
    </p>
  );
}
