import { allowanceOf } from '@gantry/engine';
import type { BudgetRecord } from '@gantry/model';
import { formatLabelSelector } from '../wire/label-selector.ts';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';
import { shownMetadata } from './stored-metadata.ts';

export interface DisruptionBudgetObject extends KubernetesObject {
  spec: JsonObject;
  status: JsonObject & { disruptionsAllowed: number };
}

/** Its status is counted from the tasks as they are, so its version is the newest of all of them. */
export function projectDisruptionBudget(projector: Projector, record: BudgetRecord): DisruptionBudgetObject {
  const { minAvailable, maxUnavailable, selector, expressions = [], unready } = record;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [
        { table: 'budgets', key: record.id },
        ...countedRecords(projector, record),
      ]),
      generation: record.generation,
      creationTimestamp: timestamp(record.createdAtMs),
      ...shownMetadata(record),
    },
    spec: {
      ...(minAvailable === null ? {} : { minAvailable }),
      ...(maxUnavailable === null ? {} : { maxUnavailable }),
      selector: formatLabelSelector({ labels: selector, expressions }),
      ...(unready === 'always' ? { unhealthyPodEvictionPolicy: 'AlwaysAllow' } : {}),
    },
    status: statusOf(projector, record),
  };
}

function* countedRecords(projector: Projector, { namespace }: BudgetRecord) {
  for (const deployment of projector.view.all('deployments')) {
    if (deployment.namespace !== namespace) continue;
    yield { table: 'deployments' as const, key: deployment.id };
    for (const { id } of projector.view.tasksOfDeployment(deployment.id))
      yield { table: 'tasks' as const, key: id };
  }
}

function statusOf(projector: Projector, record: BudgetRecord): DisruptionBudgetObject['status'] {
  const { expected, healthy, desired, allowed } = allowanceOf(projector.view, record);
  const may = allowed > 0;
  return {
    observedGeneration: record.generation,
    expectedPods: expected,
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    conditions: [
      {
        type: 'DisruptionAllowed',
        status: may ? 'True' : 'False',
        reason: may ? 'SufficientPods' : 'InsufficientPods',
        message: `${healthy} of ${expected} are healthy, and ${desired} have to be`,
        observedGeneration: record.generation,
        lastTransitionTime: timestamp(record.updatedAtMs),
      },
    ],
  };
}
