import { type CommandOf, type DeploymentRecord, deploymentId, templateHash } from '@gantry/model';
import {
  changeCauseAnnotation,
  type DeploymentObject,
  deploymentObject,
  projectDeployment,
} from '../projection/deployment.ts';
import type { Projector } from '../projection/projector.ts';
import { refuseOtherExpressions, toApplyCommand } from '../translate/deployment.ts';
import type { JsonObject } from '../wire/object.ts';
import { alreadyExists, conflict } from '../wire/status.ts';
import { ageColumn, containerColumns, nameColumn, selectorColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';

const group = 'apps';
const resource = 'deployments';

export const deployments = defineResource<DeploymentObject>({
  group,
  version: 'v1',
  resource,
  singular: 'deployment',
  kind: 'Deployment',
  namespaced: true,
  shortNames: ['deploy'],
  categories: ['all'],
  subresources: [
    { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'Deployment', verbs: ['get', 'patch', 'update'] },
  ],
  columns: [
    nameColumn(),
    {
      name: 'Ready',
      type: 'string',
      priority: 0,
      cell: ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`,
    },
    {
      name: 'Up-to-date',
      type: 'integer',
      priority: 0,
      cell: ({ status }) => Number(status.updatedReplicas ?? 0),
    },
    {
      name: 'Available',
      type: 'integer',
      priority: 0,
      cell: ({ status }) => Number(status.availableReplicas ?? 0),
    },
    ageColumn(),
    ...containerColumns<DeploymentObject>(({ spec }) => spec.template),
    selectorColumn(({ spec }) => spec.selector),
  ],
  *list(projector, namespace) {
    for (const record of projector.view.all('deployments')) {
      if (namespace === null || record.namespace === namespace) yield projectDeployment(projector, record);
    }
  },
  find: (projector, namespace, name) =>
    projected(projector, projector.view.deployment(namespace ?? '', name)),
  byUid: (projector, uid) => projected(projector, projector.view.get('deployments', uid)),
  dependents: (change) => (change.table === 'deployments' ? [change.key] : []),
  fields: {},
  ownsOthers: true,
  async create(context, namespace, object) {
    const command = toApplyCommand(context, namespace ?? '', object);
    if (context.projector.view.deployment(command.namespace, command.name))
      throw alreadyExists({ group, resource, name: command.name });
    await context.submit({ ...command, mode: 'create' });
    return current(context, command);
  },
  async replace(context, previous, object) {
    const command = toApplyCommand(context, previous.metadata.namespace!, object);
    refuseOtherExpressions(command.name, previous.spec, object.spec as JsonObject);
    await context.submit({
      ...command,
      ...retold(previous, command),
      mode: 'update',
      ifGeneration: previous.metadata.generation!,
    });
    return current(context, command);
  },
  async remove(context, { metadata }, { gracePeriodSeconds }) {
    await context.submit({
      type: 'deployment.delete',
      namespace: metadata.namespace!,
      name: metadata.name,
      planHash: null,
      graceSeconds: gracePeriodSeconds,
    });
  },
});

/** `kubectl annotate ... kubernetes.io/change-cause=` says why the change before it was made. */
function retold(
  { metadata }: DeploymentObject,
  { annotations }: CommandOf<'deployment.apply'>,
): { retold?: string } {
  const cause = annotations[changeCauseAnnotation];
  return cause === undefined || cause === metadata.annotations?.[changeCauseAnnotation]
    ? {}
    : { retold: cause };
}

function projected(projector: Projector, record: DeploymentRecord | undefined): DeploymentObject | null {
  return record ? projectDeployment(projector, record) : null;
}

/** The object after a write; gone again already is the caller's conflict. */
function current(
  { projector, dryRun }: WriteContext,
  command: CommandOf<'deployment.apply'>,
): DeploymentObject {
  const { namespace, name } = command;
  const record = projector.view.deployment(namespace, name);
  if (dryRun) return deploymentObject(projector, drawnUp(projector, record, command), command.template);
  if (!record) throw conflict({ group, resource, name });
  return projectDeployment(projector, record);
}

/** The record that the command would make, with the status of now. */
function drawnUp(
  projector: Projector,
  record: DeploymentRecord | undefined,
  command: CommandOf<'deployment.apply'>,
): DeploymentRecord {
  const { namespace, name, labels, annotations, spec, paused } = command;
  const blank: DeploymentRecord = {
    id: deploymentId.parse('dry-run'),
    namespace,
    name,
    labels,
    annotations,
    spec,
    templateHash: templateHash.parse('dry-run'),
    revision: 1,
    generation: 1,
    paused,
    pauseReason: '',
    status: emptyStatus,
    createdAtMs: projector.nowMs,
    updatedAtMs: projector.nowMs,
    deletingAtMs: null,
    quarantine: null,
  };
  return { ...blank, ...record, labels, annotations, spec, paused };
}

const emptyStatus: DeploymentRecord['status'] = {
  observedGeneration: 0,
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
  terminatingReplicas: 0,
  conditions: [],
};
