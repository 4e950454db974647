import { type NamespaceObject, projectNamespace } from '../projection/namespace.ts';
import { namespaceNamed, namespacesOf } from '../projection/namespaces-of.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { alreadyExists, StatusError } from '../wire/status.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';

export const namespaces = defineResource<NamespaceObject>({
  group: '',
  version: 'v1',
  resource: 'namespaces',
  singular: 'namespace',
  kind: 'Namespace',
  namespaced: false,
  shortNames: ['ns'],
  categories: [],
  subresources: [{ name: 'status', kind: 'Namespace', verbs: ['get'] }],
  columns: [
    nameColumn(),
    { name: 'Status', type: 'string', priority: 0, cell: ({ status }) => String(status.phase) },
    ageColumn(),
  ],
  *list(projector) {
    for (const record of namespacesOf(projector.view)) yield projectNamespace(projector, record);
  },
  find(projector, _namespace, name) {
    const record = namespaceNamed(projector.view, name);
    return record ? projectNamespace(projector, record) : null;
  },
  byUid(projector, uid) {
    const record = namespaceNamed(projector.view, uid.replace(/^namespace-/, ''));
    return record ? projectNamespace(projector, record) : null;
  },
  dependents: (change) => (change.table === 'namespaces' ? [`namespace-${change.key}`] : []),
  fields: { 'status.phase': ({ status }) => String(status.phase) },
  async create(context, _namespace, object) {
    const name = String((object.metadata as JsonObject).name);
    if (context.projector.view.get('namespaces', name))
      throw alreadyExists({ group: '', resource: 'namespaces', name });
    return save(context, name, object);
  },
  replace: (context, previous, object) => save(context, previous.metadata.name, object),
  async remove(context, { metadata }) {
    if (metadata.name === 'default') {
      throw new StatusError(
        'Forbidden',
        'namespaces "default" is forbidden: this namespace may not be deleted',
        { name: 'default', kind: 'namespaces' },
      );
    }
    await context.submit({ type: 'namespace.delete', name: metadata.name });
  },
});

const ownLabel = 'kubernetes.io/metadata.name';

async function save(context: WriteContext, name: string, object: JsonObject): Promise<NamespaceObject> {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const { [ownLabel]: _, ...labels } = (metadata.labels ?? {}) as Record<string, string>;
  await context.submit({
    type: 'namespace.save',
    name,
    labels,
    annotations: (metadata.annotations ?? {}) as Record<string, string>,
  });
  return projectNamespace(context.projector, context.projector.view.get('namespaces', name)!);
}
