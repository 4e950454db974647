import type { SecretRecord } from '@gantry/model';
import { projectSecret, type SecretObject } from '../projection/secret.ts';
import { toSecret } from '../translate/configuration.ts';
import { rejectionStatus } from '../translate/rejection-status.ts';
import type { JsonObject } from '../wire/object.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { warnReaders } from './config-maps.ts';
import { defineResource, type WriteContext } from './definition.ts';
import { savedKind } from './saved-kind.ts';

const names = { group: '', resource: 'secrets' };
const saved = savedKind(names, {
  table: 'secrets',
  find: ({ view }, namespace, name) => view.secret(namespace, name),
  project: projectSecret,
  save: saveSecret,
  remove: ({ namespace, name }) => ({ type: 'secret.delete', namespace, name, force: true }),
});

export const secrets = defineResource<SecretObject>({
  ...names,
  version: 'v1',
  singular: 'secret',
  kind: 'Secret',
  namespaced: true,
  shortNames: [],
  categories: [],
  subresources: [],
  columns: [
    nameColumn(),
    { name: 'Type', type: 'string', priority: 0, cell: ({ type }) => type },
    { name: 'Data', type: 'integer', priority: 0, cell: ({ data }) => Object.keys(data).length },
    ageColumn(),
  ],
  ...saved,
  async remove(context, object, options) {
    warnReaders(context, 'secret', object.metadata);
    await saved.remove(context, object, options);
  },
  fields: { type: ({ type }) => type },
});

/** Sealed here: from the command on, nothing holds the values. */
function saveSecret(context: WriteContext, object: JsonObject, previous: SecretRecord | undefined) {
  const parts = toSecret(object, previous);
  const sealed = context.sealSecret(parts);
  if (!sealed.ok) throw rejectionStatus(sealed.error, { ...names, kind: 'Secret' }, parts.name);
  const { secretType, data: _, ...described } = parts;
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
      type: 'secret.save' as const,
      ...{ ...described, secretType, data: sealed.value },
      mode: previous ? ('update' as const) : ('create' as const),
      ifVersion: previous?.version ?? null,
      roll: false,
    },
    drawnUp: { ...blank, ...previous, ...described, type: secretType, data: sealed.value },
  };
}
