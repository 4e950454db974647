import { referencesOf, type TaskRecord, type VolumeRecord } from '@gantry/model';
import type { View } from '../port.ts';
import { holdsRoom } from './holdings.ts';
import { jobReadersOf, readersOf } from './readers.ts';

/** The tasks that have the volume mounted, or may have: from their assignment to their end. */
export function holdersOf(view: View, volume: VolumeRecord): TaskRecord[] {
  return [...candidates(view, volume)].filter(
    (task) => task.namespace === volume.namespace && holdsRoom(task) && names(view, task, volume),
  );
}

/** Where the data lies on one node, no task elsewhere can have it. */
function candidates(view: View, volume: VolumeRecord): Iterable<TaskRecord> {
  if (volume.nodeId !== null) return view.tasksOfNode(volume.nodeId);
  const named = { kind: 'volume', ...volume } as const;
  const ofJobs = jobReadersOf(view, named).flatMap(({ id }) => [id, ...view.runsOf(id).map((run) => run.id)]);
  return [
    ...readersOf(view, named).flatMap(({ id }) => [...view.tasksOfDeployment(id)]),
    ...ofJobs.flatMap((id) => [...view.tasksOfJob(id)]),
  ];
}

function names(view: View, task: TaskRecord, { name }: VolumeRecord): boolean {
  const template = view.get('templates', task.templateHash)?.template;
  return (
    template !== undefined && referencesOf(template).some((one) => one.kind === 'volume' && one.name === name)
  );
}
