import type { DeploymentRecord } from '@gantry/model';
import type { BulkAct, BulkAmount } from '../../shared/bulk/bulk-bar.tsx';
import type { DeploymentRow } from './deployment-row.ts';

/** What can be done to all of these deployments at once. */
export function deploymentBulkActs(rows: readonly DeploymentRow[]): BulkAct[] {
  const deployments = rows
    .map(({ deployment }) => deployment)
    .filter(({ deletingAtMs }) => deletingAtMs === null);
  if (deployments.length < rows.length) return [];
  const of = (action: 'restart' | 'rollback' | 'pause' | 'resume' | 'delete') =>
    deployments.map(({ namespace, name }) => ({ action, namespace, name }));
  const isAnyPaused = deployments.some(({ paused }) => paused);
  return [
    { verb: 'Scale', acts: [], amount: replicasEach(deployments) },
    ...(isAnyPaused
      ? []
      : [
          { verb: 'Restart', acts: of('restart') },
          ...(deployments.every(({ revision }) => revision > 1)
            ? [
                {
                  verb: 'Roll back',
                  acts: of('rollback'),
                  about: 'Each to its newest earlier revision that came to serve.',
                },
              ]
            : []),
          { verb: 'Pause', acts: of('pause') },
        ]),
    ...(deployments.every(({ paused }) => paused) ? [{ verb: 'Resume', acts: of('resume') }] : []),
    {
      verb: 'Delete',
      acts: of('delete'),
      danger: true,
      losses: deployments.map(lossOf),
      about: 'Their containers stop and their revisions are gone for good.',
    },
  ];
}

/** All to one number; those that have it already are left alone. */
function replicasEach(deployments: readonly DeploymentRecord[]): BulkAmount {
  const others = (replicas: number) => deployments.filter(({ spec }) => spec.replicas !== replicas);
  return {
    noun: 'replica',
    initial: deployments[0]?.spec.replicas ?? 0,
    actsFor: (replicas) =>
      others(replicas).map(({ namespace, name }) => ({ action: 'scale', namespace, name, replicas })),
    nowFor: (replicas) => others(replicas).reduce((sum, { spec }) => sum + spec.replicas, 0),
    lossesFor: (replicas) => deployments.filter(({ spec }) => spec.replicas > replicas).map(lossOf),
  };
}

const lossOf = ({ namespace, name }: DeploymentRecord) => ({ namespace, name });
