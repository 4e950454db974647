import { refusalOf } from '../live/changes.ts';
import { formatClock } from './format/time.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';

/** Something was asked for in vain: what, why, how old what is shown instead is, and the way to ask again. */
export function LoadNotice({
  title,
  error,
  dataAtMs = null,
  onRetry,
}: {
  title: string;
  error: unknown;
  /** When what is shown was heard; null: nothing is shown. */
  dataAtMs?: number | null;
  onRetry: () => void;
}) {
  return (
    <Notice
      live
      tone={dataAtMs === null ? 'failed' : 'degraded'}
      title={title}
      action={<Button onClick={onRetry}>Retry</Button>}
    >
      {dataAtMs !== null && `What is shown is from ${formatClock(dataAtMs)}. `}
      {refusalOf(error).message}
    </Notice>
  );
}
