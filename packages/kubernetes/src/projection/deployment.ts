import {
  type Condition,
  type DeploymentRecord,
  type DeploymentSpec,
  type ReplicaSetRecord,
  shortHash,
  type TaskRecord,
  type Template,
} from '@gantry/model';
import { wrongTypes } from '../translate/known-fields.ts';
import { formatLabelSelector, type LabelSelector, readLabelSelector } from '../wire/label-selector.ts';
import { isJsonObject, type JsonObject, type KubernetesObject, timestamp } from '../wire/object.ts';
import { podTemplate } from './pod-template.ts';
import { newestVersion, type Projector } from './projector.ts';
import {
  lastAppliedAnnotation,
  managedFieldsAnnotation,
  managedFieldsOf,
  readAnnotation,
} from './stored-metadata.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
export const changeCauseAnnotation = 'kubernetes.io/change-cause';
export const hashLabel = 'pod-template-hash';
/** Annotation that holds a selector with expressions as it was written: the model's has labels only. Not shown. */
export const selectorAnnotation = 'gantry.local/selector';

/** Kept only when the deployment's strategy has no Kubernetes form, so that a round trip loses nothing. */
export const strategyAnnotation = 'gantry.local/strategy';

export interface DeploymentObject extends KubernetesObject {
  spec: JsonObject;
  status: JsonObject;
}

export function projectDeployment(projector: Projector, record: DeploymentRecord): DeploymentObject {
  return deploymentObject(projector, record, projector.view.get('templates', record.templateHash)!.template);
}

/** The same for a record that is not stored (a dry run), with its template beside it. */
export function deploymentObject(
  projector: Projector,
  record: DeploymentRecord,
  template: Template,
): DeploymentObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'deployments', key: record.id }]),
      generation: record.generation,
      creationTimestamp: timestamp(record.createdAtMs),
      ...deletion(record.deletingAtMs),
      labels: record.labels,
      ...shownAnnotations(record),
    },
    spec: {
      replicas: record.spec.replicas,
      selector: formatLabelSelector(selectorOf(record)),
      template: podTemplate(template),
      strategy: strategySpec(record.spec),
      ...(record.spec.minReadySeconds === 0 ? {} : { minReadySeconds: record.spec.minReadySeconds }),
      ...(record.spec.revisionHistoryLimit === null
        ? {}
        : { revisionHistoryLimit: record.spec.revisionHistoryLimit }),
      ...(record.spec.progressDeadlineSeconds === null
        ? {}
        : { progressDeadlineSeconds: record.spec.progressDeadlineSeconds }),
      ...(record.paused ? { paused: true } : {}),
    },
    status: deploymentStatus(record),
  };
}

function shownAnnotations(record: DeploymentRecord): {
  annotations: Record<string, string>;
  managedFields?: unknown[];
} {
  const {
    [managedFieldsAnnotation]: _managedFields,
    [selectorAnnotation]: _selector,
    ...annotations
  } = record.annotations;
  const managedFields = managedFieldsOf(record.annotations);
  return {
    annotations: { ...annotations, ...ownAnnotations(record), [revisionAnnotation]: String(record.revision) },
    ...(managedFields === null ? {} : { managedFields }),
  };
}

/** As it was written. */
export function selectorOf({ annotations, spec }: DeploymentRecord): LabelSelector {
  const written = readAnnotation(annotations[selectorAnnotation]);
  return isJsonObject(written) && wrongTypes('LabelSelector', written).length === 0
    ? readLabelSelector(written)
    : { labels: spec.selector, expressions: [] };
}

const deletion = (deletingAtMs: number | null) =>
  deletingAtMs === null ? {} : { deletionTimestamp: timestamp(deletingAtMs) };

function ownAnnotations({ spec }: DeploymentRecord): Record<string, string> {
  return spec.strategy.type === 'RollingUpdate' || spec.strategy.type === 'Recreate'
    ? {}
    : { [strategyAnnotation]: JSON.stringify(spec.strategy) };
}

/** Strategies that Kubernetes does not have show as the rolling update they amount to. */
function strategySpec({ strategy, replicas }: DeploymentSpec): JsonObject {
  switch (strategy.type) {
    case 'Recreate':
      return { type: 'Recreate' };
    case 'RollingUpdate':
    case 'Canary':
      return {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: strategy.maxUnavailable, maxSurge: strategy.maxSurge },
      };
    case 'Capacity':
      return {
        type: 'RollingUpdate',
        rollingUpdate: {
          maxUnavailable: replicas - Math.ceil(replicas * strategy.minimumHealthCapacity),
          maxSurge: Math.floor(replicas * strategy.maximumOverCapacity),
        },
      };
    case 'BlueGreen':
      return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '100%' } };
  }
}

