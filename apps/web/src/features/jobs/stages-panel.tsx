import type { JobRecord, TaskRecord } from '@gantry/model';
import { formatCount } from '../../shared/format/quantity.ts';
import { Meter } from '../../shared/ui/meter.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

interface Stage {
  name: string;
  total: number;
  succeeded: number;
  running: number;
  waiting: number;
}

/** The stages of a batch, or the one try of a gang that counts. */
function stagesOf({ spec: { plan }, part }: JobRecord, tasks: readonly TaskRecord[]): Stage[] {
  if (plan.kind === 'gang') return [stageOf('Ranks', plan.ranks, inPart(tasks, part))];
  if (plan.kind !== 'batch') return [];
  // The one stage of a plain batch has no name of its own.
  const isPlain = plan.stages.length === 1;
  return plan.stages.map(({ name, completions }, index) =>
    stageOf(isPlain ? 'Tasks' : name, completions, inPart(tasks, index)),
  );
}

const inPart = (tasks: readonly TaskRecord[], part: number) =>
  tasks.filter(({ jobPart }) => jobPart === part);

function stageOf(name: string, total: number, tasks: readonly TaskRecord[]): Stage {
  const count = (is: (task: TaskRecord) => boolean) => tasks.filter(is).length;
  return {
    name,
    total,
    succeeded: count(({ state }) => state === 'succeeded'),
    running: count(({ state, nodeId }) => nodeId !== null && isLive(state)),
    waiting: count(({ state }) => state === 'pending'),
  };
}

const isLive = (state: TaskRecord['state']) => !['succeeded', 'failed', 'stopped', 'lost'].includes(state);

/** How far each stage is, one bar below the other in the order in which they run. */
export function StagesPanel({ job, tasks }: { job: JobRecord; tasks: readonly TaskRecord[] }) {
  const stages = stagesOf(job, tasks);
  return (
    <Panel title={stages.length > 1 ? 'Stages' : 'Progress'}>
      <ol className="flex flex-col gap-3">
        {stages.map(({ name, total, succeeded, running, waiting }) => (
          <li key={name}>
            <div className="mb-1 flex items-baseline gap-2">
              <span className="font-medium">{name}</span>
              <span className="ml-auto text-dense text-ink-3">
                {formatCount(succeeded)} of {formatCount(total)} done
                {running > 0 && ` · ${formatCount(running)} running`}
                {waiting > 0 && ` · ${formatCount(waiting)} waiting`}
              </span>
            </div>
            {/* What only waits fills nothing: a bar that is full tells that all is done. */}
            <Meter
              label={`${name}: ${succeeded} of ${total} done, ${running} running`}
              total={total}
              parts={[
                { amount: succeeded, className: 'bg-(--running)', label: `${succeeded} succeeded` },
                { amount: running, className: 'under-way', label: `${running} running` },
              ]}
            />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
