import { jobReadersOf, readersOf } from '@gantry/engine';
import type { ConfigRecord } from '@gantry/model';
import { type ConfigMapObject, projectConfigMap } from '../projection/config-map.ts';
import { toConfig } from '../translate/configuration.ts';
import type { JsonObject } from '../wire/object.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';
import { savedKind } from './saved-kind.ts';

const names = { group: '', resource: 'configmaps' };
const saved = savedKind(names, {
  table: 'configs',
  find: ({ view }, namespace, name) => view.config(namespace, name),
  project: projectConfigMap,
  save: saveConfigMap,
  remove: ({ namespace, name }) => ({ type: 'config.delete', namespace, name, force: true }),
});

export const configMaps = defineResource<ConfigMapObject>({
  ...names,
  version: 'v1',
  singular: 'configmap',
  kind: 'ConfigMap',
  namespaced: true,
  shortNames: ['cm'],
  categories: [],
  subresources: [],
  columns: [
    nameColumn(),
    {
      name: 'Data',
      type: 'integer',
      priority: 0,
      cell: ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length,
    },
    ageColumn(),
  ],
  ...saved,
  async remove(context, object, options) {
    warnReaders(context, 'config', object.metadata);
    await saved.remove(context, object, options);
  },
  fields: {},
});

/** As in Kubernetes it may be deleted although somebody reads it; who that is should be known. */
export function warnReaders(
  { warn, projector }: WriteContext,
  kind: 'config' | 'secret' | 'volume',
  { namespace = '', name }: { namespace?: string; name: string },
): void {
  const named = { kind, namespace, name };
  const found = [...readersOf(projector.view, named), ...jobReadersOf(projector.view, named)];
  const readers = found.map((reader) => reader.name);
  if (readers.length > 0)
    warn(
      `${name} is used by ${readers.join(', ')}, whose next pods wait until there is one of this name again`,
    );
}

function saveConfigMap(context: WriteContext, object: JsonObject, previous: ConfigRecord | undefined) {
  const parts = toConfig(object);
  const { nowMs } = context.projector;
  const blank = {
    id: 'dry-run',
    version: 1,
    history: [],
    author: '',
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  return {
    command: {
      type: 'config.save' as const,
      ...parts,
      mode: previous ? ('update' as const) : ('create' as const),
      ifVersion: previous?.version ?? null,
      roll: false,
    },
    drawnUp: { ...blank, ...previous, ...parts },
  };
}