function deploymentStatus({ status, paused: _ }: DeploymentRecord): JsonObject {
  return {
    observedGeneration: status.observedGeneration,
    ...nonZero({
      replicas: status.replicas,
      updatedReplicas: status.updatedReplicas,
      readyReplicas: status.readyReplicas,
      availableReplicas: status.availableReplicas,
      unavailableReplicas: status.unavailableReplicas,
      terminatingReplicas: status.terminatingReplicas,
    }),
    conditions: status.conditions.map(conditionStatus),
  };
}

const conditionStatus = (condition: Condition): JsonObject => ({
  type: condition.type,
  status: condition.status,
  lastUpdateTime: timestamp(condition.lastUpdateAtMs),
  lastTransitionTime: timestamp(condition.lastTransitionAtMs),
  reason: condition.reason,
  message: condition.message,
});

export function nonZero(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

export interface ReplicaSetObject extends KubernetesObject {
  spec: JsonObject;
  status: JsonObject;
}

export function projectReplicaSet(projector: Projector, record: ReplicaSetRecord): ReplicaSetObject | null {
  const deployment = projector.view.get('deployments', record.deploymentId);
  const template = projector.view.get('templates', record.templateHash)?.template;
  if (!deployment || !template) return null;
  const hash = { [hashLabel]: shortHash(record.templateHash) };
  const tasks = [...projector.view.tasksOfReplicaSet(record.id)];
  const selector = selectorOf(deployment);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: record.name,
      namespace: deployment.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [
        { table: 'replicaSets', key: record.id },
        { table: 'deployments', key: deployment.id },
        ...tasks.map((task) => ({ table: 'tasks' as const, key: task.id })),
      ]),
      generation: 1,
      creationTimestamp: timestamp(record.createdAtMs),
      labels: { ...template.labels, ...hash },
      annotations: replicaSetAnnotations(projector, deployment, record),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: deployment.name,
          uid: deployment.id,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas: record.replicas,
      selector: formatLabelSelector({ ...selector, labels: { ...selector.labels, ...hash } }),
      template: podTemplate(template, hash),
      ...(deployment.spec.minReadySeconds === 0 ? {} : { minReadySeconds: deployment.spec.minReadySeconds }),
    },
    status: replicaSetStatus(tasks, deployment.spec.minReadySeconds * 1000, projector.nowMs),
  };
}

/**
 * All that the deployment says of itself, since `kubectl rollout undo` gives a deployment the annotations of the set it
 * goes back to; the change cause is the revision's own.
 */
function replicaSetAnnotations(
  projector: Projector,
  deployment: DeploymentRecord,
  record: ReplicaSetRecord,
): Record<string, string> {
  const revision = projector.view.revisionsOf(deployment.id).find((one) => one.number === record.revision);
  const {
    [managedFieldsAnnotation]: _fields,
    [selectorAnnotation]: _selector,
    [lastAppliedAnnotation]: _applied,
    [changeCauseAnnotation]: _cause,
    ...said
  } = deployment.annotations;
  return {
    ...said,
    ...ownAnnotations(deployment),
    [revisionAnnotation]: String(record.revision),
    ...(record.revisionHistory.length > 0
      ? { [revisionHistoryAnnotation]: record.revisionHistory.join(',') }
      : {}),
    'deployment.kubernetes.io/desired-replicas': String(record.desiredReplicas),
    'deployment.kubernetes.io/max-replicas': String(record.maxReplicas),
    ...(revision && revision.cause !== '' ? { [changeCauseAnnotation]: revision.cause } : {}),
  };
}

const ended = new Set(['succeeded', 'failed', 'stopped', 'lost']);

export const isActive = (task: TaskRecord): boolean => !ended.has(task.state) && task.desired === 'running';

function replicaSetStatus(tasks: TaskRecord[], minReadyMs: number, nowMs: number): JsonObject {
  const active = tasks.filter(isActive);
  const ready = active.filter((task) => task.ready);
  const available = ready.filter(
    (task) => minReadyMs === 0 || (task.readyAtMs ?? nowMs) + minReadyMs < nowMs,
  );
  return {
    replicas: active.length,
    ...nonZero({
      fullyLabeledReplicas: active.length,
      readyReplicas: ready.length,
      availableReplicas: available.length,
    }),
    observedGeneration: 1,
  };
}
