import type { NodeRecord } from '@gantry/model';
import { derivedTaints, type NodeObject, projectNode } from '../projection/node.ts';
import type { JsonObject } from '../wire/object.ts';
import { isJsonObject } from '../wire/object.ts';
import { notFound } from '../wire/status.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';

export const nodes = defineResource<NodeObject>({
  group: '',
  version: 'v1',
  resource: 'nodes',
  singular: 'node',
  kind: 'Node',
  namespaced: false,
  shortNames: ['no'],
  categories: [],
  subresources: [{ name: 'status', kind: 'Node', verbs: ['get'] }],
  columns: [
    nameColumn(),
    { name: 'Status', type: 'string', priority: 0, cell: statusCell },
    { name: 'Roles', type: 'string', priority: 0, cell: rolesCell },
    ageColumn(),
    {
      name: 'Version',
      type: 'string',
      priority: 0,
      cell: ({ status }) => String((status.nodeInfo as JsonObject).kubeletVersion),
    },
    {
      name: 'Internal-IP',
      type: 'string',
      priority: 1,
      cell: ({ status }) => (status.addresses as { address: string }[])[0]?.address ?? '<none>',
    },
    { name: 'External-IP', type: 'string', priority: 1, cell: () => '<none>' },
    {
      name: 'OS-Image',
      type: 'string',
      priority: 1,
      cell: ({ status }) => String((status.nodeInfo as JsonObject).osImage),
    },
    {
      name: 'Kernel-Version',
      type: 'string',
      priority: 1,
      cell: ({ status }) => String((status.nodeInfo as JsonObject).kernelVersion),
    },
    {
      name: 'Container-Runtime',
      type: 'string',
      priority: 1,
      cell: ({ status }) => String((status.nodeInfo as JsonObject).containerRuntimeVersion),
    },
  ],
  *list(projector) {
    for (const record of projector.view.all('nodes')) yield projectNode(projector, record);
  },
  find(projector, _namespace, name) {
    const record = projector.view.nodeByName(name);
    return record ? projectNode(projector, record) : null;
  },
  byUid(projector, uid) {
    const record = projector.view.get('nodes', uid);
    return record ? projectNode(projector, record) : null;
  },
  dependents: (change) => (change.table === 'nodes' ? [change.key] : []),
  fields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  async replace(context, previous, object) {
    const record = context.projector.view.get('nodes', previous.metadata.uid);
    if (!record) throw notFound({ group: '', resource: 'nodes', name: previous.metadata.name });
    await cordonAsAsked(context, record, object);
    await updateAsAsked(context, record, previous, object);
    return projectNode(context.projector, context.projector.view.get('nodes', record.id)!);
  },
  async remove(context, { metadata }) {
    const record = context.projector.view.get('nodes', metadata.uid);
    if (record) await context.submit({ type: 'node.remove', node: record.id });
  },
});

async function cordonAsAsked(context: WriteContext, record: NodeRecord, object: JsonObject): Promise<void> {
  const wanted = isJsonObject(object.spec) && object.spec.unschedulable === true;
  if (wanted !== record.cordoned)
    await context.submit({ type: wanted ? 'node.cordon' : 'node.uncordon', node: record.id });
}

async function updateAsAsked(
  context: WriteContext,
  record: NodeRecord,
  previous: NodeObject,
  object: JsonObject,
): Promise<void> {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const labels = changed(previous.metadata.labels, metadata.labels);
  const annotations = changed(previous.metadata.annotations ?? {}, metadata.annotations ?? {});
  const taints = wantedTaints(object);
  const taintsChanged = JSON.stringify(taints) !== JSON.stringify(record.taints);
  if (labels === null && annotations === null && !taintsChanged) return;
  await context.submit({
    type: 'node.update',
    node: record.id,
    labels,
    annotations,
    taints: taintsChanged ? taints : null,
  });
}

function changed(before: unknown, after: unknown): Record<string, string> | null {
  return JSON.stringify(before) === JSON.stringify(after) ? null : ((after ?? {}) as Record<string, string>);
}

function wantedTaints(object: JsonObject): NodeRecord['taints'] {
  const listed =
    isJsonObject(object.spec) && Array.isArray(object.spec.taints)
      ? (object.spec.taints as JsonObject[])
      : [];
  return listed
    .filter((taint) => !derivedTaints.has(String(taint.key)))
    .map((taint) => ({
      key: String(taint.key),
      value: String(taint.value ?? ''),
      effect: taint.effect as NodeRecord['taints'][number]['effect'],
    }));
}

function statusCell({ spec, status }: NodeObject): string {
  const ready = (status.conditions as { type: string; status: string }[]).find(
    ({ type }) => type === 'Ready',
  )?.status;
  const word = ready === 'True' ? 'Ready' : 'NotReady';
  return spec.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

const rolePrefix = 'node-role.kubernetes.io/';

function rolesCell({ metadata }: NodeObject): string {
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(rolePrefix))
    .map((label) => label.slice(rolePrefix.length))
    .sort();
  return roles.length > 0 ? roles.join(',') : '<none>';
}
