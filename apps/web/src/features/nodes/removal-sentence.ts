import type { TaskRecord } from '@gantry/model';
import { formatPlural } from '../../shared/format/quantity.ts';

/** `Its 3 containers, of 2 deployments and 1 job, are given up …`: what removing a node comes to for those on it. */
export function removalSentence(live: readonly Pick<TaskRecord, 'deploymentId' | 'jobId'>[]): string {
  if (live.length === 0) return 'Nothing runs there: nothing is stopped.';
  const owners = [ownersWord(live, 'deploymentId', 'deployment'), ownersWord(live, 'jobId', 'job')].filter(
    (one) => one !== '',
  );
  const of = owners.length === 0 ? '' : `, of ${owners.join(' and ')},`;
  const loose = live.filter(({ deploymentId, jobId }) => deploymentId === null && jobId === null).length;
  const back =
    loose === live.length
      ? 'nothing starts them again'
      : `started elsewhere${loose > 0 ? `, but for ${formatPlural(loose, 'task')} that nothing starts again` : ''}`;
  return `Its ${formatPlural(live.length, 'container')}${of} ${live.length === 1 ? 'is' : 'are'} given up and ${back}.`;
}

function ownersWord(
  live: readonly Pick<TaskRecord, 'deploymentId' | 'jobId'>[],
  field: 'deploymentId' | 'jobId',
  word: string,
): string {
  const owners = new Set(live.flatMap((task) => task[field] ?? []));
  return owners.size === 0 ? '' : formatPlural(owners.size, word);
}
