import type { TaskRecord } from '@gantry/model';
import { Panel } from '../../shared/ui/panel.tsx';

/** Why no node takes a container: how many each reason rules out, and in words that can be acted on. */
export function WhyPanel({ task, nodes }: { task: TaskRecord; nodes: number }) {
  if (task.unplaced === null) return null;
  const { message, reasons } = task.unplaced;
  return (
    <Panel title="Why it waits">
      <p className="mb-3">{message}</p>
      <ul className="flex flex-col gap-2">
        {reasons.map((reason) => (
          <li
            key={reason.code}
            data-tone="pending"
            className="grid grid-cols-[8rem_1fr] items-center gap-3 max-sm:grid-cols-1"
          >
            <span className="flex items-center gap-2">
              <span aria-hidden="true" className="h-2 flex-1 overflow-hidden rounded-full bg-pressed">
                <span
                  data-cell
                  className="block h-full bg-tone"
                  style={{ width: `${nodes > 0 ? Math.min(100, (100 * reason.nodes) / nodes) : 0}%` }}
                />
              </span>
              <span className="w-14 text-right text-dense text-ink-2">
                {reason.nodes} of {nodes}
              </span>
            </span>
            <span>{reason.message}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
