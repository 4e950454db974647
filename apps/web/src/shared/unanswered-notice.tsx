import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';

/** What was asked for is not known: the control plane did not answer, which says nothing about the thing itself. */
export function UnansweredNotice({ title, onRetry }: { title: string; onRetry: () => void }) {
  return (
    <Notice tone="failed" title={title} action={<Button onClick={onRetry}>Retry</Button>}>
      The control plane did not answer.
    </Notice>
  );
}
