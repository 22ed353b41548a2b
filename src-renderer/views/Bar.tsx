// A progress bar; without a share it only says that something runs.
import { ProgressBar } from 'react-aria-components';

interface Props {
  label: string;
  /** Share of 1; null while unknown. */
  share: number | null;
  className?: string;
  /** Nothing moves now: it shows what is kept. */
  isStill?: boolean;
}

export function Bar({ label, share, className = '', isStill = false }: Props) {
  const indeterminate = share === null && !isStill;
  return (
    <ProgressBar
      className={`bar ${className}`}
      aria-label={label}
      value={Math.floor((share ?? 0) * 100)}
      isIndeterminate={indeterminate}
      data-still={isStill || undefined}
      data-indeterminate={indeterminate || undefined}
    >
      <div className="bar-fill" style={{ transform: `scaleX(${share ?? (isStill ? 0 : 0.3)})` }} />
    </ProgressBar>
  );
}
