import { useTask } from '../../live/one-task.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { ContainerLink } from '../../shared/links.tsx';
import { codesOf, type Lit, nearestCode } from '../../shared/lit.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

/** Which nodes are lit and why, and the way back to all of them. */
export function LitLine({ lit, nodes, onAll }: { lit: Lit; nodes: number; onAll: () => void }) {
  const task = useTask(lit.taskId);
  const codes = codesOf(lit);
  const reasons = task?.unplaced?.reasons.filter(({ code }) => codes.includes(code)) ?? [];
  const reason = reasons.map(({ message }) => message).join('; ');
  const isNearest = lit.code === nearestCode;
  return (
    <Notice
      tone="pending"
      live
      title={
        <>
          {isNearest ? 'The nearest fit for ' : `${formatPlural(nodes, 'node')} lit: why `}
          <ContainerLink id={lit.taskId}>{task?.name ?? lit.taskId}</ContainerLink>
          {isNearest ? ' is lit' : ' waits'}
        </>
      }
      action={<Button onClick={onAll}>Show all alike</Button>}
    >
      {nodes === 0 ? 'No node says so any more.' : isNearest ? undefined : reason}
    </Notice>
  );
}
