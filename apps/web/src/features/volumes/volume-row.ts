import {
  type DeploymentRecord,
  hasJobEnded,
  type JobRecord,
  referencesOf,
  type TaskRecord,
  templatesOf,
  type VolumeRecord,
} from '@gantry/model';
import type { NamespacedReaders } from '@gantry/model/filter-line';
import { useMemo } from 'react';
import { useNodeNames, useRows } from '../../live/hooks.ts';
import type { Verdict } from '../../shared/tone.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { isLive } from '../../shared/verdict.ts';

/** A volume with where it is, and who has it. */
export interface VolumeRow {
  volume: VolumeRecord;
  verdict: Verdict;
  nodeName: string | null;
  /** Deployments whose template names it. */
  deployments: readonly DeploymentRecord[];
  /** Jobs that are not over and have a template that names it. */
  jobs: readonly JobRecord[];
  /** Containers that have it mounted. */
  tasks: readonly TaskRecord[];
}

const verdicts: Record<VolumeRecord['state'], Verdict> = {
  pending: { tone: 'stopped', label: 'Not made yet' },
  ready: { tone: 'running', label: 'Ready' },
  lost: { tone: 'failed', label: 'Lost' },
  deleting: { tone: 'draining', label: 'Deleting' },
};

export const accessWords: Record<VolumeRecord['access'], string> = {
  oneTask: 'one container at a time',
  oneNode: 'containers of one node',
  manyReaders: 'readers on every node',
  manyWriters: 'every node',
};

export function useVolumeRows(): readonly VolumeRow[] {
  const volumes = useRows('volumes');
  const deployments = useRows('deployments');
  const jobs = useRows('jobs');
  const templates = useRows('templates');
  const tasks = useRows('tasks');
  const nodeNames = useNodeNames();
  return useMemo(() => {
    const names = new Map(templates.map(({ hash, template }) => [hash, volumesIn(template)]));
    const live = tasks.filter((task) => isLive(task) && task.nodeId !== null);
    const alive = jobs.filter(({ parentId, state }) => parentId === null && !hasJobEnded(state));
    return volumes.map((volume) => {
      const uses = ({ namespace, templateHash }: { namespace: string; templateHash: string }) =>
        namespace === volume.namespace && (names.get(templateHash as never)?.has(volume.name) ?? false);
      return {
        volume,
        verdict: volume.state === 'deleting' && volume.message !== '' ? stuck : verdicts[volume.state],
        nodeName: volume.nodeId === null ? null : (nodeNames.get(volume.nodeId) ?? volume.nodeId),
        deployments: deployments.filter(uses),
        jobs: alive.filter(({ namespace, spec }) =>
          templatesOf(spec.plan).some((templateHash) => uses({ namespace, templateHash })),
        ),
        tasks: live.filter(uses),
      };
    });
  }, [volumes, deployments, jobs, templates, tasks, nodeNames]);
}

/** Who names it: deployments, then jobs. */
export const namesOfUsers = ({ deployments, jobs }: VolumeRow): string[] =>
  [...deployments, ...jobs].map(({ name }) => name);

const stuck: Verdict = { tone: 'failed', label: 'Not deleted' };

const volumesIn = (template: Parameters<typeof referencesOf>[0]) =>
  new Set(referencesOf(template).flatMap(({ kind, name }) => (kind === 'volume' ? [name] : [])));

export const volumeFields: NamespacedReaders<VolumeRow> = {
  name: ({ volume }) => volume.name,
  ns: ({ volume }) => volume.namespace,
  status: ({ verdict }) => [verdict.tone, verdict.label],
  driver: ({ volume }) => volume.driver,
  node: ({ nodeName }) => nodeName ?? '',
  used: namesOfUsers,
  age: ({ volume }) => serverNow() - volume.createdAtMs,
};

export const volumeText = ({ volume, nodeName }: VolumeRow): string =>
  `${volume.name} ${volume.namespace} ${volume.driver} ${nodeName ?? ''}`;
