import { parseVolume, sizeNote, type VolumeParts, type VolumeRecord } from '@gantry/model';
import { storedMetadata } from '../projection/stored-metadata.ts';
import { accessModes, projectVolumeClaim, type VolumeClaimObject } from '../projection/volume-claim.ts';
import { honouredFields, is } from '../translate/honoured-fields.ts';
import { invalidCauses } from '../translate/invalid-causes.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, notSupported, type StatusCause } from '../wire/status.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { warnReaders } from './config-maps.ts';
import { defineResource, type WriteContext } from './definition.ts';
import { savedKind } from './saved-kind.ts';

const names = { group: '', resource: 'persistentvolumeclaims' };
const kind = 'PersistentVolumeClaim';
const saved = savedKind(names, {
  table: 'volumes',
  find: ({ view }, namespace, name) => view.volume(namespace, name),
  project: projectVolumeClaim,
  save: saveVolumeClaim,
  remove: ({ namespace, name }) => ({ type: 'volume.delete', namespace, name, force: true, data: null }),
});

export const volumeClaims = defineResource<VolumeClaimObject>({
  ...names,
  version: 'v1',
  singular: 'persistentvolumeclaim',
  kind,
  namespaced: true,
  shortNames: ['pvc'],
  categories: [],
  subresources: [{ name: 'status', kind, verbs: ['get'] }],
  columns: [
    nameColumn(),
    { name: 'Status', type: 'string', priority: 0, cell: ({ status }) => status.phase },
    { name: 'Volume', type: 'string', priority: 0, cell: ({ spec }) => String(spec.volumeName ?? '') },
    { name: 'Capacity', type: 'string', priority: 0, cell: ({ status }) => status.capacity?.storage ?? '' },
    {
      name: 'Access Modes',
      type: 'string',
      priority: 0,
      cell: ({ spec }) => spec.accessModes.map(shortMode).join(','),
    },
    {
      name: 'StorageClass',
      type: 'string',
      priority: 0,
      cell: ({ spec }) => String(spec.storageClassName ?? ''),
    },
    ageColumn(),
    { name: 'VolumeMode', type: 'string', priority: 1, cell: ({ spec }) => String(spec.volumeMode) },
  ],
  ...saved,
  async remove(context, object, options) {
    warnReaders(context, 'volume', object.metadata);
    await saved.remove(context, object, options);
  },
  fields: {},
});

/** `ReadWriteOncePod` as `RWOP`. */
const shortMode = (mode: string) => mode.replace(/[^A-Z]/g, '');

function saveVolumeClaim(context: WriteContext, object: JsonObject, previous: VolumeRecord | undefined) {
  const parts = toVolume(context, object, previous);
  const { nowMs } = context.projector;
  const blank = { id: 'dry-run', nodeId: null, state: 'pending' as const, message: '', author: '' };
  return {
    command: {
      type: 'volume.save' as const,
      ...parts,
      mode: previous ? ('update' as const) : ('create' as const),
    },
    drawnUp: { ...blank, createdAtMs: nowMs, updatedAtMs: nowMs, ...previous, ...parts },
  };
}

const honoured = ['accessModes', 'resources', 'storageClassName', 'volumeName'];
const harmless = { volumeMode: is('Filesystem') };

/** A claim in the model's words. Throws a 422 that names every wrong field. */
function toVolume(
  context: WriteContext,
  object: JsonObject,
  previous: VolumeRecord | undefined,
): VolumeParts {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const given = isJsonObject(object.spec) ? object.spec : {};
  const named = { group: '', kind, name };
  const causes = modeCauses(given);
  if (causes.length > 0) throw invalid(named, causes);
  const { kept } = honouredFields(context, { object: given, path: 'spec' }, { honoured, harmless });
  const requests = isJsonObject(given.resources) ? given.resources.requests : undefined;
  const storage = isJsonObject(requests) ? requests.storage : undefined;
  const [mode] = given.accessModes as string[];
  const [access] = Object.entries(accessModes).find(([, listed]) => listed === mode)!;
  const parsed = parseVolume({
    ...{ namespace, name, ...storedMetadata(object, kept), access },
    ...(given.storageClassName ? { driver: given.storageClassName } : {}),
    ...(storage === undefined ? {} : { capacity: storage }),
    ...(previous ? { options: previous.options, reclaim: previous.reclaim } : {}),
  });
  if (!parsed.ok) throw invalid(named, invalidCauses(object, parsed.error.issues, kubernetesPath));
  warnOfSize(context, parsed.value, previous);
  return parsed.value;
}

/** Once for each size that is asked for: every Claim has one. */
function warnOfSize({ warn }: WriteContext, parts: VolumeParts, previous: VolumeRecord | undefined): void {
  const note = parts.capacityBytes === previous?.capacityBytes ? null : sizeNote(parts);
  if (note !== null) warn(`spec.resources.requests.storage: ${note}`);
}

function modeCauses({ accessModes: modes }: JsonObject): StatusCause[] {
  const field = 'spec.accessModes';
  if (!Array.isArray(modes) || modes.length === 0)
    return [
      { reason: 'FieldValueRequired', field, message: 'Required value: at least 1 access mode is required' },
    ];
  const known = Object.values(accessModes);
  const unknown = modes.find((mode) => !known.includes(String(mode)));
  if (unknown !== undefined) return [notSupported(field, unknown, known)];
  if (modes.length === 1) return [];
  const message = `Invalid value: ${JSON.stringify(modes)}: a volume has one access mode here; leave one`;
  return [{ reason: 'FieldValueInvalid', field, message }];
}

const paths: Record<string, string> = {
  capacity: 'spec.resources.requests.storage',
  driver: 'spec.storageClassName',
  access: 'spec.accessModes',
};

const kubernetesPath = (field: string) => paths[field] ?? (field === '' ? 'spec' : `metadata.${field}`);
